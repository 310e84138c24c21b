"""python -m benchmarks.kornia [--side 512] [--runs 7] [--device cpu] [--threads 1]

Each operation that is ours and that Kornia has, too: both in turns in one process, medians of
processor time (of the clock on a card), and the largest difference of their results.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable, Iterator

import kornia
import torch
from kornia import color, contrib, filters, geometry, losses, metrics, morphology
from torch import Tensor
from torch.nn.functional import conv2d, pad
from torchmetrics.functional.image import structural_similarity_index_measure

from benchmarks.gpu.measuring import wait
from gan_core.ops import frequency, masks, resample, stencil, style_loss
from gan_core.training.metrics import pairs

Pair = tuple[str, Callable[[], Tensor], Callable[[], Tensor]]


def cases(side: int, device: torch.device) -> Iterator[Pair]:
    """(what, ours, Kornia's)."""
    random = torch.Generator().manual_seed(0)
    image = torch.rand(1, 3, side, side, generator=random).to(device)
    other = (image + 0.05 * torch.rand(image.shape, generator=random).to(device)).clamp(0, 1)
    mask = (torch.rand(1, 1, side, side, generator=random) > 0.999).float().to(device)
    for sigma in (1.0, 8.0):
        width = 2 * max(1, -(-3 * sigma // 1)) + 1
        yield (
            f"Gaussian blur, σ {sigma:g}",
            lambda s=sigma: plain_blur(image, s),
            lambda s=sigma, w=int(width): filters.gaussian_blur2d(
                image, (w, w), (s, s), border_type="replicate"
            ),
        )
    for radius in (2, 12):
        square = torch.ones(2 * radius + 1, 2 * radius + 1, device=device)
        yield (
            f"dilation, radius {radius}",
            lambda r=radius: masks.grow(mask, r),
            lambda k=square: morphology.dilation(mask, k, engine="unfold"),
        )
    for name, size in (("smaller", side // 2), ("larger", 2 * side)):
        how = "bilinear" if size < side else "bicubic"
        yield (
            f"resize, {name}",
            lambda s=size: resample.resize(image, (s, s)),
            lambda s=size, h=how: geometry.resize(
                image, (s, s), interpolation=h, antialias=s < side
            ),
        )
    yield "PSNR", lambda: pairs.psnr(image, other), lambda: metrics.psnr(image, other, 1.0)[None]
    yield (
        "SSIM",
        lambda: structural_similarity_index_measure(  # torchmetrics'
            image, other, data_range=1.0, reduction="none"
        ),
        lambda: metrics.ssim(image, other, 11).mean((1, 2, 3)),
    )
    holes = masks.grow(mask, 6)
    yield (
        "distance transform",
        lambda: masks.depth(holes, 32),
        lambda: contrib.distance_transform(1 - holes).clamp(max=32),
    )
    yield (
        "how many parts a mask has",
        lambda: masks.components(holes)[0].amax()[None].float(),
        lambda: contrib.connected_components(holes, 100).unique().numel() - torch.ones(1),
    )
    cross = torch.tensor([[0.0, -1.0, 0.0], [-1.0, 4.0, -1.0], [0.0, -1.0, 0.0]], device=device)
    yield (
        "Laplacian",
        lambda: stencil.laplacian(image),
        lambda: filters.filter2d(image, cross[None], border_type="replicate"),
    )
    yield (
        "Laplacian pyramid, first band",
        lambda: frequency.laplacian_pyramid(image, 4)[0],
        lambda: geometry.build_laplacian_pyramid(image, 4)[0],
    )
    yield (
        "total variation",
        lambda: style_loss.total_variation(image)[None],
        lambda: losses.total_variation(image, reduction="mean"),
    )
    yield "grey", lambda: image.mean(1, keepdim=True), lambda: color.rgb_to_grayscale(image)


def plain_blur(image: Tensor, sigma: float) -> Tensor:
    """As it was written here before Kornia's took its place: planes as a batch."""
    radius = max(1, math.ceil(3 * sigma))
    position = torch.arange(-radius, radius + 1, device=image.device)
    kernel = torch.exp(-0.5 * (position / sigma) ** 2)
    kernel = (kernel / kernel.sum()).view(1, 1, 1, -1)
    planes = image.reshape(-1, 1, *image.shape[2:])
    planes = conv2d(pad(planes, (radius, radius, 0, 0), mode="replicate"), kernel)
    planes = conv2d(pad(planes, (0, 0, radius, radius), mode="replicate"), kernel.mT)
    return planes.view_as(image)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kornia", description=__doc__)
    parser.add_argument("--side", type=int, default=512)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    device = torch.device(given.device)
    now = time.process_time if device.type == "cpu" else time.perf_counter
    print(f"{given.side}², {device.type}, Kornia {kornia.__version__}, torch {torch.__version__}\n")
    print(
        "| operation | ours ms | Kornia ms | ours is faster | difference |\n|---|--:|--:|--:|--:|"
    )
    for name, ours, theirs in cases(given.side, device):
        with torch.inference_mode():
            apart = (ours() - theirs()).abs().max().item()
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(given.runs):
                for side, run in zip(times, (ours, theirs), strict=True):
                    start = now()
                    run()
                    wait(device)
                    side.append(now() - start)
        a, b = (statistics.median(side) * 1e3 for side in times)
        print(f"| {name} | {a:.2f} | {b:.2f} | {b / a:.2f}× | {apart:.1e} |", flush=True)


if __name__ == "__main__":
    main()
