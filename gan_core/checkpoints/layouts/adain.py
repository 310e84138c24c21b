"""`decoder.pth` of pytorch-AdaIN, with `vgg_normalised.pth` beside it; or both in one file."""

from __future__ import annotations

from gan_core.checkpoints.build import fit
from gan_core.checkpoints.contents import Contents, Layout, Tensors
from gan_core.checkpoints.layouts.entries import is_kernel, under
from gan_core.checkpoints.layouts.finish import finish
from gan_core.errors import CheckpointError
from gan_core.networks.adain import AdaIN
from gan_core.networks.kinds import Network

_ENCODER = "vgg_normalised.pth"
_LAST_USED = 29  # the convolution before relu4_1; the published encoder goes on to relu5_4


def _is_encoder(tensors: Tensors) -> bool:
    return is_kernel(tensors, "0.weight", 1) and is_kernel(tensors, "29.weight", 3)


def _is_decoder(tensors: Tensors) -> bool:
    return is_kernel(tensors, "1.weight", 3) and is_kernel(tensors, "28.weight", 3)


def _matches(contents: Contents) -> bool:
    tensors = contents.tensors
    joint = _is_encoder(under(tensors, "vgg.")) and _is_decoder(under(tensors, "decoder."))
    return joint or _is_decoder(tensors) or _is_encoder(tensors)


def _encoder(contents: Contents) -> Tensors:
    try:
        tensors = contents.beside[_ENCODER].tensors
    except KeyError:
        raise CheckpointError(
            "This is AdaIN's decoder, and its encoder '{encoder}' is not in the same folder.",
            encoder=_ENCODER,
        ) from None
    if not _is_encoder(tensors):
        raise CheckpointError(
            "The file '{encoder}' beside it is not AdaIN's encoder.", encoder=_ENCODER
        )
    return tensors


def _build(contents: Contents, part: str | None) -> Network:
    tensors = dict(contents.tensors)
    if _is_encoder(tensors):
        raise CheckpointError("This is AdaIN's encoder; open the decoder beside it instead.")
    if _is_decoder(tensors):
        tensors = {f"decoder.{name}": tensor for name, tensor in tensors.items()}
        tensors |= {f"vgg.{name}": tensor for name, tensor in _encoder(contents).items()}
    used = {name: tensor for name, tensor in tensors.items() if not _beyond(name)}
    network = fit(lambda: AdaIN(used["vgg.2.weight"].shape[0]), used)
    return finish(network)


def _beyond(name: str) -> bool:
    """Whether `name` is a layer of the encoder that the published file holds and nobody uses."""
    net, place, *_ = name.split(".")
    return net == "vgg" and int(place) > _LAST_USED


LAYOUT = Layout(_matches, _build)
