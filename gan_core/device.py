"""Which device the work runs on."""

from __future__ import annotations

import torch

from gan_core.errors import InputError


def pick_device(name: str | torch.device | None = None) -> torch.device:
    """The device for `auto` (or None), `cpu`, `cuda`, `cuda:N` or `mps`.

    `auto` prefers CUDA, then Apple's MPS, then the CPU. Raises InputError for a device that this
    machine or this build of torch does not have.
    """
    if isinstance(name, torch.device):
        return name
    if name in (None, "auto"):
        if torch.cuda.is_available():
            return torch.device("cuda")
        if torch.backends.mps.is_available():
            return torch.device("mps")
        return torch.device("cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise InputError(
            "'{name}' is not a device; use auto, cpu, cuda, cuda:N or mps.", name=name
        ) from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise InputError(
            "There is no device '{name}' on this machine; use --device cpu or auto.", name=name
        )
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise InputError("There is no device 'mps' on this machine; use --device cpu or auto.")
    if device.type not in ("cpu", "cuda", "mps"):
        raise InputError("'{name}' is not a device; use auto, cpu, cuda, cuda:N or mps.", name=name)
    return device
