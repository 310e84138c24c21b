"""Help and wrong arguments answer before torch, or anything else that takes long, is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROBE = """
import sys
from gan_core.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    heavy = {"torch", "numpy", "fastapi", "rich", "cv2"} & set(sys.modules)
    print(end.code, sorted(heavy), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--help"], 0),
        (["inpaint", "--help"], 0),
        (["generate", "--seeds", "x", "-o", "a.png"], 2),
        (["inpaint", "gone.png", "--mask", "m.png", "-o", "a.png"], 2),
        (["upscale", "here.png", "-o", "a.bmp"], 2),
        (["restore", "here.png", "-o", "a.png", "--model", "no-such-model"], 2),
        (["restore", "here.png", "-o", "a.png", "--device", "tpu"], 2),
        (["stylize", "here.png", "-o", "a.png"], 2),
        (["vary", "here.png", "-o", "a.png", "--amount", "9"], 2),
        (["serve", "--token-file", "gone"], 2),
        (["nonsense"], 2),
    ],
)
def test_what_is_wrong_is_said_at_once(tmp_path, arguments, status):
    (tmp_path / "here.png").write_bytes(b"")
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], cwd=tmp_path, capture_output=True, text=True
    )
    *said, last = done.stderr.splitlines()
    if last.startswith("None"):  # help ends without a status
        last = "0" + last.removeprefix("None")
    assert last == f"{status} []", done.stderr
    if status:
        assert len(said) <= 4 and "Traceback" not in done.stderr


def test_what_ships_is_loaded_without_torchs_compiler():
    """Every command and every engine would wait for it: two seconds, and half a one for SciPy."""
    load = (
        "import sys; from gan_core import load_network, tasks\n"
        "from gan_core.catalog.embedded import embedded_models\n"
        "for model in embedded_models(): load_network(model.name, device='cpu')\n"
        "print(sorted({'torch._dynamo', 'sympy', 'scipy.sparse'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", load], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
