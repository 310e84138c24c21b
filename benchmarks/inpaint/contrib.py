"""PYTHON contrib.py METHOD PICTURE MASK OUT: fills that need packages which Ganvas does not use.

Run by `methods` with a Python that has opencv-contrib-python-headless and pypatchmatch: the former
takes the place of the OpenCV that Ganvas uses, so it needs an environment of its own.
"""

from __future__ import annotations

import sys

import cv2
import numpy as np

METHODS = ("shift map", "FSR", "PyPatchMatch")


def _filled(method: str, picture: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """B, G, R bytes H×W×3 and a mask H×W, 255 where there is a hole."""
    if method == "PyPatchMatch":
        from patchmatch import patch_match

        made: np.ndarray = patch_match.inpaint(picture, mask, patch_size=7)
        return made
    filled = np.zeros_like(picture)
    if method == "shift map":  # made for CIE Lab
        lab = cv2.cvtColor(picture, cv2.COLOR_BGR2Lab)
        cv2.xphoto.inpaint(lab, 255 - mask, filled, cv2.xphoto.INPAINT_SHIFTMAP)
        return cv2.cvtColor(filled, cv2.COLOR_Lab2BGR)
    cv2.xphoto.inpaint(picture, 255 - mask, filled, cv2.xphoto.INPAINT_FSR_FAST)
    return filled


if __name__ == "__main__":
    chosen, picture_path, mask_path, out = sys.argv[1:]
    read = cv2.imread(picture_path, cv2.IMREAD_COLOR), cv2.imread(mask_path, cv2.IMREAD_GRAYSCALE)
    assert read[0] is not None and read[1] is not None
    cv2.imwrite(out, _filled(chosen, *read))
