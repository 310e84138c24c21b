"""Our own files: safetensors whose metadata name a network class and its configuration.

    save_network(net, "fields.safetensors", {"licence": "CC0-1.0"}, half=True)

The file says `ganvas = {"format": 1, "class": …, "config": …}`; only the classes listed here can
be named, so a file chooses among our networks and cannot bring its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save

from gan_core.atomic import replacing
from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents
from gan_core.errors import CheckpointError
from gan_core.networks.adain import AdaIN
from gan_core.networks.animegan2 import AnimeGANv2
from gan_core.networks.cyclegan import CycleGANGenerator
from gan_core.networks.damage_net import DamageNet
from gan_core.networks.dcgan import DCGANDiscriminator, DCGANGenerator
from gan_core.networks.efficientnet_lite import EfficientNetLite0, EfficientNetLite1
from gan_core.networks.enhancer import Enhancer
from gan_core.networks.example_style import ExampleStyle
from gan_core.networks.fastgan import FastGANGenerator
from gan_core.networks.gan import GANDiscriminator, GANGenerator
from gan_core.networks.inpainter import GanvasInpainter
from gan_core.networks.kinds import Network
from gan_core.networks.lama import LaMa
from gan_core.networks.lama_regular import LaMaRegular
from gan_core.networks.mender import Mender
from gan_core.networks.migan import MIGAN
from gan_core.networks.mtcnn import MTCNN
from gan_core.networks.one_picture import OnePictureGenerator
from gan_core.networks.patchgan import PatchGANDiscriminator
from gan_core.networks.pix2pix import Pix2PixUNet
from gan_core.networks.style_bank import StyleBank
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylegan2_discriminator import StyleGAN2Discriminator
from gan_core.networks.stylegan3 import StyleGAN3Generator
from gan_core.networks.stylist import Stylist
from gan_core.networks.transformer_net import TransformerNet
from gan_core.networks.u2net import U2NetP
from gan_core.networks.upconv7 import UpConv7
from gan_core.networks.vgg import VGG

# Every class that a file may name; adding one is a line here.
CLASSES: Mapping[str, type[Network]] = {
    cls.__name__: cls
    for cls in (
        *(GanvasInpainter, Mender, LaMa, LaMaRegular, MIGAN),
        *(StyleBank, Stylist, AnimeGANv2, CycleGANGenerator, Pix2PixUNet, TransformerNet),
        *(ExampleStyle, AdaIN),
        *(Enhancer, UpConv7, U2NetP, DamageNet, MTCNN, EfficientNetLite0, EfficientNetLite1, VGG),
        *(StyleGAN2Generator, StyleGAN3Generator, DCGANGenerator, FastGANGenerator),
        *(GANGenerator, OnePictureGenerator),
        *(StyleGAN2Discriminator, DCGANDiscriminator, GANDiscriminator, PatchGANDiscriminator),
    )
}

_KEY = "ganvas"
_FORMAT = 1
_LARGEST = 1 << 16  # of any number in a configuration: the widest published network has 32768


def save_network(
    net: Network,
    path: str | os.PathLike[str],
    metadata: Mapping[str, str] | None = None,
    half: bool = False,
    dtype: torch.dtype | None = None,
) -> Path:
    """Write `net` so that `load_network` rebuilds it; the file is whole or absent.

    Args:
        net: a network of ours; `net.config` holds its constructor's keyword arguments.
        path: the file to write, usually `*.safetensors`.
        metadata: text about it (licence, recipe, metrics), kept with the weights.
        half: store floating weights in 16 bits, biases and the like, which are few and whose
            rounding nothing evens out, in 32. They are loaded as float32.
        dtype: or all of them in this floating type.
    """
    path = Path(path)
    header = {
        "format": _FORMAT,
        "class": type(net).__name__,
        "config": dict(net.config),
    }
    wanted = dtype or (torch.float16 if half else None)
    tensors = {}
    for name, tensor in net.state_dict().items():
        stored = tensor.detach().cpu()
        few = half and tensor.ndim < 2
        if wanted is not None and tensor.is_floating_point() and not few:
            stored = stored.to(wanted)
        if not torch.isfinite(stored).all():
            raise ValueError(f"the weights '{name}' are not finite, or too large for 16 bits")
        tensors[name] = stored.clone(memory_format=torch.contiguous_format)
    content = save(tensors, {**(metadata or {}), _KEY: json.dumps(header)})
    with replacing(path) as part:
        part.write_bytes(content)
    return path


def is_storable(net: Network) -> bool:
    """Whether a file of ours can hold a network like this, and be read again."""
    return type(net).__name__ in CLASSES


def is_native(contents: Contents) -> bool:
    """Whether the file was written by `save_network`."""
    return contents.format == "safetensors" and _KEY in contents.metadata


def build_native(contents: Contents) -> Network:
    """The network of a file of ours. CheckpointError if its header is unfit."""
    try:
        header = json.loads(contents.metadata[_KEY])
        name, config, version = header["class"], header["config"], header["format"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise CheckpointError("The file's description of its network is damaged.") from None
    if version != _FORMAT:
        raise CheckpointError("The file was written by a newer version of Ganvas; update it.")
    if not isinstance(config, dict) or not _plausible(config):
        raise CheckpointError("The file's description of its network is not plausible.")
    if not isinstance(name, str) or name not in CLASSES:
        raise CheckpointError(
            "The file is of a network that is not known here: '{name!s:.60}'.", name=name
        )
    cls = CLASSES[name]
    try:
        return fit(lambda: cls(**config), contents.tensors)
    except (AssertionError, TypeError, ValueError, RuntimeError, ArithmeticError) as error:
        raise CheckpointError("The file's description does not fit {name}.", name=name) from error


def _plausible(value: Any, depth: int = 0) -> bool:
    """Whether a configuration could be one of ours, and not a request for endless layers."""
    if isinstance(value, (dict, list)):
        parts = value.values() if isinstance(value, dict) else value
        # names of classes describe nothing that is made, so there may be many
        few = len(value) <= 256 or (
            len(value) <= _LARGEST and all(isinstance(p, str) for p in parts)
        )
        return depth < 8 and few and all(_plausible(p, depth + 1) for p in parts)
    if isinstance(value, (int, float)):
        return abs(value) <= _LARGEST
    return value is None or (isinstance(value, str) and len(value) <= 1024)
