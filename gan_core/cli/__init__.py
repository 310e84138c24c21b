"""The command `ganvas`: one file a group of commands."""

from gan_core.cli.app import main

__all__ = ["main"]
