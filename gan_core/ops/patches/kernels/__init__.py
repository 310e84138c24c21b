"""Triton kernels of patch search and vote, imported only where Triton is.

With `TRITON_INTERPRET=1` they run on the CPU, slowly, which is how the tests hold them to the
properties of the compiled loops without a card.
"""
