"""`migan_256_places2.pt`, `migan_512_places2.pt` and the scripted `migan_traced.pt`."""

from __future__ import annotations

import re
from typing import Any

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout
from gan_core.checkpoints.layouts.finish import finish
from gan_core.networks.kinds import Network
from gan_core.networks.migan import MIGAN

_FIRST = re.compile(r"encoder\.b(\d{1,5})\.fromrgb\.weight")
# Where zeros go between pixels while enlarging: a constant, which the network does without.
_UNUSED = ".filter_const"


def _resolution(contents: Contents) -> int | None:
    found = (_FIRST.fullmatch(name) for name in contents.tensors)
    return next((int(match[1]) for match in found if match), None)


def _matches(contents: Contents) -> bool:
    return _resolution(contents) is not None and "synthesis.b4.torgb.weight" in contents.tensors


def _build(contents: Contents, part: str | None) -> Network:
    tensors = {n: t for n, t in contents.tensors.items() if not n.endswith(_UNUSED)}
    resolution = _resolution(contents)
    assert resolution is not None
    config: dict[str, Any] = {
        "resolution": resolution,
        "channel_base": resolution * tensors[f"encoder.b{resolution}.fromrgb.weight"].shape[0],
        "channel_max": tensors["synthesis.b4.torgb.weight"].shape[1],
    }
    network = fit(lambda: MIGAN(**config), tensors)
    return finish(network)


LAYOUT = Layout(_matches, _build)
