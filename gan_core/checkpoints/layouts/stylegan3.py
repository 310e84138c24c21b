"""StyleGAN3 (t and r) as stylegan3 publishes it: `*.pkl`, or a plain state dict.

The configuration follows from names and shapes, save the few constants that shape the sampling
rates and filters; the filters themselves are taken from the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout, Record
from gan_core.checkpoints.layouts.stylegan2 import Tensors, build_discriminator, mapping_config
from gan_core.checkpoints.layouts.stylegan_records import has_entry, number, part_of
from gan_core.errors import CheckpointError
from gan_core.networks.kinds import Network
from gan_core.networks.stylegan3 import StyleGAN3Generator

# Construction arguments that no attribute keeps, with the published defaults.
_ARGUMENTS = {
    "channel_base": 32768,
    "channel_max": 512,
    "first_cutoff": 2,
    "first_stopband": 2**2.1,
    "last_stopband_rel": 2**0.3,
    "filter_size": 6,
    "lrelu_upsampling": 2,
}
_WHOLE = ("channel_base", "channel_max", "filter_size", "lrelu_upsampling")


def _matches(contents: Contents) -> bool:
    return has_entry(contents, "synthesis.input.freqs")


def _build(contents: Contents, part: str | None) -> Network:
    record, tensors = part_of(contents, part)
    if "b4.fc.weight" in tensors:
        return build_discriminator(record, tensors)
    if "synthesis.input.freqs" not in tensors:
        raise CheckpointError("Part '{part}' of the file is not a network of StyleGAN3.", part=part)
    config = _config(record, tensors)
    return fit(lambda: StyleGAN3Generator(**config), tensors)


def _config(record: Record | None, tensors: Tensors) -> dict[str, Any]:
    layers = _layer_names(tensors)
    first, last = f"synthesis.{layers[0]}", f"synthesis.{layers[-1]}"
    resolution = int(layers[-1].split("_")[1])
    w_dim = tensors[f"{last}.affine.weight"].shape[1]
    mapping = mapping_config(record, tensors, w_dim)
    given = _given(record)
    num_layers = len(layers) - 1
    radial = any(n.endswith(".down_filter") and t.ndim == 2 for n, t in tensors.items())
    num_critical = number(record, "synthesis.num_critical", 2)
    margin = number(record, "synthesis.margin_size", 10)
    if num_critical is None or margin is None:
        raise CheckpointError("The file does not say how its layers are sampled.")
    config = {
        "resolution": resolution,
        "z_dim": mapping["z_dim"],
        "c_dim": mapping["c_dim"],
        "w_dim": w_dim,
        "img_channels": tensors[f"{last}.weight"].shape[0],
        **_arguments(given),
        "num_layers": num_layers,
        "num_critical": int(num_critical),
        "margin_size": int(margin),
        "output_scale": number(record, "synthesis.output_scale", 0.25),
        "conv_kernel": tensors[f"{first}.weight"].shape[2],
        "use_radial_filters": radial,
        "conv_clamp": number(record, f"{first}.conv_clamp", 256),
        "magnitude_ema_beta": number(record, f"{first}.magnitude_ema_beta", 0.999),
        "mapping_layers": mapping["layers"],
        "mapping_lr_multiplier": mapping["lr_multiplier"],
        "w_avg_beta": number(record, "mapping.w_avg_beta", 0.998),
    }
    if "channel_base" not in given:
        config |= _widths([int(name.split("_")[2]) for name in layers[:-1]], config)
    return config


def _layer_names(tensors: Tensors) -> list[str]:
    """L0_SIZE_CHANNELS … in order."""
    found = {}
    for name in tensors:
        if match := re.fullmatch(r"synthesis\.(L(\d{1,3})_\d{1,5}_\d{1,5})\.weight", name):
            found[int(match[2])] = match[1]
    if len(found) < 2 or sorted(found) != list(range(len(found))):
        raise CheckpointError("The file lacks layers of a StyleGAN3 network.")
    return [found[index] for index in range(len(found))]


def _given(record: Record | None) -> Mapping[str, Any]:
    """What the constructor was given, flat or under `synthesis_kwargs`."""
    given = None if record is None else record.state.get("init_kwargs")
    if not isinstance(given, Mapping):
        return {}
    nested = given.get("synthesis_kwargs")
    return {**given, **nested} if isinstance(nested, Mapping) else given


def _arguments(given: Mapping[str, Any]) -> dict[str, float]:
    found = {}
    for name, default in _ARGUMENTS.items():
        value = number(Record("arguments", given), name, default)
        if value is None or value <= 0:
            raise CheckpointError(
                "The file is damaged: its '{name}' is not a positive number.", name=name
            )
        found[name] = int(value) if name in _WHOLE else value
    return found


def _widths(channels: list[int], config: dict[str, Any]) -> dict[str, int]:
    """A `channel_base` and `channel_max` that give these widths, for a file that names none.

    channels = round(min(base / 2 / cutoff, max)) bounds the base from both sides.
    """
    count, critical = config["num_layers"], config["num_critical"]
    start, end = config["first_cutoff"], config["resolution"] / 2
    progress = np.minimum(np.arange(count) / max(count - critical, 1), 1)
    cutoffs = start * (end / start) ** progress
    widest = max(channels)
    lower = max(2 * f * (c - 0.5) for f, c in zip(cutoffs, channels, strict=True))
    upper = [2 * f * (c + 0.5) for f, c in zip(cutoffs, channels, strict=True) if c < widest]
    base = (lower + min(upper)) / 2 if upper else lower + 2 * cutoffs[-1]
    return {"channel_base": round(base), "channel_max": widest}


LAYOUT = Layout(_matches, _build)
