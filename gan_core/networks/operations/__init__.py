"""Operations that are worth more than one form: one function each, chosen by device and shape.

A network calls `upfirdn2d`, `filtered_lrelu`, `bias_activation`, `modulated_conv2d`, `group_norm`
or `conv3x3` and does not know which form runs: the plain one in torch's own words (which every
other is tested against), one for the CPU where a different order of the same work is faster, or
a Triton kernel on CUDA. Where Triton is missing (Windows, MPS) the plain form runs.
"""
