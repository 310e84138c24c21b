"""`best.ckpt` of lama-regular and big-lama-regular: LaMa's trainer, pix2pixHD's generator."""

from __future__ import annotations

import re
from typing import Any

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout
from gan_core.checkpoints.layouts.entries import is_kernel, with_batch_counters
from gan_core.checkpoints.layouts.finish import finish
from gan_core.checkpoints.layouts.lama import generator_of
from gan_core.networks.kinds import Network
from gan_core.networks.lama_regular import LaMaRegular
from gan_core.networks.normalization import fold_batch_norms

_FIRST = re.compile(r"(.*?)model\.1\.weight")
_BLOCK = re.compile(r"\d+\.conv_block\.1\.weight")


def _prefix(contents: Contents) -> str | None:
    """What stands before the generator's own names; it takes four channels, a mask among them."""
    for name, tensor in contents.tensors.items():
        match = _FIRST.fullmatch(name)
        if match and tensor.ndim == 4 and tensor.shape[1:] == (4, 7, 7):
            return match[1]
    return None


def _matches(contents: Contents) -> bool:
    return _prefix(contents) is not None


def _build(contents: Contents, part: str | None) -> Network:
    prefix = _prefix(contents)
    assert prefix is not None
    tensors = generator_of(contents, prefix)
    ngf = tensors["1.weight"].shape[0]
    halvings = 0
    while is_kernel(tensors, f"{4 + 3 * halvings}.weight", 3):
        halvings += 1
    width = tensors[f"{1 + 3 * halvings}.weight"].shape[0]
    config: dict[str, Any] = {
        "ngf": ngf,
        "halvings": halvings,
        "blocks": sum(bool(_BLOCK.fullmatch(name)) for name in tensors),
        "widest": width if width < ngf * 2**halvings else max(width, 1024),
    }
    named = {f"model.{name}": tensor for name, tensor in tensors.items()}
    network = fit(lambda: LaMaRegular(**config), with_batch_counters(named)).eval()
    fold_batch_norms(network)
    return finish(network)


LAYOUT = Layout(_matches, _build)
