"""The main jobs at the sizes that people have."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator

import torch

from benchmarks.gpu.measuring import Plan, Row, milliseconds, peak_mebibytes
from gan_core import tasks
from gan_core.catalog.embedded import embedded_models
from gan_core.files import read, read_mask
from gan_core.ops.resample import resize
from gan_core.precision import multiplying
from gan_core.resources import resource

_LARGE = (3000, 4300)  # 13 megapixels


def task_rows(plan: Plan) -> Iterator[Row]:
    """A row a job: the first run, the median of three more, and the memory that it took."""
    for name, job in _jobs(plan).items():
        if plan.wanted(name):
            yield from plan.tried("task", name, lambda job=job: _row(job, plan))


def _row(job: Callable[[], torch.Tensor], plan: Plan) -> Row:
    with multiplying("fast"):
        first = milliseconds(job, plan.device)
        made: list[torch.Tensor] = []
        peak = peak_mebibytes(plan.device, lambda: made.append(job()))
        more = [milliseconds(lambda: made.append(job()), plan.device) for _ in range(_more(plan))]
    return {
        "first s": first / 1e3,
        "s": statistics.median(more) / 1e3,
        "MiB": peak,
        "repeats": str(all(torch.equal(made[0], other) for other in made[1:])),
    }


def _more(plan: Plan) -> int:
    return 1 if plan.tiny else min(plan.runs, 3)


def _jobs(plan: Plan) -> dict[str, Callable[[], torch.Tensor]]:
    device = plan.device
    camels = read(resource("pictures", "camels.jpg"))
    image = camels.tensor()
    mask = read_mask(resource("pictures", "camels.mask.png"), camels.size).tensor()
    if plan.tiny:
        image, mask = resize(image, (68, 120)).clamp(0, 1), resize(mask, (68, 120)).round()
    large = resize(image, (160, 200) if plan.tiny else _LARGE).clamp(0, 1)
    height, width = large.shape[-2:]
    square = torch.zeros(1, 1, height, width)
    square[..., height // 3 : 2 * height // 3, width // 3 : width // 3 + height // 3] = 1
    style = next(model.name for model in embedded_models() if model.task == "stylize")
    return {
        "fill camels, good": lambda: tasks.inpaint(image, mask, device=device),
        "fill 1000² in 13 MP, good": lambda: tasks.inpaint(large, square, device=device),
        "stylize 13 MP": lambda: tasks.stylize(large, style, device=device),
        "restore 13 MP": lambda: tasks.restore(large, model="restorer", device=device),
        "upscale ×2": lambda: tasks.upscale(image, device=device),
        "four landscapes": lambda: tasks.generate(seeds=range(4), device=device),
    }
