"""`ganvas subject`, and what the mask is good for."""

from __future__ import annotations

import numpy as np
from PIL import Image

from gan_core.resources import resource
from tests.cli.running import ganvas


def test_a_mask_of_the_subject_is_written(tmp_path, capsys):
    small = Image.open(resource("pictures") / "penguin.jpg").resize((320, 180))
    small.save(tmp_path / "penguin.png")
    out = tmp_path / "mask.png"
    assert ganvas("subject", str(tmp_path / "penguin.png"), "-o", str(out)) == 0
    assert capsys.readouterr().out.split() == [str(out)]
    mask = np.asarray(Image.open(out).convert("L"))
    assert mask.shape == (180, 320)
    assert mask[90, 150] > 240 and mask[:, :60].max() < 15


def test_what_was_seen_is_said(tmp_path, capsys):
    small = Image.open(resource("pictures") / "camels.jpg").crop((600, 300, 728, 428))
    small.save(tmp_path / "camels.jpg", quality=30)
    out = tmp_path / "clean.png"
    assert ganvas("restore", str(tmp_path / "camels.jpg"), "-o", str(out)) == 0
    said = capsys.readouterr()
    assert said.out.split() == [str(out)]
    assert "JPEG of about quality 30: waifu2x-photo-noise3" in said.err
