"""Real and made pictures as points in feature space: what is never made is seen at once.

The axes are the directions in which the real pictures vary most, and stay the same throughout a
run, so that the maps of two steps can be laid side by side.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
import torch.nn.functional as F
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnnotationBbox, OffsetImage

from gan_core.errors import ModelNotFoundError
from gan_core.training.metrics import FeatureNetwork, kid, precision_recall

_log = logging.getLogger(__name__)

_PREFIX = "features/"  # of the numbers in a log
AXES = 32  # directions that are kept
THUMBNAIL = 32  # pixels a side
_SHOWN = 24  # thumbnails of each kind in the figure
_REAL, _MADE = "#888888", "#1f4fbf"


@dataclass(frozen=True)
class FeatureMap:
    """Pictures, real ones first, and where they lie."""

    places: torch.Tensor  # N×AXES
    made: torch.Tensor  # N booleans
    thumbnails: torch.Tensor  # N×3×THUMBNAIL×THUMBNAIL in [0, 1]
    numbers: dict[str, float]  # distances of the two sets

    @property
    def labels(self) -> list[str]:
        """What each picture is."""
        return ["made" if made else "real" for made in self.made.tolist()]

    def figure(self) -> torch.Tensor:
        """The first two axes as a picture 3×H×W in [0, 1], some pictures at their places."""
        figure = Figure(figsize=(7, 6), dpi=100, layout="constrained")
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        for made, colour, name in ((False, _REAL, "real"), (True, _MADE, "made")):
            these = (self.made == made).nonzero()[:, 0]
            x, y = self.places[these, :2].T.tolist()
            axes.scatter(x, y, s=14, color=colour, label=name, alpha=0.7, linewidths=0)
            for index in these[:_SHOWN].tolist():
                self._pin(axes, index, colour)
        axes.legend(frameon=False, loc="upper right")
        axes.set_xticks([])
        axes.set_yticks([])
        title = "  ".join(f"{n.removeprefix(_PREFIX)} {v:.3g}" for n, v in self.numbers.items())
        axes.set_title(title, fontsize=9)
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba())[..., :3].copy()
        return torch.from_numpy(pixels).permute(2, 0, 1).float() / 255

    def _pin(self, axes: object, index: int, colour: str) -> None:
        image = OffsetImage(self.thumbnails[index].permute(1, 2, 0).numpy(), zoom=0.8)
        place = (float(self.places[index, 0]), float(self.places[index, 1]))
        frame = {"edgecolor": colour, "linewidth": 1.5, "boxstyle": "square,pad=0.05"}
        axes.add_artist(AnnotationBbox(image, place, bboxprops=frame))  # type: ignore[attr-defined]


class Cartographer:
    """Draws maps of made pictures beside the same real ones.

    Args:
        features: what pictures are seen through.
        real: N×3×H×W in [0, 1], at least five.
    """

    def __init__(self, features: FeatureNetwork, real: torch.Tensor) -> None:
        self.features = features
        self._real = features.features(real).double()
        self._thumbnails = _thumbnails(real)

    def map(self, made: torch.Tensor) -> FeatureMap:
        """M×3×H×W, at least five, to their places among the real ones."""
        found = self.features.features(made).double()
        distance, within = kid(self._real, found), precision_recall(self._real, found)
        both = torch.cat([self._real, found]) - self._real.mean(0)
        return FeatureMap(
            places=(both @ self._axes).float(),
            made=torch.arange(len(both)) >= len(self._real),
            thumbnails=torch.cat([self._thumbnails, _thumbnails(made)]),
            numbers={
                f"{_PREFIX}KID": distance.mean,
                f"{_PREFIX}precision": within.precision,
                f"{_PREFIX}recall": within.recall,
            },
        )

    @cached_property
    def _axes(self) -> torch.Tensor:
        """D×AXES, orthonormal."""
        centred = self._real - self._real.mean(0)
        _, _, directions = torch.linalg.svd(centred, full_matrices=False)
        directions = directions[:AXES]
        # A direction's sign is arbitrary: its largest part is positive, or maps would be mirrored.
        largest = directions.gather(1, directions.abs().argmax(1, keepdim=True))
        return (directions * largest.sign()).T


def found_cartographer(real: torch.Tensor, device: torch.device) -> Cartographer | None:
    """A cartographer with the published features, or None – and a word – where they are missing."""
    try:
        return Cartographer(FeatureNetwork.load(device), real)
    except ModelNotFoundError as error:
        _log.warning("There are no maps of features: %s", error)
        return None


def _thumbnails(pictures: torch.Tensor) -> torch.Tensor:
    small = F.interpolate(
        pictures.detach().float().cpu(), (THUMBNAIL, THUMBNAIL), mode="bilinear", antialias=True
    )
    return small.expand(-1, 3, -1, -1).clamp(0, 1)
