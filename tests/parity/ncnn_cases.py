"""ncnn networks with made-up weights, and what ncnn itself computes with them.

The texts are those of the published files (BSD-3-Clause, see the README), SPAN's is written here.
Outputs were made once, with ncnn 1.0.20261020 on a CPU in float32:

    pip install ncnn; python tests/parity/ncnn_cases.py
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

HERE = Path(__file__).parent / "ncnn"
# case: (input's and output's name in the graph, pixels around the picture, how they are made)
CASES = {
    "upconv7": ("Input1", "Eltwise4", 7, "replicate"),
    "span": ("data", "output", 0, "reflect"),
    "rrdbnet": ("data", "output", 0, "reflect"),
    "srvggnet-compact": ("data", "output", 0, "reflect"),
    "upcunet-2x": ("in0", "out0", 18, "reflect"),
    "upcunet-3x": ("in0", "out0", 14, "reflect"),
    "upcunet-4x": ("in0", "out0", 19, "reflect"),
}


def text(case: str) -> str:
    return span() if case == "span" else (HERE / f"{case}.param").read_text()


def span(width: int = 8) -> str:
    """SPAN for ×2 as its published converter names its layers, with fewer features."""
    lines = [
        "Input input 0 1 data",
        "MemoryData mean 0 1 mean 0=1 1=1 2=3",
        "BinaryOp less 2 1 data mean less 0=1",
        "BinaryOp range 1 1 less range 0=2 1=1 2=2.550000e+02",
        f"Convolution conv_1 1 1 range f 0={width} 1=3 4=1 5=1 6={3 * width * 9}",
        "Split s 1 3 f f0 in1a in1b",
    ]
    square = f"0={width} 1=3 4=1 5=1 6={width * width * 9}"
    for n in range(1, 7):
        # what the concatenation at the end takes of it, besides what the next block takes
        ways = {1: "kept1 in2a in2b", 6: "conv2"}.get(n, f"in{n + 1}a in{n + 1}b")
        first, kept = f"b{n}c1", ""
        lines.append(f"Convolution {first} 1 1 in{n}a {first} {square}")
        lines.append(f"Swish b{n}s1 1 1 {first} b{n}s1")
        if n == 6:
            lines.append("Split kept 1 2 b6s1 kept6 b6s1x")
            kept = "x"
        lines += [
            f"Convolution b{n}c2 1 1 b{n}s1{kept} b{n}c2 {square}",
            f"Swish b{n}s2 1 1 b{n}c2 b{n}s2",
            f"Convolution b{n}c3 1 1 b{n}s2 b{n}c3 {square}",
            f"Split b{n}p 1 2 b{n}c3 b{n}c3a b{n}c3b",
            f"Sigmoid b{n}g 1 1 b{n}c3a b{n}g",
            f"BinaryOp b{n}h 1 1 b{n}g b{n}h 0=1 1=1 2=5.000000e-01",
            f"BinaryOp b{n}a 2 1 b{n}c3b in{n}b b{n}a 0=0",
            f"BinaryOp b{n}m 2 1 b{n}a b{n}h {'conv2' if n == 6 else f'out{n}'} 0=2",
        ]
        if n < 6:
            lines.append(f"Split b{n}q 1 {len(ways.split())} out{n} {ways}")
    lines += [
        f"Convolution conv_2 1 1 conv2 last {square}",
        "Concat joined 4 1 f0 last kept1 kept6 joined",
        f"Convolution conv_cat 1 1 joined cat 0={width} 1=1 5=1 6={4 * width * width}",
        f"Convolution upsampler.0 1 1 cat up 0=12 1=3 4=1 5=1 6={12 * width * 9}",
        "PixelShuffle shuffle 1 1 up output 0=2",
    ]
    values = sum(int(line.split()[3]) for line in lines)
    return "\n".join(["7767517", f"{len(lines)} {values}", *lines, ""])


def numbers(graph: str) -> bytes:
    """Weights in half precision from a fixed seed, of a size that keeps values in their range."""
    dice = np.random.RandomState(7)
    made = io.BytesIO()
    for line in graph.splitlines()[2:]:
        kind, _, inputs, outputs, *rest = line.split()
        words = rest[int(inputs) + int(outputs) :]
        options = {int(w.split("=")[0]): w.split("=")[1] for w in words}
        if kind in ("Convolution", "Deconvolution", "InnerProduct"):
            count, width = int(options[2 if kind == "InnerProduct" else 6]), int(options[0])
            fan = count // width if kind != "Deconvolution" else count // width // 4
            gain = 0.02 if width in (3, 12) and kind == "Convolution" else 1.2
            if fan == 27 and "MemoryData" in graph:  # SPAN: its first layer sees values up to 255
                gain = 0.01
            weight = (dice.standard_normal(count) * gain * fan**-0.5).astype("<f2").tobytes()
            made.write((0x01306B47).to_bytes(4, "little") + weight + bytes(-len(weight) % 4))
            made.write((dice.standard_normal(width) * 0.05).astype("<f4").tobytes())
        elif kind == "PReLU":
            made.write(dice.uniform(0, 0.3, int(options[0])).astype("<f4").tobytes())
        elif kind == "MemoryData":
            made.write(np.array([0.4488, 0.4371, 0.4040], "<f4").tobytes())
    return made.getvalue()


def write(case: str, folder: Path) -> Path:
    """The two files of a case."""
    graph = text(case)
    (folder / f"{case}.bin").write_bytes(numbers(graph))
    (folder / f"{case}.param").write_text(graph)
    return folder / f"{case}.param"


def by_ncnn(text_file: Path, picture: torch.Tensor, case: str) -> torch.Tensor:
    """What ncnn computes for 1×3×H×W; Real-CUGAN's ×4 adds the picture afterwards."""
    import ncnn  # not needed by the tests

    entrance, exit_, edge, mode = CASES[case]
    net = ncnn.Net()
    net.opt.use_vulkan_compute = net.opt.use_fp16_packed = net.opt.use_fp16_storage = False
    net.opt.use_fp16_arithmetic = net.opt.use_bf16_storage = False
    net.opt.use_winograd_convolution = net.opt.use_sgemm_convolution = False
    net.opt.num_threads = 1
    assert net.load_param(str(text_file)) == 0
    assert net.load_model(str(text_file.with_suffix(".bin"))) == 0
    padded = F.pad(picture, [edge] * 4, mode=mode) if edge else picture
    extractor = net.create_extractor()
    extractor.input(entrance, ncnn.Mat(np.ascontiguousarray(padded[0].numpy())).clone())
    status, made = extractor.extract(exit_)
    assert status == 0
    result = torch.from_numpy(np.array(made))[None]
    return result + F.interpolate(picture, scale_factor=4) if case == "upcunet-4x" else result


def picture(height: int = 36, width: int = 40) -> torch.Tensor:
    """Something smooth with edges in it."""
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    waves = [((x * a + y * b) / 9.0).sin() for a, b in ((1, 0.3), (0.2, 1), (1, -1))]
    made = 0.5 + 0.3 * torch.stack(waves)[None]
    made[..., height // 3 : height // 2, width // 4 : width // 2] *= 0.3
    return made


def main() -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        for case in CASES:
            made = by_ncnn(write(case, Path(folder)), picture(), case)
            assert made.isfinite().all()
            print(case, tuple(made.shape), f"{made.min():.2f}…{made.max():.2f} ±{made.std():.2f}")
            save_file({"output": made.contiguous()}, HERE / f"{case}.safetensors")


if __name__ == "__main__":
    main()
