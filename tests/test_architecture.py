"""The arrows of docs/architecture.md, and what may run inside a host."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Who may import whom. Every room may import itself and COMMON, `networks` and `ops` excepted.
COMMON = {"atomic", "choices", "memory", "errors", "device", "precision", "resources", "sentences"}
ARROWS = {
    "networks": set(),
    "ops": set(),
    "checkpoints": {"networks"},
    "catalog": {"checkpoints", "networks"},
    "tasks": {"catalog", "checkpoints", "networks", "ops"},
    "training": {"tasks", "catalog", "checkpoints", "networks", "ops", "files"},
    "deploy": {"catalog", "checkpoints", "networks", "training", "files"},
    "files": {"ops"},
    "jobs": {"tasks", "networks", "files", "ops"},
    "server": {"jobs", "tasks", "catalog", "checkpoints", "networks", "files", "ops"},
    "cli": {
        "jobs",
        "server",
        "tasks",
        "training",
        "deploy",
        "catalog",
        "checkpoints",
        "networks",
        "files",
        "ops",
    },
}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, those inside functions too, with what it takes of it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            here = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
            module = ".".join([*here, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def ours(path: Path) -> Iterator[str]:
    """What a file imports of gan_core, without that name; top-level names such as __version__
    and `load_network` are not rooms."""
    rooms = {*ARROWS, *COMMON}
    for name in imports(path):
        if name.startswith("gan_core.") and name.split(".")[1] in rooms:
            yield name.removeprefix("gan_core.")


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def test_every_room_is_in_the_table():
    rooms = {path.parent.name for path in (ROOT / "gan_core").glob("*/__init__.py")}
    assert rooms == set(ARROWS)


@pytest.mark.parametrize("room", ARROWS)
def test_arrows_go_one_way(room):
    allowed = ARROWS[room] | (
        {room, "sentences"} if room in ("networks", "ops") else {room, *COMMON}
    )
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(f"gan_core/{room}")
        for name in ours(path)
        if not any(f"{name}.".startswith(f"{other}.") for other in allowed)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_plugin_needs_the_standard_library_and_its_own_qt_alone():
    for path in files("plugin"):
        for name in imports(path):
            first = name.split(".")[0]
            where = path.relative_to(ROOT)
            if first.startswith("PyQt"):
                assert path == ROOT / "plugin/qt.py", f"{where} imports {name}"
            elif first != "krita":  # there is one inside Krita alone
                assert first in {"plugin", *sys.stdlib_module_names}, f"{where} imports {name}"
