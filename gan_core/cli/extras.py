"""Packages that only some commands need, and the extra of `pip install` that brings them."""

from __future__ import annotations

from gan_core.errors import GanvasError, InputError

_EXTRAS = {
    "lightning_fabric": "train",
    "matplotlib": "train",
    "tensorboard": "train",
    "torchmetrics": "train",
}


def named_extra(error: ModuleNotFoundError) -> GanvasError | None:
    """The sentence for a package that is left out on purpose; None for any other."""
    package = (error.name or "").partition(".")[0]
    if package not in _EXTRAS:
        return None
    extra = _EXTRAS[package]
    return InputError(
        "This needs '{package}', which painting does not: install ganvas[{extra}], "
        "e.g. pip install 'ganvas[{extra}]'.",
        package=package,
        extra=extra,
    )
