"""The panel in Simplified Chinese."""

import ast
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import plugin

ROOT = Path(plugin.__file__).parent
FILES = sorted((ROOT / "translations").glob("*.ts"))


def texts_in_the_code():
    """(context, text) of every self.tr("…") and translate("…", "…") in the plugin."""
    for path in ROOT.rglob("*.py"):
        whole = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(whole):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "translate":
                yield tuple(each.value for each in node.args[:2])
        for scope in ast.walk(whole):
            owner = scope.name if isinstance(scope, ast.ClassDef) else None
            for node in ast.walk(scope) if owner else []:
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                first = node.args[0] if node.args else None
                if node.func.attr == "tr" and isinstance(first, ast.Constant):
                    yield owner, first.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_of_the_panel_is_translated(path):
    translated = {
        (context.findtext("name"), message.findtext("source"))
        for context in ET.parse(path).getroot().iter("context")
        for message in context.iter("message")
        if message.find("translation").get("type") != "unfinished"
    }
    missing = set(texts_in_the_code()) - translated
    assert not missing


def test_qt_uses_the_translation(qapp):
    from plugin.panel.widgets import SeedRow
    from plugin.qt import QtCore
    from plugin.translation import install

    translator = install(QtCore.QLocale("zh_CN"))
    try:
        assert SeedRow().tr("Seed") == "种子"
    finally:
        qapp.removeTranslator(translator)


def test_texts_of_qt_itself_stay_readable(qapp):
    from plugin.qt import QtCore, QtWidgets
    from plugin.translation import install

    translator = install(QtCore.QLocale("zh_CN"))
    try:
        buttons = QtWidgets.QDialogButtonBox.StandardButton
        box = QtWidgets.QDialogButtonBox(buttons.Ok | buttons.Cancel)
        assert all(button.text() for button in box.buttons())
    finally:
        qapp.removeTranslator(translator)


def test_a_language_without_a_file_stays_english(qapp):
    from plugin.qt import QtCore
    from plugin.translation import install

    assert install(QtCore.QLocale("is_IS")) is None
