"""Write a network for other programs, and compare what they will compute with what it computes."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from gan_core.atomic import replacing
from gan_core.deploy.formats import Run, format_of
from gan_core.deploy.formats.writing import Freedom
from gan_core.deploy.signature import Part, Signature, signature_of
from gan_core.errors import GanvasError, InputError
from gan_core.networks.kinds import Network

# Larger than any rounding, and smaller than an eye or a file of 8 bits sees.
TOLERANCE = 1 / 510
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Exported:
    """A file that was written, and what is known of it."""

    path: Path
    format: str
    bytes: int
    freedom: Freedom
    difference: float  # the largest, of any value, on everything that was compared
    compared: tuple[str, ...]  # shapes of the first input
    inputs: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "path": str(self.path)}


def export_network(
    net: Network, path: Path, part: Part | None = None, size: tuple[int, int] = (256, 256)
) -> Exported:
    """Write `net` (of `load_network`, on the CPU) in the format that the name ends with.

    Batch and sides of pictures stay free where the network's graph does not depend on them; else
    they are those of the example: 1 × `size` (height, width). The file is run again and compared on
    other pictures, batches and sizes; one that differs by half a level of 8 bits is not written.

    Raises InputError for what cannot be exported, GanvasError where the comparison fails.
    """
    form = format_of(path)
    signature = signature_of(net, part)
    height, width = size
    if signature.sized and (height % signature.multiple or width % signature.multiple):
        raise InputError(
            "This network needs sides that {multiple} divides.", multiple=signature.multiple
        )
    metadata = describe(net, signature)
    reasons: list[str] = []
    with replacing(path) as temporary:
        for freedom in _freedoms(signature):
            # a graph of one picture would take the size 1 for a property of the network
            example = signature.example(2 if freedom.batch else 1, height, width)
            try:
                form.write(signature, example, freedom, temporary, metadata)
            except GanvasError:
                raise
            except Exception as error:  # each library has its own
                _log.debug("%s with %s", form.title, freedom, exc_info=True)
                reasons.append(str(error).strip().split("\n")[0])
                continue
            compared = _compare(signature, form.runner(temporary), freedom, size)
            if form.declares_sizes or _agrees(compared):
                break
            # a trace may keep sizes that shall be free, and computes something else with others
            reasons.append("its graph depends on the size")
        else:
            raise InputError(
                "This network cannot be written as {title}: {reason}",
                title=form.title,
                reason=reasons[-1],
            )
        if not _agrees(compared):
            found = f"is off by {compared[0]:.2g}" if compared else "fails"
            raise GanvasError(
                "The exported network {found} where the original is right.", found=found
            )
        bytes_ = temporary.stat().st_size
    assert compared is not None
    difference, shapes = compared
    inputs = {port.name: port.meaning for port in signature.ports}
    return Exported(path, form.title, bytes_, freedom, difference, shapes, inputs)


def describe(net: Network, signature: Signature) -> dict[str, object]:
    """What goes into every exported file: which network, and what its numbers mean."""
    info = net.info
    return {
        "name": info.name,
        "architecture": info.architecture,
        "kind": info.kind,
        "sha256": info.sha256,
        "licence": info.licence or "not known",
        "inputs": "; ".join(f"{port.name}: {port.meaning}" for port in signature.ports),
        "output": f"{signature.output}: {signature.meaning}",
        "sides": f"multiples of {signature.multiple}" if signature.sized else "fixed",
        "made by": "ganvas export",
    }


def _freedoms(signature: Signature) -> list[Freedom]:
    # the comparison cannot find what a graph of too few steps gets wrong in larger holes alone
    bound = signature.graph_follows_size
    sizes = (True, False) if signature.sized and not bound else (False,)
    return [Freedom(batch, size) for size in sizes for batch in (True, False)]


def _agrees(compared: tuple[float, tuple[str, ...]] | None) -> bool:
    return compared is not None and compared[0] <= TOLERANCE


def _compare(
    signature: Signature, run: Run, freedom: Freedom, size: tuple[int, int]
) -> tuple[float, tuple[str, ...]] | None:
    """The largest difference, and what was compared; None where it does not run."""
    height, width = size
    step = signature.multiple
    sizes = [size, (height + 2 * step, max(step, width - step))] if freedom.size else [size]
    worst, shapes = 0.0, []
    for batch in (1, 3) if freedom.batch else (1,):
        for height, width in sizes:
            inputs = signature.example(batch, height, width, seed=1 + batch)
            try:
                with torch.no_grad():
                    found, right = run(inputs), signature.module(*inputs)
                    difference = float((found - right).abs().max())
            except Exception:
                _log.debug("running the exported network", exc_info=True)
                return None
            if not difference <= worst:  # also where it is not a number
                worst = difference
            shapes.append("×".join(str(side) for side in inputs[0].shape))
    return worst, tuple(shapes)
