"""Find for each unfinished patch the most similar known one: exactly, or by PatchMatch.

PatchMatch (Barnes et al., 2009) in the form that suits tensors: all patches at once try the
matches of their neighbours, shifted, and random ones around their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from gan_core.ops.patches.scale import Scale

_CHUNK_CPU = 1 << 15  # patches compared at once: what fits a processor's cache
_CHUNK_GPU = 1 << 21
_EXACT_BLOCK = 1 << 24  # numbers in one block of the exact search's distance matrix


@dataclass
class Field:
    """The match of each of K targets: index of its source's centre, and the distance."""

    match: torch.Tensor
    cost: torch.Tensor

    def typical(self) -> float:
        """Median distance: the unit that prices are given in."""
        return float(self.cost.clamp(max=1e6).median())


@dataclass(frozen=True)
class Guide:
    """Further numbers whose squared differences count into the distance, already weighted."""

    wanted: torch.Tensor  # K×G, for the targets
    found: torch.Tensor  # rows×G, for all pixels of the padded picture


class Search:
    """Patch distances at one scale, and ways to lower them.

    Args:
        scale: the picture; its targets are described as they are now.
        guide: further numbers to compare, or None.
        penalty: a number for each pixel of the padded picture that is added to the distance of a
            patch there (to spread the sources), or None.
        pulse: called between chunks of work; it may raise to stop.
    """

    def __init__(
        self,
        scale: Scale,
        guide: Guide | None = None,
        penalty: torch.Tensor | None = None,
        pulse: Callable[[], None] | None = None,
    ) -> None:
        self.scale = scale
        self.guide, self.penalty, self.pulse = guide, penalty, pulse
        self.wanted, self.found = scale.describe_targets(), scale.described
        self._last = len(scale.place) - 1

    def distance(self, rows: slice | torch.Tensor, candidate: torch.Tensor) -> torch.Tensor:
        """Distance of the targets `rows` to the patches at `candidate`; infinite where invalid."""
        distance = (self.found[candidate] - self.wanted[rows]).square_().sum(1)
        if self.guide is not None:
            distance += (self.guide.found[candidate] - self.guide.wanted[rows]).square_().sum(1)
        if self.penalty is not None:
            distance += self.penalty[candidate]
        return distance.masked_fill_(~self.scale.valid[candidate], torch.inf)

    def measure(self, match: torch.Tensor) -> Field:
        """The field of given matches, with distances as the picture is now."""
        cost = torch.empty(len(match), device=match.device)
        for rows in self._chunks():
            cost[rows] = self.distance(rows, match[rows])
        return Field(match.clone(), cost)

    def random(self, generator: torch.Generator) -> Field:
        """Matches drawn from all sources."""
        return self.measure(self._drawn(generator))

    def exact(self) -> Field:
        """The best match of every patch by comparing it with all: for small pictures."""
        sources = self.scale.sources
        found = self.found[sources]
        offset = found.square().sum(1)
        if self.penalty is not None:
            offset = offset + self.penalty[sources]
        match = torch.empty(len(self.wanted), dtype=torch.long, device=sources.device)
        for rows in self._chunks(max(1, _EXACT_BLOCK // len(sources))):
            distance = torch.addmm(offset, self.wanted[rows], found.T, alpha=-2)
            if self.guide is not None:
                seen = self.guide.found[sources]
                distance += seen.square().sum(1) - 2 * self.guide.wanted[rows] @ seen.T
            match[rows] = sources[distance.argmin(1)]
        return self.measure(match)

    def propagate(self, field: Field, step: int) -> None:
        """Try the matches of the neighbours `step` pixels away, in place."""
        for shift in self._shifts(step):
            known = field.match.clone()  # all at once, not one side before the other
            for rows in self._chunks():
                candidate = self._shifted(known, rows, shift)
                candidate = torch.where(candidate < 0, known[rows], candidate)
                self._keep_better(field, rows, candidate)

    def wander(self, field: Field, radius: int, generator: torch.Generator) -> None:
        """Try a random place within `radius` pixels of each match, in place."""
        shape = (2, len(field.match))
        move = torch.randint(-radius, radius + 1, shape, generator=generator)
        move = move.to(self.scale.device)
        shift = move[0] * self.scale.stride + move[1]
        for rows in self._chunks():
            self._keep_better(field, rows, (field.match[rows] + shift[rows]).clamp_(0, self._last))

    def sample(self, field: Field, generator: torch.Generator) -> None:
        """Try a source drawn from all for each patch, in place."""
        drawn = self._drawn(generator)
        for rows in self._chunks():
            self._keep_better(field, rows, drawn[rows])

    def cohere(self, field: Field, price: float, rounds: int) -> None:
        """Prefer matches that continue a neighbour's, in place.

        Lowers the distance plus `price` for each of the four neighbours whose match is not the same
        piece of the picture moved along (the Potts energy of Pritch et al., 2009, "Shift-map image
        editing", by iterated conditional modes). Fills then consist of large connected pieces
        instead of a mosaic, which keeps them sharp when patches are averaged.
        """
        row, column = self.scale.split(self.scale.targets)
        colour = (row + column) % 2  # like a chessboard: no two neighbours change at once
        turns = [(colour == side).nonzero()[:, 0] for side in (0, 1)]
        for _ in range(rounds):
            for turn in turns:
                for rows in turn.split(self._chunk):
                    self._cohere(field, rows, price)
                    self._beat()

    def _cohere(self, field: Field, rows: torch.Tensor, price: float) -> None:
        offers = torch.stack([self._shifted(field.match, rows, s) for s in self._shifts(1)])
        best, cost = field.match[rows], field.cost[rows]
        energy = cost - price * (offers == best).sum(0)
        for offer in offers:
            distance = self.distance(rows, offer.clamp(min=0))
            other = distance - price * (offers == offer).sum(0)
            better = (other < energy) & (offer >= 0)
            best = torch.where(better, offer, best)
            cost = torch.where(better, distance, cost)
            energy = torch.where(better, other, energy)
        field.match[rows], field.cost[rows] = best, cost

    def _shifts(self, step: int) -> tuple[int, int, int, int]:
        down = step * self.scale.stride
        return step, -step, down, -down

    def _shifted(self, match: torch.Tensor, rows: slice | torch.Tensor, shift: int) -> torch.Tensor:
        """What the neighbour at `shift` proposes for each target, −1 where there is none."""
        scale = self.scale
        neighbour = scale.place[(scale.targets[rows] + shift).clamp(0, self._last)]
        offer = match[neighbour.clamp(min=0)] - shift
        return torch.where((neighbour < 0) | (offer < 0) | (offer > self._last), -1, offer)

    def _keep_better(self, field: Field, rows: slice, candidate: torch.Tensor) -> None:
        distance = self.distance(rows, candidate)
        better = distance < field.cost[rows]
        field.match[rows] = torch.where(better, candidate, field.match[rows])
        field.cost[rows] = torch.where(better, distance, field.cost[rows])

    def _drawn(self, generator: torch.Generator) -> torch.Tensor:
        sources = self.scale.sources
        pick = torch.randint(len(sources), (len(self.wanted),), generator=generator)
        return sources[pick.to(sources.device)]

    @property
    def _chunk(self) -> int:
        return _CHUNK_CPU if self.scale.device.type == "cpu" else _CHUNK_GPU

    def _chunks(self, size: int | None = None) -> Iterator[slice]:
        size = size or self._chunk
        for start in range(0, len(self.wanted), size):
            yield slice(start, start + size)
            self._beat()

    def _beat(self) -> None:
        if self.pulse is not None:
            self.pulse()
