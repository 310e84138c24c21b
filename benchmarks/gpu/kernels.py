"""TRITON_INTERPRET=0 python -m benchmarks.gpu.kernels: compile every kernel for an absent card.

Triton needs no card to make its machine code. Networks, their gradients and the loops of a fill run
as they would there, in shapes alone, and each launch is compiled for the very types and sizes that
it was given, but not made. What the interpreter forgives – names, types of the two sides of a
branch, shapes that are no powers of two, more shared memory than there is – is refused here.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from unittest.mock import patch

import torch
import triton
from torch import Tensor, nn
from triton.backends.compiler import GPUTarget
from triton.compiler import CompiledKernel
from triton.runtime.jit import JITFunction

from benchmarks.networks.case import Case
from benchmarks.networks.cases import CASES
from gan_core.networks.operations import (
    bias_activation,
    filtered_lrelu,
    forms,
    group_norm,
    modulated_conv2d,
    reflection_pad,
    upfirdn2d,
)
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylegan3 import StyleGAN3Generator
from gan_core.ops.kernels import stencil as kernels
from gan_core.ops.patches.card.field import CardField
from gan_core.ops.patches.level import MIRRORED, Layers, Rules
from gan_core.ops.patches.search import Prices
from gan_core.precision import Precision, multiplying

_CHOOSING = (bias_activation, filtered_lrelu, group_norm, reflection_pad, upfirdn2d, forms)
# KiB of shared memory that a block may take, by compute capability
_SHARED = {75: 64, 80: 163, 86: 99, 89: 99, 90: 227, 100: 227, 120: 99}
_META = torch.device("meta")


class AbsentCard:
    """What Triton asks of a driver in order to compile."""

    def __init__(self, capability: int) -> None:
        self._target = GPUTarget("cuda", capability, 32)

    def get_current_target(self) -> GPUTarget:
        return self._target

    def get_current_device(self) -> int:
        return 0

    def get_current_stream(self, device: int) -> int:
        return 0


@contextmanager
def compiling(capability: int) -> Iterator[dict[str, CompiledKernel]]:
    """Within it every launch is compiled and left out; yields what was compiled, by name.

    Operations take their CUDA form whatever the device, so results are not to be looked at.
    """
    made: dict[str, CompiledKernel] = {}
    run = JITFunction.run

    def compile_only(self: JITFunction, *args, grid, warmup, **how) -> None:
        kernel = run(self, *args, grid=grid, warmup=True, **how)
        name = f"{self.fn.__module__.rpartition('.')[2]}.{self.fn.__name__}"
        made.setdefault(f"{name} {kernel.hash[:8]}", kernel)

    before = triton.runtime.driver._active
    triton.runtime.driver.set_active(AbsentCard(capability))
    try:
        with patch.object(JITFunction, "run", compile_only):
            for module in _CHOOSING:
                patch.object(module, "form_of", lambda x: "triton").start()
            # torch knows no autocast of tensors without values
            patch.object(modulated_conv2d, "low_precision", lambda x: x.itemsize == 2).start()
            patch.object(torch, "autocast", lambda *how, **more: nullcontext()).start()
            yield made
    finally:
        patch.stopall()
        triton.runtime.driver._active = before


def without_values(network: nn.Module) -> nn.Module:
    """The network in shapes alone; but its filters, of which matrices are made, keep theirs."""
    kept = [
        (module, name, buffer)
        for module in network.modules()
        for name, buffer in module.named_buffers(recurse=False)
        if "filter" in name
    ]
    network.to(_META)
    for module, name, buffer in kept:
        setattr(module, name, buffer)
    return network


def shown(case: Case, precision: Precision) -> None:
    """A network's pass without gradients."""
    network, _, inputs = case.make()
    network = without_values(network.eval())
    with torch.inference_mode(), multiplying(precision):
        network(*[x.to(_META) for x in inputs])


def taught(kind: type[StyleGAN2Generator] | type[StyleGAN3Generator]) -> None:
    """A small generator's pass and its gradients."""
    network = kind(resolution=64, channel_base=2048, channel_max=64).synthesis
    styles = torch.empty(2, network.num_ws, network.w_dim, device=_META)
    without_values(network.train())(styles).square().mean().backward()


def biases(dtype: torch.dtype) -> None:
    """Bias, noise and activation in a type of numbers, at sizes that 16 divides and others."""
    for x in _planes(dtype):
        bias = torch.empty(x.shape[1], device=_META)  # weights stay in float32
        noise = torch.empty(x.shape[2:], device=_META)
        with torch.inference_mode():
            bias_activation.bias_activation(x, bias, "lrelu", 1.0, 256.0, noise)


def norms(dtype: torch.dtype) -> None:
    """Instance and layer norm in a type of numbers."""
    for x in _planes(dtype):
        weight = torch.empty(x.shape[1], device=_META)
        with torch.inference_mode():
            for groups in (1, x.shape[1]):
                group_norm.group_norm(x, groups, weight, weight, slope=0.2)
                group_norm.group_norm(x, groups)


