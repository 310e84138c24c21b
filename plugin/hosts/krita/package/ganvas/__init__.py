"""Loaded by Krita; everything else is in the package `plugin` beside this file."""

from .plugin.hosts.krita.docker import register

register()
