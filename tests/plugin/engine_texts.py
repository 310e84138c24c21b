"""Every text of the engine that the panel may show, found in the engine's source."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import gan_core
import gan_core.catalog.download
import gan_core.server.faults
import plugin
from gan_core.errors import GanvasError
from gan_core.jobs import served
from gan_core.sentences import Between
from gan_core.server.schema import describe

ROOT = Path(gan_core.__file__).parent
TERMINAL = ("cli", "deploy", "training")  # what is said there is read in a terminal
OPERATOR = ("ray_app.py", "ray_run.py", "run.py", "seats.py")  # likewise, of the server
SAYS = {"Sentence", "__init__", "_error"}
PROGRESS = {"step", "progress", "waiting"}
USES = {"selected", "mask", "check_mask"}  # the end of "The mask is empty: …"


def errors() -> set[str]:
    """Names of all classes of expected errors."""
    found, left = set(), [GanvasError]
    while left:
        found.add(left[-1].__name__)
        left += left.pop().__subclasses__()
    return found


def texts() -> dict[str, str]:
    """Code → the file that it stands in."""
    says = SAYS | errors() | PROGRESS | USES
    found: dict[str, str] = {}
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT)
        if place.parts[0] in TERMINAL or place.name in OPERATOR:
            continue
        for text in _said(ast.parse(path.read_text("utf-8")), says, place.parts[0] == "files"):
            found.setdefault(text, str(place))
    joints = {"{first}" + each + "{others}": "sentences.py" for each in get_args(Between)}
    return {**found, **joints, **_forms(), **_of_the_wire()}


def _said(tree: ast.Module, says: set[str], logs: bool) -> Iterator[str]:
    constants = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
            if called in says or (logs and called == "warning"):
                for argument in node.args:
                    yield from _texts(argument, constants)


def made_of_values() -> list[str]:
    """Where a sentence is made before it is said, so that no translation can be found."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT)
        if place.parts[0] in TERMINAL or place.name in OPERATOR:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
            if called in {"Sentence", *errors(), *PROGRESS}:
                found += [
                    f"{place}:{node.lineno}"
                    for each in node.args
                    if isinstance(each, ast.JoinedStr | ast.BinOp) and _is_text(each)
                ]
    return found


def _is_text(node: ast.expr) -> bool:
    return any(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in ast.walk(node))


def _texts(node: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(map(str.isalpha, node.value))
    ):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, constants)
        yield from _texts(node.orelse, constants)
    elif isinstance(node, ast.Subscript):
        yield from _texts(node.value, constants)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value, constants)
    elif isinstance(node, ast.Name) and isinstance(constants.get(node.id), ast.Constant | ast.Dict):
        yield from _texts(constants[node.id], constants)


def _of_the_wire() -> dict[str, str]:
    """What the panel says of answers that are none; its readers of them know no Qt."""
    found = {}
    for name in ("wire.py", "http.py", "call.py", "client.py"):
        tree = ast.parse((Path(plugin.__file__).parent / name).read_text("utf-8"))
        for text in _said(tree, {"WireError", "constant"}, logs=False):
            found[text] = name
    return found


def _forms() -> dict[str, str]:
    """What the forms of options show: their names and what they are for."""
    found = {}
    for job in served():
        for name, option in describe(job)["options"]["properties"].items():
            found[name.replace("_", " ").capitalize()] = f"option of {job.task}"
            if option.get("description"):
                found[option["description"]] = f"option of {job.task}"
    return found
