"""StyleGAN2 as stylegan2-ada-pytorch and stylegan3 publish it: `*.pkl`, or a plain state dict.

The configuration follows from names and shapes; only constants that leave no trace there come from
the attributes of the pickled modules.
"""

from __future__ import annotations

import re
from typing import Any

import torch

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout, Record
from gan_core.checkpoints.layouts.stylegan_records import (
    has_entry,
    number,
    part_of,
    text,
)
from gan_core.errors import CheckpointError
from gan_core.networks.kinds import Network
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylegan2_discriminator import StyleGAN2Discriminator

Tensors = dict[str, torch.Tensor]
_FILTER = ".resample_filter"


def _matches(contents: Contents) -> bool:
    return has_entry(contents, "synthesis.b4.const") or has_entry(contents, "b4.fc.weight")


def _build(contents: Contents, part: str | None) -> Network:
    record, tensors = part_of(contents, part)
    if "b4.fc.weight" in tensors:
        return build_discriminator(record, tensors)
    if "synthesis.b4.const" not in tensors:
        raise CheckpointError("Part '{part}' of the file is not a network of StyleGAN2.", part=part)
    config = _generator_config(record, tensors)
    weights = _without_filters(tensors)
    return fit(lambda: StyleGAN2Generator(**config), weights)


def build_discriminator(record: Record | None, tensors: Tensors) -> Network:
    """The discriminator, which StyleGAN3's files share."""
    config = _discriminator_config(record, tensors)
    weights = _without_filters(tensors)
    return fit(lambda: StyleGAN2Discriminator(**config), weights)


def mapping_config(record: Record | None, tensors: Tensors, w_dim: int) -> dict[str, Any]:
    """What the names and shapes under `mapping.` say of a mapping network."""
    layers = sum(re.fullmatch(r"mapping\.fc\d+\.weight", name) is not None for name in tensors)
    embed = tensors.get("mapping.embed.weight")
    embedded = 0 if embed is None else embed.shape[0]
    fed = tensors["mapping.fc0.weight"].shape[1] if layers else w_dim
    hidden = tensors["mapping.fc0.weight"].shape[0] if layers > 1 else None
    return {
        "z_dim": fed - embedded,
        "c_dim": 0 if embed is None else embed.shape[1],
        "layers": layers,
        "embed_features": embedded or None,
        "layer_features": hidden,
        "activation": text(record, "mapping.fc0.activation", "lrelu"),
        "lr_multiplier": number(record, "mapping.fc0.bias_gain", 0.01),
        "w_avg_beta": (
            number(record, "mapping.w_avg_beta", 0.995) if "mapping.w_avg" in tensors else None
        ),
    }


def _generator_config(record: Record | None, tensors: Tensors) -> dict[str, Any]:
    channels = _channels(tensors, r"synthesis\.b(\d+)\.conv1\.weight")
    last = f"synthesis.b{max(channels)}"
    w_dim = tensors[f"{last}.conv1.affine.weight"].shape[1]
    mapping = mapping_config(record, tensors, w_dim)
    return {
        "resolution": max(channels),
        "z_dim": mapping["z_dim"],
        "c_dim": mapping["c_dim"],
        "w_dim": w_dim,
        "img_channels": tensors[f"{last}.torgb.weight"].shape[0],
        **_widths(channels),
        "architecture": _architecture(tensors, "synthesis.b4.torgb.weight"),
        "activation": text(record, f"{last}.conv1.activation", "lrelu"),
        "resample_filter": _filter(tensors),
        "conv_clamp": number(record, f"{last}.conv1.conv_clamp", None),
        "use_noise": f"{last}.conv1.noise_const" in tensors,
        "mapping_layers": mapping["layers"],
        "mapping_embed_features": mapping["embed_features"],
        "mapping_layer_features": mapping["layer_features"],
        "mapping_activation": mapping["activation"],
        "mapping_lr_multiplier": mapping["lr_multiplier"],
        "w_avg_beta": mapping["w_avg_beta"],
    }


