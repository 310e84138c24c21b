"""Upscaling and restoring, against what else there is."""
