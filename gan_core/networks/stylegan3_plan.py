"""What each StyleGAN3 layer samples at: cutoffs, sampling rates, sizes, and its low-pass filters.

Karras et al., "Alias-Free Generative Adversarial Networks" (2021), sections 3.2 and C.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True)
class LayerPlan:
    """One layer; frequencies in cycles a picture side, sizes in samples a side."""

    in_channels: int
    out_channels: int
    in_size: int
    out_size: int
    in_rate: int
    out_rate: int
    in_cutoff: float
    out_cutoff: float
    in_half_width: float  # of the transition band
    out_half_width: float
    is_critical: bool  # sampled so tightly that its filter stays separable
    is_torgb: bool


def plan_layers(
    *,
    resolution: int,
    img_channels: int,
    channel_base: int,
    channel_max: int,
    num_layers: int,
    num_critical: int,
    first_cutoff: float,
    first_stopband: float,
    last_stopband_rel: float,
    margin_size: int,
) -> list[LayerPlan]:
    """The `num_layers` + 1 layers, ToRGB last; ValueError for numbers that make no network."""
    if not 1 <= num_layers <= 256 or not 0 <= num_critical < num_layers or first_cutoff <= 0:
        raise ValueError("num_layers must exceed num_critical, and first_cutoff must be positive")
    if not 4 <= resolution <= 16384 or not 0 <= margin_size <= 1024:
        raise ValueError("a resolution from 4 to 16384 and a margin up to 1024 can be planned")
    last_cutoff = resolution / 2
    last_stopband = last_cutoff * last_stopband_rel
    progress = np.minimum(np.arange(num_layers + 1) / (num_layers - num_critical), 1)
    cutoffs = first_cutoff * (last_cutoff / first_cutoff) ** progress
    stopbands = first_stopband * (last_stopband / first_stopband) ** progress
    rates = np.exp2(np.ceil(np.log2(np.minimum(stopbands * 2, resolution))))
    half_widths = np.maximum(stopbands, rates / 2) - cutoffs
    sizes = rates + margin_size * 2
    sizes[-2:] = resolution
    channels = np.rint(np.minimum((channel_base / 2) / cutoffs, channel_max))
    channels[-1] = img_channels
    return [
        LayerPlan(
            in_channels=int(channels[max(i - 1, 0)]),
            out_channels=int(channels[i]),
            in_size=int(sizes[max(i - 1, 0)]),
            out_size=int(sizes[i]),
            in_rate=int(rates[max(i - 1, 0)]),
            out_rate=int(rates[i]),
            in_cutoff=float(cutoffs[max(i - 1, 0)]),
            out_cutoff=float(cutoffs[i]),
            in_half_width=float(half_widths[max(i - 1, 0)]),
            out_half_width=float(half_widths[i]),
            is_critical=i >= num_layers - num_critical,
            is_torgb=i == num_layers,
        )
        for i in range(num_layers + 1)
    ]


def lowpass(
    taps: int, cutoff: float, width: float, rate: float, *, radial: bool = False
) -> Tensor | None:
    """A float32 low-pass filter on the CPU, or None for a single tap (the identity).

    Kaiser-windowed sinc of `taps` taps, or the radially symmetric jinc of `taps`×`taps`; `width`
    is the transition band's. The window's β follows Kaiser's empirical formula.
    """
    if taps == 1:
        return None
    if not 1 < taps <= 1024:
        raise ValueError(f"a filter has from 1 to 1024 taps, not {taps}")
    attenuation = 2.285 * (taps - 1) * math.pi * width / (rate / 2) + 7.95
    window = np.kaiser(taps, _kaiser_beta(attenuation))
    at = (np.arange(taps) - (taps - 1) / 2) / rate
    if not radial:
        filter_ = np.sinc(2 * cutoff * at) * window
    else:
        radius = np.hypot(*np.meshgrid(at, at))
        bessel = torch.special.bessel_j1(torch.from_numpy(2 * math.pi * cutoff * radius)).numpy()
        # An odd number of taps has one at the centre, where the jinc's limit is the cutoff.
        at_centre = radius == 0
        safe = np.where(at_centre, 1.0, math.pi * radius)
        filter_ = np.where(at_centre, cutoff, bessel / safe) * np.outer(window, window)
    return torch.from_numpy(filter_ / filter_.sum()).float()


def _kaiser_beta(attenuation: float) -> float:
    if attenuation > 50:
        return 0.1102 * (attenuation - 8.7)
    if attenuation > 21:
        return 0.5842 * (attenuation - 21) ** 0.4 + 0.07886 * (attenuation - 21)
    return 0.0
