"""waifu2x's `models-upconv_7_photo/*.param` and `.bin` of waifu2x-ncnn."""

from __future__ import annotations

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout
from gan_core.checkpoints.layouts.finish import finish
from gan_core.networks.kinds import Network
from gan_core.networks.upconv7 import UpConv7

_LAYERS = ["Convolution"] * 6 + ["Deconvolution"]


def _matches(contents: Contents) -> bool:
    steps = [step for step in contents.operations if step.type not in ("Input", "Split")]
    # leaky 0.1 after each convolution, nothing after the last
    activations = [(step.options.get(9, 0), step.options.get(10, ())) for step in steps]
    return (
        contents.format == "ncnn"
        and [step.type for step in steps] == _LAYERS
        and all(activation == (2, (0.1,)) for activation in activations[:-1])
        and activations[-1] == (0, ())
        and all(f"{step.name}.bias" in contents.tensors for step in steps)
    )


def _build(contents: Contents, part: str | None) -> Network:
    steps = [step.name for step in contents.operations if step.type in _LAYERS]
    names = [*(f"convolutions.{n}" for n in range(6)), "enlarge"]
    tensors = {
        f"{name}.{entry}": contents.tensors[f"{step}.{entry}"]
        for name, step in zip(names, steps, strict=True)
        for entry in ("weight", "bias")
    }
    return finish(fit(UpConv7, tensors))


LAYOUT = Layout(_matches, _build)
