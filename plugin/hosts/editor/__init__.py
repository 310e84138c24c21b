"""The stand-alone editor: a host of our own around the same panel."""
