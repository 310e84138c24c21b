"""The work of `ganvas restore`."""

from __future__ import annotations

from pathlib import Path

import torch

from gan_core.cli.canvas import Edit, require_inputs
from gan_core.cli.changing import Change, change_each
from gan_core.cli.recipe import recipe
from gan_core.cli.report import OnProgress, Report
from gan_core.cli.targets import targets
from gan_core.device import pick_device
from gan_core.networks.kinds import Restorer
from gan_core.ops.boxes import Box
from gan_core.tasks.models import resolve
from gan_core.tasks.restore import DEFAULT
from gan_core.tasks.restore import restore as restore_tensor

_MARGIN = 64  # pixels around a selection that are given along; the task takes what it needs


def run(
    inputs: list[Path],
    mask: str | None,
    output: Path,
    model: str | None,
    strength: float,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.restore.restore` for the arguments."""
    require_inputs(inputs)
    outputs = targets(inputs, output)
    network = resolve(model, DEFAULT, pick_device(device), Restorer)

    def clean(edit: Edit, box: Box, soft: torch.Tensor, on_progress: OnProgress) -> None:
        cleaned = restore_tensor(
            edit.picture.tensor(box, clamp=False),  # wide gamuts and HDR pass unharmed
            mask=(soft > 0).float(),  # soft edges are blended in the picture's own depth
            model=network,
            strength=strength,
            device=device,
            on_progress=on_progress,
        )
        edit.put(cleaned, box, soft)

    how = recipe("restore", network, strength=strength)
    change = Change("Restored", "Restoring", how, lambda selected: _MARGIN, clean)
    change_each(change, inputs, outputs, mask, Report("restore", as_json))
