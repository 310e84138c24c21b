"""The main jobs at the sizes that people have."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from typing import Any

import torch

from benchmarks.gpu.networks import milliseconds
from gan_core import tasks
from gan_core.catalog.embedded import embedded_models
from gan_core.files import read, read_mask
from gan_core.resources import resource

Row = dict[str, Any]
_LARGE = (3000, 4300)  # 13 megapixels


def task_rows(
    device: torch.device, only: str, runs: int, late: Callable[[], bool]
) -> Iterator[Row]:
    """A row a job: the first run, the median of three more, and the memory that it took."""
    for name, job in _jobs(device).items():
        if only not in name or late():
            continue
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device)
        first = milliseconds(job, device)
        more = [milliseconds(job, device) for _ in range(min(runs, 3))]
        peak = torch.cuda.max_memory_allocated(device) / 2**20 if device.type == "cuda" else 0.0
        yield {
            "task": name,
            "first s": first / 1e3,
            "s": statistics.median(more) / 1e3,
            "MiB": peak,
        }


def _jobs(device: torch.device) -> dict[str, Callable[[], object]]:
    camels = read(resource("pictures", "camels.jpg"))
    image, mask = (
        camels.tensor(),
        read_mask(resource("pictures", "camels.mask.png"), camels.size).tensor(),
    )
    large = torch.nn.functional.interpolate(image, _LARGE, mode="bicubic").clamp(0, 1)
    square = torch.zeros(1, 1, *_LARGE)
    square[..., 1000:2000, 1500:2500] = 1
    style = next(model.name for model in embedded_models() if model.task == "stylize")
    return {
        "fill camels, good": lambda: tasks.inpaint(image, mask, device=device),
        "fill 1000² in 13 MP, good": lambda: tasks.inpaint(large, square, device=device),
        "stylize 13 MP": lambda: tasks.stylize(large, style, device=device),
        "restore 13 MP": lambda: tasks.restore(large, device=device),
        "upscale ×2": lambda: tasks.upscale(image, device=device),
        "four landscapes": lambda: tasks.generate(seeds=range(4), device=device),
    }
