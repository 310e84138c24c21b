"""Optimizers that take a step in one pass, and that a number on their device may keep from it."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.optim import Adam, AdamW, Optimizer

_FUSED = ("cpu", "cuda")  # devices that torch has such a step for


def fused(optimizer: Optimizer) -> Optimizer:
    """The same optimizer, newly made; Adam's update becomes one kernel where there is one."""
    devices = {p.device.type for group in optimizer.param_groups for p in group["params"]}
    if isinstance(optimizer, Adam | AdamW) and devices <= set(_FUSED):
        for group in optimizer.param_groups:
            group["fused"], group["foreach"] = True, False
    return optimizer


def step_if(optimizer: Optimizer, good: Tensor) -> None:
    """Take a step where `good`, a bool on the device, is true; a fused one does not wait for it."""
    if not all(group.get("fused") for group in optimizer.param_groups):
        if bool(good):
            optimizer.step()
        return
    # as torch.amp.GradScaler tells a fused optimizer that there is an infinite gradient
    told: Any = optimizer
    told.grad_scale, told.found_inf = None, (~good).to(torch.float32)
    try:
        optimizer.step()
    finally:
        del told.grad_scale, told.found_inf
