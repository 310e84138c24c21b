"""What a command says: a progress bar on stderr, results on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

OnProgress = Callable[[int, int, str], None]


@dataclass
class Report:
    """Collects what was made; `close` prints paths, or one JSON object with `as_json`."""

    task: str
    as_json: bool = False
    outputs: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def progress(self, title: str) -> Iterator[OnProgress]:
        """A bar while the block runs; the function takes (done, total, note)."""
        shown = sys.stderr.isatty() and not self.as_json
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
        )
        console = Console(stderr=True)
        with Progress(*columns, console=console, transient=True, disable=not shown) as bar:
            row = bar.add_task(title, total=None, note="")

            def on_progress(done: int, total: int, note: str) -> None:
                bar.update(row, completed=done, total=total, note=note)

            yield on_progress

    def made(self, output: Path, recipe: dict[str, Any], source: Path | None = None) -> None:
        """Note a file that was written, and how."""
        known = {made["output"] for made in self.outputs}
        entry: dict[str, Any] = {"output": str(output), "recipe": recipe}
        if source is not None:
            entry["input"] = str(source)
        self.outputs.append(entry)
        if not self.as_json and str(output) not in known:  # an .ora holds several results
            print(output)

    def close(self) -> None:
        if self.as_json:
            print(json.dumps({"task": self.task, "outputs": self.outputs}, indent=2))
