"""Triton kernels of image operations, imported only where Triton is."""
