"""Run the command line in this process."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gan_core.cli import main


def ganvas(*arguments: object) -> int:
    """The exit status of `ganvas ARGUMENTS`; what it prints is for capsys."""
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    return int(end.value.code or 0)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What a command printed with --json: an object a line."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]
