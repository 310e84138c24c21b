"""The fills that are compared: a picture and a mask in, a picture out, all uint8."""

from __future__ import annotations

import functools
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image
from skimage.restoration import inpaint_biharmonic

from benchmarks.inpaint import contrib
from gan_core.tasks.inpainting import inpaint
from gan_core.tasks.inpainting.networks import DEFAULT, PATCHES_ONLY
from gan_core.tasks.inpainting.quality import EFFORTS, Effort, Quality

Method = Callable[[np.ndarray, np.ndarray], np.ndarray]

# PatchMatch as published (Barnes et al., 2009, with the voting of Wexler et al., 2007): coarse to
# fine from a smooth surface, random search, mean votes, and nothing that this project adds to it
_PLAIN = Effort(
    rounds=(2, 4, 6, 8, 10),
    drafts=1,
    limit=1_500_000,
    guide=0,
    coherence=0,
    reuse=0,
    bias=0,
    gain=1,
    belonging=0,
    height=0,
    variety=0,
    sharpness=1,
    texture=0,
    doubt=1,
    turns=(),
    grain=False,
)


# patches of 7 pixels looked for 112 around, blended over 8: the settings of its menu
_GMIC = ("7", "112", "0.1", "1", "8", "0", "0.05", "10", "1")


def methods(model: str | None, device: str, python: str | None) -> dict[str, Method]:
    """Name → method; `model` and `device` are those of ours.

    Args:
        python: one that has what `contrib` needs; None leaves those methods out.
    """

    def ours(quality: Quality) -> Method:
        return lambda image, mask: _filled(image, mask, EFFORTS[quality], model, device)

    compared: dict[str, Method] = {
        "Telea": lambda image, mask: _opencv(image, mask, cv2.INPAINT_TELEA),
        "Navier-Stokes": lambda image, mask: _opencv(image, mask, cv2.INPAINT_NS),
        "biharmonic": _biharmonic,
        "PatchMatch": lambda image, mask: _filled(image, mask, _PLAIN, PATCHES_ONLY, device),
    }
    if python is not None:
        for name in contrib.METHODS:
            command = (python, contrib.__file__, name, "{picture}", "{mask}", "{out}")
            compared[name] = functools.partial(_run, command)
    if shutil.which("gmic"):
        how = ("-inpaint[0]", ",".join(("[1]", *_GMIC)), "-keep[0]", "-o", "{out}")
        compared["G'MIC"] = functools.partial(_run, ("gmic", "{picture}", "{mask}", *how))
    compared |= {
        "ours, fast": ours("fast"),
        "ours, good": ours("good"),
        "ours, best": ours("best"),
    }
    if (model or DEFAULT) != PATCHES_ONLY:
        compared["ours, patches only"] = lambda image, mask: _filled(
            image, mask, EFFORTS["good"], PATCHES_ONLY, device
        )
    return compared


def _run(command: tuple[str, ...], image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """What another program makes of a picture and a mask in files."""
    with tempfile.TemporaryDirectory() as folder:
        names = {name: str(Path(folder) / f"{name}.png") for name in ("picture", "mask", "out")}
        Image.fromarray(image).save(names["picture"])
        Image.fromarray(mask.astype(np.uint8) * 255).save(names["mask"])
        given = [word.format(**names) for word in command]
        subprocess.run(given, check=True, capture_output=True)
        return np.asarray(Image.open(names["out"]).convert("RGB"))


def _opencv(image: np.ndarray, mask: np.ndarray, flag: int) -> np.ndarray:
    return cv2.inpaint(image, mask.astype(np.uint8), 5, flag)


def _biharmonic(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    filled = inpaint_biharmonic(image / 255, mask, channel_axis=-1, split_into_regions=True)
    return (filled.clip(0, 1) * 255).round().astype(np.uint8)


def _filled(
    image: np.ndarray, mask: np.ndarray, effort: Effort, model: str | None, device: str
) -> np.ndarray:
    tensor = torch.from_numpy(image).permute(2, 0, 1)[None].float() / 255
    hole = torch.from_numpy(mask)[None, None].float()
    filled = inpaint(tensor, hole, quality=effort, model=model, device=device)
    return (filled[0].permute(1, 2, 0).clamp(0, 1) * 255).round().byte().numpy()
