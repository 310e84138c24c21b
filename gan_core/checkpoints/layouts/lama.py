"""LaMa: `best.ckpt` (Lightning) and the TorchScript file `big-lama.pt`.

The published names are a path through the layers, `generator.model.5.conv1.ffc.convg2l.weight`;
this file says where each of them goes in `networks/lama.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import torch

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout, Tensors
from gan_core.checkpoints.layouts.entries import with_batch_counters
from gan_core.checkpoints.layouts.finish import finish
from gan_core.errors import CheckpointError
from gan_core.networks.kinds import Network
from gan_core.networks.lama import LaMa

_FIRST = re.compile(r"(.*?)model\.1\.ffc\.convl2l\.weight")
# What stands beside the generator in a training checkpoint: the other nets, losses, metrics.
_BESIDE = ("discriminator.", "loss_", "val_evaluator.", "test_evaluator.", "extra_evaluators.")
_NORM = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")


def _prefix(contents: Contents) -> str | None:
    """What stands before the generator's own names: "generator." or "model.generator."."""
    found = (_FIRST.fullmatch(name) for name in contents.tensors)
    return next((match[1] for match in found if match), None)


def _matches(contents: Contents) -> bool:
    return _prefix(contents) is not None


def _build(contents: Contents, part: str | None) -> Network:
    prefix = _prefix(contents)
    assert prefix is not None
    generator = generator_of(contents, prefix)
    config = _config(generator)
    renamed = _Renaming(with_batch_counters(generator), config["halvings"], config["blocks"])
    network = fit(lambda: LaMa(**config), renamed.all()).eval()
    network.fold()
    return finish(network)


def generator_of(contents: Contents, prefix: str) -> dict[str, torch.Tensor]:
    """The generator's entries without `PREFIXmodel.`, of what LaMa's trainer keeps together.

    Raises CheckpointError for what it does not keep.
    """
    generator: dict[str, torch.Tensor] = {}
    for name, tensor in contents.tensors.items():
        if name.startswith(f"{prefix}model."):
            generator[name.removeprefix(f"{prefix}model.")] = tensor
        elif not name.removeprefix("model.").startswith(_BESIDE):
            raise CheckpointError(
                "The file has weights that LaMa does not have: '{name}'.", name=name[:80]
            )
    return generator


def _config(tensors: Tensors) -> dict[str, Any]:
    halvings = 0
    while f"{halvings + 2}.ffc.convl2l.weight" in tensors:
        halvings += 1
    across = f"{halvings + 1}.ffc.convl2g.weight"
    if across not in tensors:
        raise CheckpointError("This LaMa has no Fourier convolutions; that variant is not known.")
    ngf = tensors["1.ffc.convl2l.weight"].shape[0]
    local = tensors[f"{halvings + 1}.ffc.convl2l.weight"].shape[0]
    width = local + tensors[across].shape[0]
    return {
        "ngf": ngf,
        "halvings": halvings,
        "blocks": sum(name.endswith(".conv1.ffc.convl2l.weight") for name in tensors),
        "local": local,
        "widest": width if width < ngf * 2**halvings else max(width, 1024),
    }


class _Renaming:
    """Takes every published entry exactly once; what is left over in the end is an error."""

    def __init__(self, tensors: dict[str, torch.Tensor], halvings: int, blocks: int) -> None:
        self._left = tensors
        self._halvings = halvings
        self._blocks = blocks

    def all(self) -> dict[str, torch.Tensor]:
        """The state dict of our LaMa."""
        renamed = dict(self._down())
        for block in range(self._blocks):
            for half in ("conv1", "conv2"):
                source = f"{2 + self._halvings + block}.{half}"
                for name, tensor in self._ffc(source):
                    renamed[f"blocks.{block}.{half}.{name}"] = tensor
        renamed.update(self._up())
        if self._left:
            name = next(iter(self._left))
            raise CheckpointError(
                "The file has weights that do not belong there: '{name}'.", name=name[:80]
            )
        return renamed

    def _take(self, name: str) -> torch.Tensor:
        if name not in self._left:
            raise CheckpointError("The file lacks the weights '{name}'.", name=name)
        return self._left.pop(name)

    def _norm(self, source: str, target: str) -> Iterator[tuple[str, torch.Tensor]]:
        return ((f"{target}.{entry}", self._take(f"{source}.{entry}")) for entry in _NORM)

    def _down(self) -> Iterator[tuple[str, torch.Tensor]]:
        for step in range(self._halvings):
            yield f"down.{4 * step + 1}.weight", self._take(f"{step + 1}.ffc.convl2l.weight")
            yield from self._norm(f"{step + 1}.bn_l", f"down.{4 * step + 2}")
        # The last one makes local and global features: two convolutions with one input.
        source, place = f"{self._halvings + 1}", 4 * self._halvings + 1
        kernels = [self._take(f"{source}.ffc.convl2{to}.weight") for to in "lg"]
        yield f"down.{place}.weight", torch.cat(kernels)
        local, across = (dict(self._norm(f"{source}.bn_{to}", "")) for to in "lg")
        for entry, tensor in local.items():
            counter = tensor.ndim == 0
            joined = tensor if counter else torch.cat([tensor, across[entry]])
            yield f"down.{place + 1}{entry}", joined

    def _ffc(self, source: str) -> Iterator[tuple[str, torch.Tensor]]:
        kernels = [self._take(f"{source}.ffc.conv{origin}2l.weight") for origin in "lg"]
        yield "to_local.weight", torch.cat(kernels, dim=1)
        yield "to_global.weight", self._take(f"{source}.ffc.convl2g.weight")
        yield from self._norm(f"{source}.bn_l", "norm_local")
        yield from self._norm(f"{source}.bn_g", "norm_global")
        spectral = f"{source}.ffc.convg2g"
        yield "spectral.reduce.0.weight", self._take(f"{spectral}.conv1.0.weight")
        yield from self._norm(f"{spectral}.conv1.1", "spectral.reduce.1")
        kernel = self._take(f"{spectral}.fu.conv_layer.weight")
        yield "spectral.spectrum.0.weight", _parted(_parted(kernel).transpose(0, 1)).transpose(0, 1)
        for name, tensor in self._norm(f"{spectral}.fu.bn", "spectral.spectrum.1"):
            yield name, _parted(tensor)
        yield "spectral.expand.weight", self._take(f"{spectral}.conv2.weight")

    def _up(self) -> Iterator[tuple[str, torch.Tensor]]:
        first = 3 + self._halvings + self._blocks  # one place joins local and global
        for step in range(self._halvings):
            for entry in ("weight", "bias"):
                yield f"up.{3 * step}.{entry}", self._take(f"{first + 3 * step}.{entry}")
            yield from self._norm(f"{first + 3 * step + 1}", f"up.{3 * step + 1}")
        for entry in ("weight", "bias"):
            last = self._take(f"{first + 3 * self._halvings + 1}.{entry}")
            yield f"up.{3 * self._halvings + 1}.{entry}", last


def _parted(tensor: torch.Tensor) -> torch.Tensor:
    """From real and imaginary in turn along the first side, to all real, then all imaginary."""
    return torch.cat([tensor[0::2], tensor[1::2]]) if tensor.ndim else tensor


LAYOUT = Layout(_matches, _build)
