"""What a command says: a progress bar on stderr, results on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from gan_core.errors import GanvasError

OnProgress = Callable[[int, int, str], None]


@dataclass
class Report:
    """Says what was made, as it is made: paths, or with `as_json` one JSON object a line."""

    task: str
    as_json: bool = False
    _told: set[Path] = field(default_factory=set)
    _understood: dict[Path | None, str] = field(default_factory=dict)

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

    def made(self, output: Path, recipe: Mapping[str, Any], source: Path | None = None) -> None:
        """A file was written, and how."""
        if self.as_json:
            line = {"task": self.task, "output": str(output), "recipe": recipe}
            if source is not None:
                line["input"] = str(source)
            if source in self._understood:
                line["understood"] = self._understood[source]
            self._print(line)
        elif output not in self._told:  # an .ora holds several results
            for said in (recipe.get("seen"), recipe.get("limits")):
                if said:
                    print(f"{source or output}: {said}", file=sys.stderr)
            print(output, flush=True)
        self._told.add(output)

    def understood(self, source: Path, sentence: str) -> None:
        """What was understood of an input: on stderr, and in the lines of JSON on its results."""
        self._understood[source] = sentence
        print(f"ganvas: {source}: {sentence}", file=sys.stderr)

    def skipped(self, source: Path, output: Path) -> None:
        """An input was done by a run before, as it is asked for now."""
        if self.as_json:
            self._print({"task": self.task, "input": str(source), "done": str(output)})
        print(f"ganvas: {source}: is done already", file=sys.stderr)

    def failed(self, source: Path, error: GanvasError) -> None:
        """One of several inputs could not be done."""
        if self.as_json:
            self._print({"task": self.task, "input": str(source), "error": str(error)})
        print(f"ganvas: {source}: {error}", file=sys.stderr)

    def _print(self, line: Mapping[str, Any]) -> None:
        print(json.dumps(line, ensure_ascii=False), flush=True)
