"""`.onnx`: for ONNX Runtime, browsers, and whatever else reads it."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import torch

from gan_core.deploy.formats.writing import Freedom, exported_program
from gan_core.deploy.signature import Signature
from gan_core.errors import InputError

OPSET = 18
_LARGEST = 1 << 31  # bytes: a message of this format holds no more


def write(
    signature: Signature,
    example: tuple[torch.Tensor, ...],
    freedom: Freedom,
    path: Path,
    metadata: Mapping[str, object],
) -> None:
    onnx_module("onnxscript")
    program = exported_program(signature, example, freedom)
    level = logging.getLogger("torch.onnx").level
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            made: Any = torch.onnx.export(
                program,
                dynamo=True,
                opset_version=OPSET,
                input_names=[port.name for port in signature.ports],
                output_names=[signature.output],
                verbose=False,
            )
    finally:
        logging.getLogger("torch.onnx").setLevel(level)
    model = made.model_proto
    if model.ByteSize() >= _LARGEST:
        raise InputError("The network is larger than the 2 GB that an ONNX file holds.")
    for name, value in metadata.items():
        model.metadata_props.add(key=name, value=str(value))
    path.write_bytes(model.SerializeToString())


def runner(path: Path) -> Callable[[Sequence[torch.Tensor]], torch.Tensor]:
    runtime = onnx_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 3
    session = runtime.InferenceSession(
        path.read_bytes(), options, providers=["CPUExecutionProvider"]
    )
    names = [port.name for port in session.get_inputs()]

    def run(inputs: Sequence[torch.Tensor]) -> torch.Tensor:
        values = {name: x.numpy() for name, x in zip(names, inputs, strict=True)}
        return torch.from_numpy(session.run(None, values)[0])

    return run


def onnx_module(name: str) -> Any:
    """A package of the extra `export`. InputError if it is not installed."""
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise InputError("ONNX needs more packages: pip install 'ganvas[export]'.") from None