def _discriminator_config(record: Record | None, tensors: Tensors) -> dict[str, Any]:
    channels = _channels(tensors, r"b(\d+)\.conv0\.weight")
    channels[4] = tensors["b4.fc.weight"].shape[0]
    first = f"b{max(channels)}"
    mapped = tensors["b4.out.weight"].shape[0]
    mapping = mapping_config(record, tensors, mapped)
    group = number(record, "b4.mbstd.group_size", 4)
    return {
        "resolution": max(channels),
        "c_dim": mapping["c_dim"],
        "img_channels": tensors[f"{first}.fromrgb.weight"].shape[1],
        **_widths(channels),
        "architecture": _architecture(tensors, "b4.fromrgb.weight"),
        "activation": text(record, f"{first}.conv0.activation", "lrelu"),
        "resample_filter": _filter(tensors),
        "conv_clamp": number(record, f"{first}.conv0.conv_clamp", None),
        "cmap_dim": mapped if mapping["c_dim"] else None,
        "mbstd_group_size": None if group is None else max(int(group), 1),
        "mbstd_num_channels": tensors["b4.conv.weight"].shape[1] - channels[4],
        "epilogue_activation": text(record, "b4.conv.activation", "lrelu"),
        "mapping_layers": mapping["layers"],
        "mapping_embed_features": mapping["embed_features"],
        "mapping_layer_features": mapping["layer_features"],
        "mapping_activation": mapping["activation"],
        "mapping_lr_multiplier": mapping["lr_multiplier"],
    }


def _channels(tensors: Tensors, pattern: str) -> dict[int, int]:
    """Resolution -> output channels of the kernels whose names match."""
    found = {}
    for name, tensor in tensors.items():
        if match := re.fullmatch(pattern, name):
            found[int(match[1][:6])] = tensor.shape[0]
    if not found:
        raise CheckpointError("The file lacks the convolutions of a StyleGAN2 network.")
    return found


def _widths(channels: dict[int, int]) -> dict[str, int]:
    """The smallest `channel_base` and `channel_max` that give these widths.

    channels = min(base // resolution, max): of all bases that do, the least is the largest
    product of a resolution with its width.
    """
    return {
        "channel_base": max(res * width for res, width in channels.items()),
        "channel_max": max(channels.values()),
    }


def _architecture(tensors: Tensors, only_in_skip: str) -> str:
    if any(re.fullmatch(r"(synthesis\.)?b\d+\.skip\.weight", name) for name in tensors):
        return "resnet"
    return "skip" if only_in_skip in tensors else "orig"


def _filter(tensors: Tensors) -> list[float] | list[list[float]]:
    """The network's one resampling filter, from the copies that its published layers keep."""
    copies = [t for name, t in tensors.items() if name.endswith(_FILTER)]
    # Layers that do not resample keep the default; the blocks all hold the one in use.
    blocks = [t for n, t in tensors.items() if re.fullmatch(rf"(synthesis\.)?b\d+\{_FILTER}", n)]
    if not blocks:
        return [0.125, 0.375, 0.375, 0.125]
    taps = blocks[0].float()
    if taps.ndim not in (1, 2) or not 0 < taps.numel() <= 1024 or len(copies) > 200:
        raise CheckpointError("The file's resampling filter is not one.")
    if any(block.shape != taps.shape or not block.equal(blocks[0]) for block in blocks):
        raise CheckpointError("The file's layers resample with different filters.")
    if taps.ndim == 2:
        row, column = taps.sum(dim=0), taps.sum(dim=1)
        if torch.allclose(column[:, None] * row, taps, atol=1e-6) and row.allclose(column):
            taps = row
    return taps.tolist()


def _without_filters(tensors: Tensors) -> Tensors:
    """Without the copies of the resampling filter: our networks keep one, made from the config."""
    return {name: tensor for name, tensor in tensors.items() if not name.endswith(_FILTER)}


LAYOUT = Layout(_matches, _build)
