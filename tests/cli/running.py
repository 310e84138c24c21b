"""Run the command line in this process."""

from __future__ import annotations

import pytest

from gan_core.cli import main


def ganvas(*arguments: object) -> int:
    """The exit status of `ganvas ARGUMENTS`; what it prints is for capsys."""
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    return int(end.value.code or 0)
