"""The work of `ganvas harmonize`."""

from __future__ import annotations

from pathlib import Path

import torch

from gan_core.cli.canvas import Edit, require_inputs
from gan_core.cli.changing import Change, change_each
from gan_core.cli.recipe import recipe
from gan_core.cli.report import OnProgress, Report
from gan_core.cli.targets import targets
from gan_core.ops.boxes import Box
from gan_core.tasks.harmonize import harmonize as harmonize_tensor

_MARGIN = 1.5  # how much of the scene is looked at, in units of the object's longer side


def run(
    inputs: list[Path],
    mask: str,
    output: Path,
    strength: float,
    seed: int,
    device: str,
    as_json: bool,
) -> None:
    """See `gan_core.cli.one_picture.harmonize` for the arguments."""
    require_inputs(inputs)
    outputs = targets(inputs, output)

    def match(edit: Edit, box: Box, soft: torch.Tensor, on_progress: OnProgress) -> None:
        made = harmonize_tensor(
            edit.picture.tensor(box),
            soft,
            strength=strength,
            seed=seed,
            device=device,
            on_progress=on_progress,
        )
        # the task has blended soft edges already: they must not be blended again
        edit.put(made, box, (soft > 0).float())

    how = recipe("harmonize", None, strength=strength, seed=seed)
    change = Change("Harmonized", "Harmonizing", how, _scene, match)
    change_each(change, inputs, outputs, mask, Report("harmonize", as_json))


def _scene(selected: Box) -> int:
    return max(16, round(_MARGIN * max(selected.shape)))
