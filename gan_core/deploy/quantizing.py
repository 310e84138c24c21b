"""int8 networks: convolutions in whole numbers, run by ONNX Runtime.

torch 2.14's own quantized convolutions need a compiler on the machine that runs them; an ONNX file
needs one package, and processors with VNNI or dot products run it faster than floats.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from gan_core.atomic import replacing
from gan_core.deploy.exporting import export_network
from gan_core.deploy.formats.onnx import onnx_module
from gan_core.deploy.trials import Inputs
from gan_core.errors import InputError
from gan_core.networks.kinds import Network

Range = Literal["int8", "int8-dynamic"]
# Layers with weights. Products of activations stay floats: covariances and attention need them.
_OPERATORS = ["Conv", "ConvTranspose", "Gemm"]


def quantize(
    net: Network, path: Path, inputs: Sequence[Inputs], how: Range, size: int
) -> dict[str, str]:
    """Write `net` (of `load_network`) with 8-bit weights; returns the exported inputs' meanings.

    Args:
        path: ends in .onnx.
        inputs: what a static quantization measures the ranges of activations on (the least and the
            largest value of each); a dynamic one measures them anew in each run.
        how: "int8" (static) or "int8-dynamic".
        size: of the inputs' pictures.
    """
    tools: Any = _tools()
    with tempfile.TemporaryDirectory() as folder, replacing(path) as part:
        plain, ready = Path(folder, "plain.onnx"), Path(folder, "ready.onnx")
        exported = export_network(net, plain, size=(size, size))
        level = logging.getLogger().level
        logging.getLogger().setLevel(logging.ERROR)  # it advises what has been done
        try:
            tools.shape_inference.quant_pre_process(plain, ready, skip_symbolic_shape=True)
            common = {
                "per_channel": True,
                "weight_type": tools.QuantType.QInt8,
                "op_types_to_quantize": _OPERATORS,
            }
            if how == "int8":
                names = list(exported.inputs)
                reader = _reader(tools, [dict(zip(names, i, strict=True)) for i in inputs])
                tools.quantize_static(
                    ready, part, reader, activation_type=tools.QuantType.QUInt8, **common
                )
            else:
                tools.quantize_dynamic(ready, part, **common)
        finally:
            logging.getLogger().setLevel(level)
        if not part.is_file():
            raise InputError("This network has no layers that can be quantized.")
    return exported.inputs


def _reader(tools: Any, rows: Sequence[dict[str, Any]]) -> Any:
    """The calibration inputs as the quantizer asks for them."""

    class Reader(tools.CalibrationDataReader):
        def __init__(self) -> None:
            self.rows: Iterator[dict[str, Any]] = iter(rows)

        def get_next(self) -> dict[str, Any] | None:
            row = next(self.rows, None)
            return None if row is None else {name: x.numpy() for name, x in row.items()}

    return Reader()


def _tools() -> Any:
    onnx_module("onnx")
    tools = onnx_module("onnxruntime.quantization")
    onnx_module("onnxruntime.quantization.shape_inference")
    return tools
