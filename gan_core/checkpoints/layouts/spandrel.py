"""ESRGAN, Real-ESRGAN, SwinIR, NAFNet, SCUNet, GFPGAN … as spandrel recognises and builds them.

Only its networks and its detection are used: the file has been read by then.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import nn

from gan_core.checkpoints.allocation import AllocationLimit
from gan_core.checkpoints.contents import Contents, Layout
from gan_core.errors import CheckpointError
from gan_core.networks.kinds import Network
from gan_core.networks.restorer import WrappedRestorer

_FACE = 512  # GFPGAN's only side, in a fully connected layer


def _architecture(contents: Contents) -> Any:
    """spandrel's architecture of these weights, or None."""
    if not contents.tensors:
        return None
    # Imports some forty architectures and takes seconds: only when no layout of ours fits.
    from spandrel import MAIN_REGISTRY

    tensors = dict(contents.tensors)
    for support in MAIN_REGISTRY.architectures("detection"):
        try:
            found = support.detect(tensors)
        except Exception:  # detection may look into tensors which in this file are something else
            continue
        if found:
            return support.architecture
    return None


def _matches(contents: Contents) -> bool:
    return _architecture(contents) is not None


def _build(contents: Contents, part: str | None) -> Network:
    architecture = _architecture(contents)
    descriptor = _load(architecture, contents)
    channels = descriptor.input_channels
    if channels != descriptor.output_channels or channels not in (1, 3):
        raise CheckpointError(
            "This {name} takes pictures of {channels} channels and gives "
            "{output_channels}; RGB is needed.",
            name=architecture.name,
            channels=channels,
            output_channels=descriptor.output_channels,
        )
    config = {
        "architecture": architecture.name,
        "purpose": descriptor.purpose,
        "tags": list(descriptor.tags),
        "half": descriptor.supports_half,
        "bfloat16": descriptor.supports_bfloat16,
        "tiling": descriptor.tiling.name.lower(),
    }
    # "internal" is spandrel's word for networks that cut their input themselves or need all of it
    about = {"version": architecture.name, "tiles": config["tiling"] != "internal"}
    if architecture.id == "GFPGAN":
        return WrappedRestorer(descriptor.model, _gfpgan, config, fixed=_FACE, **about).eval()
    return WrappedRestorer(
        descriptor.model,
        descriptor._call_fn,  # the descriptor's own call would clamp; what it calls does not
        config,
        scale=descriptor.scale,
        channels=channels,
        pad=partial(_padding, descriptor.size_requirements),
        **about,
    ).eval()


def _load(architecture: Any, contents: Contents) -> Any:
    elements = sum(tensor.numel() for tensor in contents.tensors.values())
    # Constructors make tables besides the weights, and GFPGAN's has one size whatever the file.
    limit = AllocationLimit(largest=4 * elements + (1 << 24), total=4 * elements + (1 << 27))
    try:
        with torch.random.fork_rng(devices=[]), limit:
            descriptor = architecture.load(dict(contents.tensors))
    except CheckpointError:
        raise
    except Exception as error:
        raise CheckpointError(
            "The file looks like {name}, but its weights do not fit together.",
            name=architecture.name,
        ) from error
    if descriptor.purpose == "Inpainting":
        raise CheckpointError("This variant of {name} is not known.", name=architecture.name)
    return descriptor


def _padding(requirements: Any, height: int, width: int) -> tuple[int, int]:
    beside, below = requirements.get_padding(width, height)
    return below, beside


def _gfpgan(model: nn.Module, face: torch.Tensor) -> torch.Tensor:
    """spandrel leaves the range [-1, 1] to its caller, and draws noise; the file has its own."""
    restored: torch.Tensor
    restored, _ = model(face * 2 - 1, return_rgb=False, randomize_noise=False)
    return (restored + 1) / 2


LAYOUT = Layout(_matches, _build)
