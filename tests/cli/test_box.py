"""`ganvas restore FOLDER --report`: a box of scans, gone on with, reported and measured."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from gan_core.cli import perform
from gan_core.files import Picture, read, write
from tests.cli.running import ganvas, told

NAMES = ("a.png", "b <i>&amp;'\".tif", "c.bmp")


@pytest.fixture
def box(tmp_path):
    """Three scans of flat contrast, a damaged file, notes; and what they should be."""
    scans, truth = tmp_path / "scans", tmp_path / "truth"
    for folder in (scans, truth):
        folder.mkdir()
    y, x = np.mgrid[:48, :64]
    for n, name in enumerate(NAMES):
        picture = np.stack([x * 4, y * 5, (x + y + 9 * n) * 2], axis=2).clip(0, 255)
        Image.fromarray(picture.astype(np.uint8)).save(truth / name)
        Image.fromarray((60 + picture * 0.6).astype(np.uint8)).save(scans / name)
    (scans / "broken.jpg").write_bytes((truth / "a.png").read_bytes()[:60])
    (scans / "notes.txt").write_text("Album 3")
    return tmp_path


class Page(HTMLParser):
    """Its pictures, its text, and whatever it would fetch."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.images, self.fetched, self.text = [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            if name == "src" and value.startswith("data:image/jpeg;base64,"):
                self.images.append(value)
            elif name in ("src", "href"):
                self.fetched.append(value)

    def handle_data(self, data):
        self.text += data


def restored(box, *more):
    out, report = box / "out", box / "report.html"
    given = (box / "scans", "-o", out, "--report", report, "--unfade", 1, "--json", *more)
    return ganvas("restore", *given), Page(report.read_text("utf-8"))


def test_a_box_is_done_reported_and_gone_on_with(box, capsys):
    before = {path.name: path.read_bytes() for path in (box / "scans").iterdir()}
    status, page = restored(box, "--reference", box / "truth")
    assert status == 2  # one of four could not be done; the others are
    lines = told(capsys)
    assert [line.get("output", "")[-5:] for line in lines] == ["a.png", '".tif', "", "c.png"]
    assert "broken.jpg" in lines[2]["input"] and lines[2]["error"]
    assert before == {path.name: path.read_bytes() for path in (box / "scans").iterdir()}
    assert len(page.images) == 6 and not page.fetched and "i" not in page.tags
    assert all(name in page.text for name in NAMES) and "contrast of" in page.text
    assert "3 pictures done, 1 could not be done" in page.text
    numbers = re.findall(r"PSNR(\d+\.\d\d)(\d+\.\d\d)SSIM", page.text)
    assert len(numbers) == 4 and all(float(now) > float(was) + 5 for was, now in numbers)

    def forbidden(*_):
        raise AssertionError("it was done already")

    (box / "scans" / "broken.jpg").unlink()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(perform, "_one", forbidden)
        status, again = restored(box, "--reference", box / "truth")
    assert status == 0 and again.images == page.images
    Image.new("RGB", (64, 48), (9, 90, 200)).save(box / "scans" / "a.png")
    assert restored(box, "--reference", box / "truth")[1].images[2:] == page.images[2:]
    done = [line["output"] for line in told(capsys) if "output" in line]
    assert [path[-5:] for path in done] == ["a.png"]  # whose file is another one now


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--report", "page.pdf"], "end it in .html"),
        (["--reference", "."], "needs a --report"),
        (["--report", "page.html", "--reference", "gone"], "is no folder"),
    ],
)
def test_what_makes_no_sense_is_said(tmp_path, monkeypatch, capsys, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (16, 16)).save("a.png")
    assert ganvas("restore", "a.png", "-o", "b.png", *arguments) == 2
    assert sentence in capsys.readouterr().err


def test_a_folder_needs_pictures_and_a_folder_to_go_to(tmp_path, capsys):
    (tmp_path / "box").mkdir()
    assert ganvas("restore", tmp_path / "box", "-o", tmp_path / "out") == 2
    Image.new("RGB", (16, 16)).save(tmp_path / "box" / "a.png")
    assert ganvas("restore", tmp_path / "box", "-o", tmp_path / "out.png") == 2
    said = capsys.readouterr().err
    assert "has no pictures" in said and "needs a folder to go to" in said


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium")
def test_chromium_shows_the_report_with_its_sliders(box):
    restored(box)
    page = box / "report.html"
    moved = "<script>const s=document.querySelector('figure input');s.value=20;"
    moved += "s.dispatchEvent(new Event('input'));</script></body>"
    page.write_text(page.read_text("utf-8").replace("</body>", moved), "utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    profile = f"--user-data-dir={box / 'profile'}"
    shown = subprocess.run(
        [*command, profile, page.as_uri()], capture_output=True, text=True, timeout=120
    ).stdout
    assert shown.count("<figure") == 4 and 'style="--at: 20%;"' in shown


def test_sixteen_bits_stay_sixteen_and_grey_stays_grey_where_fading_is_undone(tmp_path):
    ramp = np.linspace(20000, 45000, 300 * 40).reshape(300, 40, 1).repeat(3, axis=2)
    write(Picture(ramp.round().astype(np.uint16), "RGB"), tmp_path / "grey.tif")
    given = ("restore", tmp_path / "grey.tif", "--unfade", 1, "--strength", 0)
    assert ganvas(*given, "-o", tmp_path / "fresh.png") == 0
    made = read(tmp_path / "fresh.png").pixels
    assert made.dtype == np.uint16 and (made == made[..., :1]).all()
    assert made.min() < 6000 and made.max() > 60000
    assert len(np.unique(made)) > 10000  # not eight bits, stretched
