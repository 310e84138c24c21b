"""Mode collapse on a mixture whose modes are known: which of them a generator still makes."""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Coverage:
    """Of a sample: how many modes it has, and how much of it lies in one."""

    covered: int
    modes: int
    high_quality: float  # share of points near a mode, in [0, 1]

    def warning(self) -> str | None:
        """One sentence if modes are missing or most points are nowhere, else None."""
        lost = self.modes - self.covered
        if self.high_quality < 0.5:
            missing = f", and {lost} of {self.modes} modes are never made" if lost > 1 else ""
            return (
                f"Only {self.high_quality:.0%} of the points lie near a mode{missing}; "
                "the generator has not learned the modes' shape yet."
            )
        if lost > 1:
            return (
                f"Mode collapse: {lost} of {self.modes} modes are never made; "
                "try R1 (gamma), WGAN-GP or a smaller learning rate."
            )
        return None


def coverage(
    points: torch.Tensor, centres: torch.Tensor, deviation: float, least: float = 0.002
) -> Coverage:
    """How well points cover a mixture of equally likely Gaussians.

    A point within three deviations of a centre is of high quality and belongs to that mode, as in
    Srivastava et al. 2017 (VEEGAN). A mode counts as covered if it holds the share `least` of all
    points – one in 25 would be 0.04 – so that a stray point is no mode.

    Args:
        points: N×D.
        centres: K×D.

    >>> centres = torch.tensor([[0.0, 0.0], [1.0, 0.0]])
    >>> coverage(torch.tensor([[0.01, 0.0], [0.5, 0.0]]), centres, 0.02)
    Coverage(covered=1, modes=2, high_quality=0.5)
    """
    distance, nearest = torch.cdist(points, centres).min(dim=1)
    near = distance <= 3 * deviation
    counts = torch.bincount(nearest[near], minlength=len(centres))
    return Coverage(
        int((counts >= max(1.0, least * len(points))).sum()),
        len(centres),
        float(near.float().mean()),
    )
