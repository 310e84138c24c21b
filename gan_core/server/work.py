"""What a job of the engine works with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import torch
from torch.nn import functional

from gan_core.networks.kinds import Network
from gan_core.sentences import Sentence
from gan_core.server import pixels
from gan_core.server.cache import NetworkCache
from gan_core.server.reports import Message, Reports
from gan_core.server.together import Passes, shared
from gan_core.tasks.models import of_kind

N = TypeVar("N", bound=Network)


@dataclass(frozen=True)
class EngineWork:
    """Device, networks and callbacks of one attempt at a job."""

    device: torch.device
    reports: Reports
    networks: NetworkCache
    reply: pixels.Layout
    preview_side: int  # pixels of a preview's longest side, 0 for none
    tile: int | None = None
    passes: Passes | None = None  # where networks meet those of jobs that run with it

    @property
    def callbacks(self) -> dict[str, Any]:
        return {
            "on_progress": self.reports.progress,
            "cancelled": self.reports.cancelled,
            "on_preview": self.preview,
        }

    def network(self, name: str, kind: type[N]) -> N:
        """A network of the catalogue; its errors are those of `Work.network`."""

        def waiting(begun: bool) -> None:
            if begun:
                self.reports.progress(0, 0, Sentence("Loading {name}", name=name))
            self.reports.stop_if_cancelled()

        network = of_kind(self.networks.get(name, self.device, waiting), kind, name)
        if self.passes is None:
            return network
        return shared(network, self.passes, self.reports.cancelled)

    def preview(self, picture: torch.Tensor) -> None:
        """Show an intermediate picture N×C×H×W; the first of the batch is sent, if it is time."""
        if self.preview_side > 0:
            self.reports.preview(partial(self._preview, picture[:1]))

    def _preview(self, picture: torch.Tensor) -> Message:
        height, width = picture.shape[-2:]
        scale = self.preview_side / max(height, width)
        if scale < 1:
            size = (max(1, round(height * scale)), max(1, round(width * scale)))
            picture = functional.interpolate(picture.detach().float(), size, mode="area")
        layout = pixels.Layout(channels=self.reply.channels, dtype="u8")
        header, payload = pixels.encode(picture, layout)
        fields = {"type": "preview", **header.model_dump(exclude={"name"}), "bytes": header.size}
        return Message(fields, (payload,))
