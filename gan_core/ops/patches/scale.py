"""A picture at one size, its unknown pixels, and how its patches are compared."""

from __future__ import annotations

from functools import cached_property

import torch
from torch.nn import functional

RADIUS = 3  # patches of 7×7 pixels, as in PatchMatch (Barnes et al., 2009)
SIDE = 2 * RADIUS + 1
_SAMPLE = 8192  # patches that the principal components are computed from


class Scale:
    """One picture with a hole, laid out for patch search.

    The picture is padded by RADIUS and kept as rows of channels, so that a pixel is one number (its
    flat index in the padded picture) and a step down is `stride`. Patches are compared through
    their first principal components: an order of magnitude less memory traffic than comparing 49
    pixels, and nearly the same distance.

    Args:
        picture: 1×C×H×W; values in the hole are a first guess.
        hole: 1×1×H×W bool, True where unknown.
        usable: 1×1×H×W bool, known pixels that may be copied from.
        dims: principal components kept.
        generator: picks the patches that the components are computed from.

    Attributes:
        pixels: (H+2r)·(W+2r)×C, the padded picture's rows; `paint` changes those of the hole.
        hole: indices of the unknown pixels.
        targets: indices of the centres of patches that contain one.
        place: for each pixel its position in `targets`, or −1.
        sources: indices of the centres of patches that are wholly usable; may be empty.
        valid: for each pixel whether it is one of them.
        offsets: indices of a patch's pixels relative to its centre.
    """

    def __init__(
        self,
        picture: torch.Tensor,
        hole: torch.Tensor,
        usable: torch.Tensor,
        dims: int,
        generator: torch.Generator,
    ) -> None:
        r = RADIUS
        self.height, self.width = picture.shape[-2:]
        self.channels = picture.shape[1]
        self.stride = self.width + 2 * r
        self.device = picture.device
        self._dims, self._generator = dims, generator
        self.pixels = self.rows(picture)

        touched = functional.max_pool2d(hole.float(), SIDE, 1, r) > 0.5
        self.hole = _indices(hole)
        self.targets = _indices(touched)
        self.valid = functional.pad(whole_patches(usable & ~hole), (r, r, r, r)).flatten()
        self.sources = self.valid.nonzero()[:, 0]
        self.place = torch.full((len(self.valid),), -1, dtype=torch.long, device=self.device)
        self.place[self.targets] = torch.arange(len(self.targets), device=self.device)
        step = torch.arange(-r, r + 1, device=self.device)
        self.offsets = (step[:, None] * self.stride + step[None, :]).flatten()

    def rows(self, picture: torch.Tensor) -> torch.Tensor:
        """1×C×H×W → the padded picture's rows, as in `pixels`."""
        padded = functional.pad(picture, (RADIUS,) * 4, mode="replicate")
        return padded[0].permute(1, 2, 0).flatten(0, 1).contiguous()

    def picture(self, rows: torch.Tensor | None = None) -> torch.Tensor:
        """The inverse of `rows`; of `pixels` if none are given."""
        rows = self.pixels if rows is None else rows
        grid = rows.view(-1, self.stride, rows.shape[1])[RADIUS:-RADIUS, RADIUS:-RADIUS]
        return grid.permute(2, 0, 1)[None].clone()

    def paint(self, values: torch.Tensor) -> None:
        """Give the unknown pixels their values, len(hole)×C."""
        self.pixels[self.hole] = values
        self.pixels = self.rows(self.picture())  # the padding repeats the picture's edge

    def split(self, index: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(row, column) in the unpadded picture of flat indices."""
        return index // self.stride - RADIUS, index % self.stride - RADIUS

    def join(self, row: torch.Tensor, column: torch.Tensor) -> torch.Tensor:
        """The inverse of `split`, places outside the padded picture moved to its ends."""
        index = (row + RADIUS) * self.stride + column + RADIUS
        return index.clamp(0, len(self.valid) - 1)

    @cached_property
    def components(self) -> torch.Tensor:
        """Principal components of the known patches, as filters dims×C×7×7."""
        step = torch.arange(-RADIUS, RADIUS + 1, device=self.device)
        apart = step[:, None] ** 2 + step[None, :] ** 2
        weight = torch.exp(-apart / (2.0 * RADIUS * RADIUS))
        weight = (weight / weight.sum()).sqrt().flatten()[:, None]
        pick = torch.randint(len(self.sources), (_SAMPLE,), generator=self._generator)
        centres = self.sources[pick.to(self.device)]
        patches = self.pixels[centres[:, None] + self.offsets] * weight
        # in double and on the CPU, where eigh exists and agrees with itself
        patches = (patches - patches.mean(0)).flatten(1).double().cpu()
        _, vectors = torch.linalg.eigh(patches.T @ patches)
        dims = min(self._dims, vectors.shape[1])
        filters = vectors[:, -dims:].float().to(self.device).view(SIDE, SIDE, self.channels, dims)
        return (filters * weight.view(SIDE, SIDE, 1, 1)).permute(3, 2, 0, 1).contiguous()

    @cached_property
    def described(self) -> torch.Tensor:
        """Components of the patch around every pixel, rows×dims; right for `sources`."""
        picture = self.pixels.view(1, -1, self.stride, self.channels).permute(0, 3, 1, 2)
        described = functional.conv2d(picture.contiguous(), self.components, padding=RADIUS)
        return described[0].flatten(1).T.contiguous()

    def describe_targets(self) -> torch.Tensor:
        """Components of the patches around `targets` as the picture is now, K×dims."""
        row, column = self.split(self.targets)
        top, left = int(row.min()), int(column.min())
        bottom, right = int(row.max()) + SIDE, int(column.max()) + SIDE
        grid = self.pixels.view(-1, self.stride, self.channels)[top:bottom, left:right]
        described = functional.conv2d(grid.permute(2, 0, 1)[None].contiguous(), self.components)
        inside = (row - top) * described.shape[-1] + column - left
        return described[0].flatten(1).T[inside].contiguous()


def whole_patches(usable: torch.Tensor) -> torch.Tensor:
    """1×1×H×W bool → where the patch around a pixel is usable throughout and in the picture."""
    outside = functional.pad(1 - usable.float(), (RADIUS,) * 4, value=1)
    return functional.max_pool2d(outside, SIDE, 1) < 0.5


def _indices(mask: torch.Tensor) -> torch.Tensor:
    return functional.pad(mask, (RADIUS,) * 4)[0, 0].flatten().nonzero()[:, 0]
