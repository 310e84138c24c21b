"""What the runtimes of published weights compute with them: `published.safetensors`.

Made once, with ncnn 1.0.20261020, onnxruntime 1.32.0, onnx 1.23.2, and the own networks of
vintagify and facenet-pytorch, on a CPU:

    pip install ncnn onnx onnxruntime; python tests/parity/published.py FOLDER_OF_UNPACKED_WHEELS
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

sys.path.insert(0, str(Path(__file__).parent))
from ncnn_cases import CASES, by_ncnn, picture

# model in the catalogue: (its pair among the wheels without the ending, the case that it is like)
_NCNN = {
    "waifu2x-photo": ("models-upconv_7_photo/scale2.0x_model", "upconv7"),
    "waifu2x-photo-noise1": ("models-upconv_7_photo/noise1_scale2.0x_model", "upconv7"),
    "waifu2x-photo-noise3": ("models-upconv_7_photo/noise3_scale2.0x_model", "upconv7"),
    "span-x2": ("models/spanx2_ch48", "span"),
    "span-x4": ("models/spanx4_ch48", "span"),
    "realsr-df2k-x4": ("models/REALSR_DF2K_UP4X", "rrdbnet"),
    "realesrgan-x4plus": ("models/realesrgan-x4plus", "rrdbnet"),
    "realesrgan-x4plus-anime": ("models/realesrgan-x4plus-anime", "rrdbnet"),
    "realesr-animevideo-x4": ("models/realesr-animevideov3-x4", "srvggnet-compact"),
    "realcugan-x2": ("models-se/up2x-conservative", "upcunet-2x"),
    "realcugan-x3": ("models-se/up3x-conservative", "upcunet-3x"),
}


def shown(name: str) -> torch.Tensor:
    """The picture that a network gets; some take only larger ones as they are."""
    small = name not in ("realcugan-x2", "realcugan-x3", "multistyle26")
    return picture(24, 20) if small else picture(36, 40)


MIXTURE = {3: 0.25, 7: 0.75}  # of the 26 styles
THINNED = 8  # U²-Netp's mask has every eighth pixel of every eighth row kept
assert {case for _, case in _NCNN.values()} <= set(CASES)


def saliency_input() -> torch.Tensor:
    """320², normalised as ImageNet is."""
    image = picture(320, 320)
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    return (image - mean[:, None, None]) / deviation[:, None, None]


def mixture() -> torch.Tensor:
    weights = torch.zeros(26)
    for style, share in MIXTURE.items():
        weights[style] = share
    return weights


STAGES = {"first": 40, "second": 24, "third": 48}  # of MTCNN, and the squares that they get


def squares(stage: str) -> torch.Tensor:
    """Three squares about [-1, 1] for a network of MTCNN."""
    side = STAGES[stage]
    return torch.cat([picture(side, side) * 2 - 1, *(picture(side, side).flip(n) for n in (2, 3))])


def in_float64(path: Path, **inputs: torch.Tensor) -> torch.Tensor:
    """The first output of an ONNX graph, computed in float64 by onnx' own reference, in minutes.

    No rounding of a runtime's is in it.
    """
    import onnx
    from onnx.numpy_helper import from_array, to_array
    from onnx.reference import ReferenceEvaluator

    model = onnx.load(path)
    attributes = [a for node in model.graph.node for a in node.attribute]
    constants = [a.t for a in attributes if a.type == onnx.AttributeProto.TENSOR]
    for numbers in (*model.graph.initializer, *constants):
        if numbers.data_type == onnx.TensorProto.FLOAT:
            numbers.CopyFrom(from_array(to_array(numbers).astype("float64"), numbers.name))
    for node in model.graph.node:
        for attribute in node.attribute:
            if node.op_type == "Cast" and attribute.i == onnx.TensorProto.FLOAT:
                attribute.i = onnx.TensorProto.DOUBLE
    doubled = {name: value.double().numpy() for name, value in inputs.items()}
    first = model.graph.output[0].name
    return torch.from_numpy(ReferenceEvaluator(model).run([first], doubled)[0])


def main(wheels: Path) -> None:
    import onnxruntime

    def found(end: str) -> Path:
        return next(path for path in sorted(wheels.rglob("*")) if str(path).endswith(end))

    def onnx(end: str, **inputs: torch.Tensor) -> torch.Tensor:
        session = onnxruntime.InferenceSession(found(end), providers=["CPUExecutionProvider"])
        return torch.from_numpy(session.run(None, {k: v.numpy() for k, v in inputs.items()})[0])

    made = {
        name: by_ncnn(found(f"{stem}.param"), shown(name), case)
        for name, (stem, case) in _NCNN.items()
    }
    made["multistyle26"] = onnx(
        "multistyle26.onnx", image=shown("multistyle26"), style_weights=mixture()
    )
    mask = onnx("u2netp.onnx", **{"input.1": saliency_input()})
    made["u2netp"] = mask[..., ::THINNED, ::THINNED]
    exact = in_float64(found("u2netp.onnx"), **{"input.1": saliency_input()})
    made["u2netp float64"] = exact[..., ::THINNED, ::THINNED]
    sys.path.insert(0, str(found("vintagify/generator.py").parent))
    from generator import ResnetGenerator

    net = ResnetGenerator().eval()
    net.load_state_dict(torch.load(found("G_A2B_epoch33.pth"), map_location="cpu"))
    with torch.inference_mode():
        made["vintagify"] = (net(shown("vintagify") * 2 - 1) + 1) / 2
    sys.path.insert(0, str(found("facenet_pytorch/__init__.py").parents[1]))
    from facenet_pytorch.models import mtcnn

    for stage, make in zip(STAGES, (mtcnn.PNet, mtcnn.RNet, mtcnn.ONet), strict=True):
        with torch.inference_mode():
            *others, sure = make()(squares(stage))
        for number, output in enumerate((sure, *others)):
            made[f"mtcnn {stage} {number}"] = output
    for name, output in made.items():
        print(name, tuple(output.shape), f"{output.min():.2f}…{output.max():.2f}")
    save_file(
        {name: output.contiguous().clone() for name, output in made.items()},
        Path(__file__).with_suffix(".safetensors"),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
