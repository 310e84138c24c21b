"""What each entry made when it was recorded: checksums, and a small copy for other processors.

Sums of floats come out a little differently on a processor with other instructions, and a search
for patches may then choose others. There the small copies are compared, within a tolerance.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

FOLDER = Path(__file__).with_name("recorded")
_SIDE = 8  # pixels of the copy's longer side
_TOLERANCE = 0.04  # mean difference of the copies on another processor, as a share of the range


def processor() -> str:
    """What decides how floats are summed here."""
    return (
        f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()} torch {torch.__version__}"
    )


def record(name: str, made: Mapping[str, np.ndarray], reason: str) -> None:
    """Write an entry's file anew."""
    whole = {
        "reason": reason,
        "processor": processor(),
        "pictures": {key: _described(pixels) for key, pixels in made.items()},
    }
    text = json.dumps(whole, indent=1, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def differences(name: str, made: Mapping[str, np.ndarray]) -> list[str]:
    """A line for each picture that is not what was recorded."""
    file = FOLDER / f"{name}.json"
    if not file.exists():
        return ["never recorded"]
    known = json.loads(file.read_text(encoding="utf-8"))
    if set(known["pictures"]) != set(made):
        return [f"made {sorted(made)} instead of {sorted(known['pictures'])}"]
    same_processor = known["processor"] == processor()
    return [
        f"{key}: {said}"
        for key, pixels in made.items()
        if (said := _difference(known["pictures"][key], pixels, same_processor))
    ]


def _difference(known: Mapping[str, Any], pixels: np.ndarray, same_processor: bool) -> str:
    found = _described(pixels)
    if (known["shape"], known["dtype"]) != (found["shape"], found["dtype"]):
        return f"{found['shape']} of {found['dtype']}, not {known['shape']} of {known['dtype']}"
    apart = np.abs(np.subtract(known["small"], found["small"])).mean()
    if same_processor:
        return "" if known["sha256"] == found["sha256"] else f"other pixels, {apart:.4f} apart"
    return "" if apart <= _TOLERANCE else f"{apart:.4f} apart on another processor"


def _described(pixels: np.ndarray) -> dict[str, Any]:
    height, width = pixels.shape[:2]
    scale = _SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    full = np.iinfo(pixels.dtype).max if pixels.dtype.kind == "u" else 1
    small = cv2.resize(pixels.astype(np.float32) / full, size, interpolation=cv2.INTER_AREA)
    return {
        "shape": list(pixels.shape),
        "dtype": pixels.dtype.name,
        "sha256": hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest(),
        "small": [round(float(value), 4) for value in small.ravel()],
    }
