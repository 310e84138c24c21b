"""What a job works with on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from gan_core.cli.report import OnProgress, Report

if TYPE_CHECKING:
    import torch

    from gan_core.networks.kinds import Network


N = TypeVar("N", bound="Network")


@dataclass
class CommandWork:
    """A device, networks kept for the whole command, and a bar of progress."""

    device: torch.device
    report: Report
    tile: int | None = None
    _networks: dict[str, Network] = field(default_factory=dict)
    _on_progress: OnProgress | None = None

    @property
    def callbacks(self) -> dict[str, Any]:
        return {"on_progress": self._on_progress, "cancelled": None, "on_preview": None}

    @contextmanager
    def progress(self, title: str) -> Iterator[None]:
        """Show a bar while the block runs."""
        with self.report.progress(title) as self._on_progress:
            yield
        self._on_progress = None

    def network(self, name: str, kind: type[N]) -> N:
        """A network by its name or file; loaded once, whatever the number of pictures."""
        from gan_core.tasks.models import of_kind, resolve

        if name not in self._networks:
            self._networks[name] = resolve(name, name, self.device, kind)
        return of_kind(self._networks[name], kind, name)
