"""A picture and its nearest-neighbour field on a card: tensors and Triton kernels.

`layout` lays the picture out as `Level` does for the processor, `field` is the search and the vote,
`steps` evens out what patches leave. The host looks once a size, to learn how much there is of
what; all else stays on the card, prices included.
"""
