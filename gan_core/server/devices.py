"""Which devices get a worker."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from gan_core.device import pick_device


def all_devices(names: Sequence[str]) -> tuple[str, ...]:
    """The devices of names as `pick_device` takes them; `auto` means every CUDA card there is.

    Raises InputError for a device that this machine does not have.
    """
    devices: list[str] = []
    for name in names:
        device = pick_device(name)
        if name == "auto" and device.type == "cuda":
            devices += [f"cuda:{index}" for index in range(torch.cuda.device_count())]
        elif device.type == "cuda":
            devices.append(f"cuda:{device.index or 0}")
        else:
            devices.append(device.type)
    return tuple(dict.fromkeys(devices))