def filters(dtype: torch.dtype) -> None:
    """What resamples, in a type of numbers, and its gradients."""
    for x in _planes(dtype):
        bias, taps = torch.empty(x.shape[1], device=_META), torch.ones(12)
        upfirdn2d.upfirdn2d(x, taps[:4], up=2, padding=(2, 1, 2, 1)).sum().backward()
        filtered_lrelu.filtered_lrelu(
            x, bias, up_filter=taps, down_filter=taps, up=2, down=2, padding=(9, 8, 9, 8),
            gain=1.0, slope=0.2, clamp=256.0,
        ).sum().backward()  # fmt: skip


def _planes(dtype: torch.dtype) -> list[Tensor]:
    shapes = (1, 64, 64, 64), (2, 3, 37, 53)
    return [torch.empty(s, dtype=dtype, device=_META, requires_grad=True) for s in shapes]


def a_fill() -> None:
    """Search and vote in a picture, with all prices and with none, and what ends a fill."""
    pixels = torch.rand(1, 4, 48, 56, generator=torch.Generator().manual_seed(0))
    hole = torch.zeros(1, 1, 48, 56, dtype=torch.bool)
    hole[..., 20:26, 22:30] = True
    guide = torch.zeros(1, 2, 48, 56)
    layers = Layers(pixels, hole, ~hole, torch.zeros_like(hole), guide, guide[:, :1])
    field = CardField(layers, Rules(1.1, turns=(MIRRORED,)), lambda: None)
    field.draw(0)
    field.source.clamp_(
        min=int(field.layout.choices[0])
    )  # nothing was drawn: launches are left out
    priced = Prices(coherence=1e-3, reuse=0.5, reuse_most=1.0, sight=40, bias=0.05, gain=1.1)
    for prices in (priced, Prices(), priced._replace(reuse=0.0), Prices(reuse=1.0)):
        field.improve(prices, 2**62 - 1, 16)
        field.paint(prices, 4.0)
    field.distance(100, 1e-5)
    kernels.stencil(pixels, pixels, hole.float(), 0.1, 1.0, 0.2, 0.2)
    kernels.refined(pixels, pixels[..., ::2, ::2], hole.float())


def runs() -> Iterator[tuple[str, Callable[[], object]]]:
    """(what it is, how to do it) of everything that launches a kernel of ours."""
    for dtype in (torch.float32, torch.float16, torch.bfloat16):
        for operation in (biases, norms, filters):
            yield f"{operation.__name__} in {str(dtype)[6:]}", partial(operation, dtype)
    yield "a fill", a_fill
    for case in CASES:
        for precision in ("exact", "fast"):
            yield f"{case.name}, {precision}", partial(shown, case, precision)
    for kind in (StyleGAN2Generator, StyleGAN3Generator):
        yield f"training {kind.__name__}", partial(taught, kind)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--capability", type=int, default=90, help="80 for an A100, 90 for an H100")
    parser.add_argument("--only", default="", help="runs whose name contains this")
    given = parser.parse_args()
    failed = 0
    with compiling(given.capability) as made:
        for name, run in runs():
            if given.only not in name:
                continue
            start, before = time.perf_counter(), set(made)
            try:
                run()
            except Exception as error:  # the others are worth knowing
                failed += 1
                print(f"{name}: FAILED: {type(error).__name__}: {error}", flush=True)
            new = [kernel for kernel in made if kernel not in before]
            print(f"{name}: {len(new)} new, {time.perf_counter() - start:.1f} s", flush=True)
            for kernel in new:
                used = resources(made[kernel])
                full = used["shared"] > _SHARED[given.capability] << 10
                failed += full
                parts = ", ".join(f"{count} {part}" for part, count in used.items())
                print(f"  {kernel}: {parts}{' – TOO MUCH' if full else ''}", flush=True)
    raise SystemExit(1 if failed or not made else 0)


def resources(kernel: CompiledKernel) -> dict[str, int]:
    """Bytes of code and of shared memory, registers a thread, and bytes of those that spilled."""
    code = kernel.asm["cubin"]
    found = {"bytes": len(code), "shared": kernel.metadata.shared}
    tool = Path(triton.__file__).parent / "backends/nvidia/bin/cuobjdump"
    with tempfile.NamedTemporaryFile(suffix=".cubin") as file:
        file.write(code)
        file.flush()
        told = subprocess.run(
            [str(tool), "--dump-resource-usage", file.name], capture_output=True, text=True
        )
    for part, word in (("registers", "REG"), ("spilled", "STACK")):
        number = re.search(rf"\b{word}:(\d+)", told.stdout)
        if number:
            found[part] = int(number[1])
    return found


if __name__ == "__main__":
    main()
