"""Patches of one picture found again in another place of it: the machinery of exemplar filling.

`level` holds a picture at one size with its unknown pixels and all that may be copied, `search`
finds for each unfinished patch the known one that fits best, `vote` paints the unknown pixels from
what was found, `greedy` begins patch by patch. The loops are compiled for the processor by numba.
"""
