"""A stylizer on photographs: how near to its style it comes, and how much it keeps of them."""

from __future__ import annotations

from pathlib import Path

import torch

from gan_core.errors import InputError
from gan_core.tasks.learn_style import scaled
from gan_core.training.evaluation import pictures
from gan_core.training.evaluation.results import Better, Group, summary
from gan_core.training.evaluation.subject import Subject
from gan_core.training.losses.style import StyleLoss
from gan_core.training.recipes.style import style_pictures


def evaluate(subject: Subject) -> list[Group]:
    """Distance to the style and to the content, in statistics and values of frozen features.

    Both are 0 for a match and about 1 for nothing in common. The control is the photograph as it
    is. Without style pictures only the content is measured.
    """
    options = subject.options
    found = pictures.read(options.data)
    count = options.count or len(found)
    styles = styles_of(subject)
    loss = StyleLoss(subject.features.network).to(subject.device)
    wanted = [loss.style_of(style) for style in styles]
    by_example = subject.info.kind == "example_stylizer"
    rows: list[tuple[float, ...]] = []
    squares = pictures.squares(found, count, options.size, options.seed)
    for place, image in enumerate(squares):
        image = image.to(subject.device)
        which = place % max(len(styles), 1)
        with torch.inference_mode():
            net = subject.network
            painted = (net(image, styles[which]) if by_example else net(image)).clamp(0, 1)
            # Without a style picture the photograph stands in, and what comes of it is not told.
            style = wanted[which] if styles else loss.style_of(image)
            near, kept = loss(painted, image, style)
            before, _ = loss(image, image, style)
        rows.append((float(near), float(kept), float(before), 0.0))
        subject.on_progress(place + 1, count, f"picture {place + 1} of {count}")
    near_all, kept_all, before_all, nought = torch.tensor(rows).unbind(1)
    measured = {"style distance": near_all, "content distance": kept_all}
    controls = {"style distance": before_all, "content distance": nought}
    better: dict[str, Better] = dict.fromkeys(measured, "lower")
    if not styles:
        del better["style distance"]
    title = f"Painted like {_names(options.styles)}" if styles else "Painted"
    return [Group(title, count, "the photograph", summary(measured, controls, better))]


def styles_of(subject: Subject) -> list[torch.Tensor]:
    """1×3×h×w each, as large as styles are when they are learned."""
    by_example = subject.info.kind == "example_stylizer"
    paths = subject.options.styles
    if by_example and not paths:
        raise InputError("This model paints like the picture it is shown; give one with --style.")
    found = [scaled(style) for path in paths for style in style_pictures(str(path))]
    if len(found) > 1 and not by_example:
        raise InputError(
            "This model has one style, and --style names {count} pictures.", count=len(found)
        )
    return [style.to(subject.device) for style in found]


def _names(paths: tuple[Path, ...]) -> str:
    return " and ".join(path.name for path in paths)
