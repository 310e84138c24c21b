"""TRITON_INTERPRET=0 python -m benchmarks.gpu.kernels: compile every kernel for an absent card.

Triton needs no card to make its machine code. What the interpreter forgives – names, types of the
two sides of a branch, shapes that are no powers of two – it refuses here.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

from gan_core.networks.operations.kernels import (
    bias_activation,
    filtered_lrelu,
    group_norm,
    upfirdn2d,
)
from gan_core.ops.patches.kernels import search, vote

_FLOATS = [
    *("values", "about", "weights", "known", "total", "origin", "prices", "new_cost", "cost"),
    *("shifts", "weight", "painted", "x", "bias", "noise", "taps", "out", "up_y", "up_x"),
    *("down_y", "down_x", "grad", "result", "means", "squares"),
]
_TYPES = {
    **dict.fromkeys(_FLOATS, "*fp32"),
    **dict.fromkeys(("users", "places", "pixels"), "*i32"),
    **dict.fromkeys(("choices", "source", "new_source"), "*i64"),
    **dict.fromkeys(("slope", "gain", "clamp", "epsilon"), "fp32"),
    "seed": "i64",
}
_OTHERWISE = {  # the same names for other things
    "_bias_activation": {"total": "i32", "pixels": "i32"},
    "_normalise": {"pixels": "i32"},
}
_PATCH = {"CHANNELS": 5, "RUN": 35, "FACTS": 8, "WIDE": 256, "BLOCK": 8}
_TILE = {"IN": 64, "MID": 64, "OUT": 32, "PRECISION": "tf32"}
_KERNELS: list[tuple[Any, dict[str, Any]]] = [
    (search.draw, {"BLOCK": 8}),
    (search.improve, {**_PATCH, "REUSE": True, "MOVES": True}),
    (search.measure, _PATCH),
    (vote.note_shifts, {"FACTS": 8, "BLOCK": 8}),
    (vote.paint, {"SIDE": 7, "PATCHES": 64, "CHANNELS": 5, "BLOCK": 8}),
    (bias_activation._bias_activation, {"BIAS": True, "NOISE": True, "BLOCK": 1024}),
    (group_norm._reduce, {"BLOCK": 1024}),
    (group_norm._normalise, {"AFFINE": True, "CHUNKS": 16, "BLOCK": 1024}),
    (filtered_lrelu._forward, _TILE),
    (filtered_lrelu._backward, _TILE),
    (
        upfirdn2d._upfirdn2d,
        {"ROWS": 4, "COLUMNS": 4, "COUNT_Y": 2, "COUNT_X": 2, "TILE_Y": 8, "TILE_X": 64},
    ),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--capability", type=int, default=90, help="80 for an A100, 90 for an H100")
    target = GPUTarget("cuda", parser.parse_args().capability, 32)
    for kernel, constants in _KERNELS:
        start = time.perf_counter()
        names = kernel.arg_names
        types = {**_TYPES, **_OTHERWISE.get(kernel.__name__, {})}
        signature = {name: types.get(name, "i32") for name in names}
        signature |= dict.fromkeys(constants, "constexpr")
        found = {(names.index(name),): value for name, value in constants.items()}
        made = triton.compile(ASTSource(kernel, signature, found), target=target)
        seconds = time.perf_counter() - start
        size, shared = len(made.asm["cubin"]), made.metadata.shared
        where = kernel.fn.__module__.rpartition(".")[2]
        print(f"{where}.{kernel.__name__}: {size} bytes, {shared} shared, {seconds:.1f} s")


if __name__ == "__main__":
    main()
