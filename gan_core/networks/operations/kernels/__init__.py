"""Triton kernels of the operations: one file an operation, imported only where Triton is.

With `TRITON_INTERPRET=1` they run on the CPU, slowly, which is how the tests hold them to the
plain forms without a GPU.
"""
