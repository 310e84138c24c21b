"""Which network of a file that holds several: its names in files, and under which it is asked for.

Training scripts keep the generator, its running average and the discriminator side by side, each
under a key (`{"netG_state_dict": …}`) or with a prefix before its entries (`generator.main.0…`,
as Lightning does). `part` takes "G_ema", "G" and "D", or the file's own name for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import torch

from gan_core.checkpoints.contents import Contents, Tensors
from gan_core.errors import CheckpointError

# The names in use, for each part those that say it most clearly first.
_AVERAGES = (
    *("params_ema", "g_ema", "G_ema", "netG_ema", "net_g_ema", "generator_ema", "gen_ema"),
    *("ema_state_dict", "state_dict_ema", "model_ema", "ema_model", "ema"),
)
_GENERATORS = (
    *("params", "state_dict", "model_state_dict", "netG_state_dict", "generator_state_dict"),
    *("G_state_dict", "gen_state_dict", "net_g_state_dict", "netG", "net_g", "generator"),
    *("gen", "G", "g", "net", "network", "model", "model_state", "weights"),
)
_DISCRIMINATORS = (
    *("netD_state_dict", "discriminator_state_dict", "D_state_dict", "disc_state_dict"),
    *("net_d_state_dict", "netD", "net_d", "discriminator", "disc", "dis", "D", "d"),
)
_ROLES = {"G_ema": _AVERAGES, "G": _GENERATORS, "D": _DISCRIMINATORS}
_NAMES = (*_AVERAGES, *_GENERATORS, *_DISCRIMINATORS)  # what one wants of a file comes first
_NUMBERED = re.compile(r"(?:net_?)?([GDgd])(?:en|enerator|isc|iscriminator)?_[A-Z0-9]{1,3}")
# What a training script's module holds beside its networks.
_BESIDE = ("loss", "criterion", "perceptual", "lpips", "vgg", "metric", "fid", "val", "test")
_MAX_PREFIXES = 3  # one in the other: model.generator.…


def role(name: str) -> str | None:
    """ "G_ema", "G" or "D" for a name in use for it (`netG`, one of several: `netG_A`), or None."""
    if match := _NUMBERED.fullmatch(name):
        return match[1].upper()
    return next((part for part, names in _ROLES.items() if name in names), None)


def by_want(names: Iterable[object]) -> list[str]:
    """Those of the names that are in use for a network, the one that is wanted most first."""
    known = [name for name in names if isinstance(name, str) and role(name) is not None]
    parts = list(_ROLES)

    def place(name: str) -> tuple[int, int]:
        return parts.index(role(name) or ""), _NAMES.index(name) if name in _NAMES else len(_NAMES)

    return sorted(known, key=place)


def select(contents: Contents, part: str | None) -> Contents:
    """The contents with the state dict of that part, of a file that has one for each.

    Raises CheckpointError if the file has several and not this one.
    """
    if part is None or not contents.parts:
        return contents
    for name in contents.parts:
        if part in (name, role(name)):
            return replace(contents, tensors=single(contents.parts[name]))
    raise _lacking(part, contents.parts)


def within(contents: Contents, part: str | None) -> Iterator[tuple[str, Contents]]:
    """(name, contents) of each network that entry names begin with, the wanted one first.

    Raises CheckpointError if the file has such names and the part that is asked for is not there.
    """
    tensors = contents.tensors
    for _ in range(_MAX_PREFIXES):
        groups = _groups(tensors)
        if not groups:
            return
        wanted = [name for name in groups if part in (None, name, role(name))]
        if not wanted and len(groups) > 1:
            raise _lacking(str(part), groups)
        for name in wanted or list(groups):
            yield name, replace(contents, tensors=groups[name])
        if len(groups) > 1:
            return
        tensors = next(iter(groups.values()))


def _groups(tensors: Tensors) -> dict[str, dict[str, torch.Tensor]]:
    """The entries by the network that their first word names; empty if one names none."""
    found: dict[str, dict[str, torch.Tensor]] = {}
    for name, tensor in tensors.items():
        first, _, rest = name.partition(".")
        if rest and role(first) is not None:
            found.setdefault(first, {})[rest.removeprefix("module.")] = tensor
        elif not first.startswith(_BESIDE):
            return {}
    return {name: found[name] for name in by_want(found)}


def _lacking(part: str, names: Iterable[str]) -> CheckpointError:
    """The error for a part that a file with these networks does not hold."""
    held = dict.fromkeys((role(name) if name in _NAMES else name) or name for name in names)
    return CheckpointError(
        "It has no part '{part}'; it holds {held}.", part=part, held=", ".join(held)
    )


def single(tensors: Tensors) -> dict[str, torch.Tensor]:
    """The tensors with half precision, a way to store weights, widened to what networks use."""
    half = (torch.float16, torch.bfloat16)
    return {name: t.float() if t.dtype in half else t for name, t in tensors.items()}
