"""Patches of one picture found again in another place of it: the machinery of exemplar filling.

`scale` holds a picture at one size with its unknown pixels, `search` finds for each unfinished
patch the most similar known one, `vote` paints the unknown pixels from what was found.
"""
