"""Gives a machine without an engine one: a Python, a virtual environment, pip.

Standard library and Qt only: this runs where nothing else is there yet.
"""
