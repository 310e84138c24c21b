"""How much a network's result changes for a bounded change of its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch

from gan_core.training.evaluation.results import Group, Measure
from gan_core.training.evaluation.subject import Subject
from gan_core.training.robustness.attacks import Call, fgsm, pgd, random_signs
from gan_core.training.robustness.defended import defended
from gan_core.training.robustness.targets import Target, targets

LEVELS = (1, 2, 4, 8)  # ε in grey levels, 1/255
CONTROL = "random noise"

Attack = Callable[[Target, float, int], torch.Tensor]  # target, ε, seed → disturbed picture
ATTACKS: Mapping[str, Attack] = {
    "PGD": lambda target, epsilon, seed: pgd(target.objective(), target.image, epsilon, seed=seed),
    "FGSM": lambda target, epsilon, seed: fgsm(
        target.objective(), target.image, epsilon, seed=seed
    ),
    CONTROL: lambda target, epsilon, seed: random_signs(target.image, epsilon, seed),
}


@dataclass(frozen=True)
class Attacked:
    """Tables, and what a plot and a sheet of pictures are made of."""

    groups: Sequence[Group]
    curves: Mapping[str, Sequence[float]]  # attack → mean change at each of `LEVELS`
    unit: str  # of the change
    examples: Sequence[Sequence[torch.Tensor]]  # picture, disturbed, result, its result; 1×3×H×W


def attack(subject: Subject, purifier: Call | None = None) -> Attacked:
    """Disturb each picture by every attack at every level, then do it again behind defences.

    Args:
        purifier: a restorer to be measured among the defences.

    Raises:
        InputError: the network is given no picture, such as a generator.
    """
    found = list(targets(subject))
    judges, seed, total = found[0].judges, subject.options.seed, 2 * len(found)
    changes: dict[str, list[list[float]]] = {name: [] for name in ATTACKS}
    flips: dict[str, list[list[float]]] = {name: [] for name in ATTACKS}
    examples = []
    for place, target in enumerate(found):
        for name, disturb in ATTACKS.items():
            pictures = [disturb(target, level / 255, seed) for level in LEVELS]
            changes[name].append([target.change(picture) for picture in pictures])
            if judges:
                flips[name].append([float(target.flipped(picture)) for picture in pictures])
            elif name == "PGD":
                examples.append(_example(target, pictures[-1]))
        subject.on_progress(place + 1, total, f"attacking picture {place + 1} of {len(found)}")
    unit = "logits" if judges else "grey levels"
    groups = [
        _curve(f"{name}: change of the result in {unit}", changes[name], changes[CONTROL])
        for name in ("PGD", "FGSM")
    ]
    if judges:
        groups.append(_curve("PGD: share of verdicts that flip", flips["PGD"], flips[CONTROL]))

    def defending(done: int, note: str) -> None:
        subject.on_progress(len(found) + done, total, note)

    groups += defended(found, seed, purifier, defending)
    means = {name: torch.tensor(rows).mean(0).tolist() for name, rows in changes.items()}
    return Attacked(groups, means, unit, examples)


def _curve(
    title: str, rows: Sequence[Sequence[float]], control: Sequence[Sequence[float]]
) -> Group:
    """A measure for each level; rows are pictures."""
    values, noise = (torch.tensor(table, dtype=torch.float64).T for table in (rows, control))
    measures = [
        Measure(
            f"ε = {level}/255",
            float(value.mean()),
            "lower",
            float(value.std(correction=0)),
            float(beside.mean()),
        )
        for level, value, beside in zip(LEVELS, values, noise, strict=True)
    ]
    return Group(title, len(rows), CONTROL, measures)


def _example(target: Target, disturbed: torch.Tensor) -> list[torch.Tensor]:
    images = [target.image, disturbed, target.result(target.image), target.result(disturbed)]
    return [image.cpu() for image in images]
