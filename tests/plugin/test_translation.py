"""The panel in Simplified Chinese."""

import ast
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import plugin
from gan_core.errors import InputError
from gan_core.ops.traces import Traces
from gan_core.sentences import Sentence, told
from plugin.qt import QtCore
from plugin.sentences import CONTEXT, translated
from tests.plugin import engine_texts

ROOT = Path(plugin.__file__).parent
FILES = sorted((ROOT / "translations").glob("*.ts"))


def over_the_wire(sentence):
    return json.loads(json.dumps(told(sentence)))


def _is_translate(called):
    return "translate" in (getattr(called, "id", ""), getattr(called, "attr", ""))


def texts_in_the_code():
    """(context, text) of every self.tr("…") and translate("…", "…") in the plugin."""
    for path in ROOT.rglob("*.py"):
        whole = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(whole):
            if isinstance(node, ast.Call) and _is_translate(node.func):
                found = tuple(getattr(each, "value", None) for each in node.args[:2])
                if all(isinstance(each, str) for each in found) and len(found) == 2:
                    yield found
        for scope in ast.walk(whole):
            owner = scope.name if isinstance(scope, ast.ClassDef) else None
            for node in ast.walk(scope) if owner else []:
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                first = node.args[0] if node.args else None
                if node.func.attr == "tr" and isinstance(first, ast.Constant):
                    yield owner, first.value


def translations(path):
    """{(context, text): its translation} of a .ts file."""
    return {
        (context.findtext("name"), message.findtext("source")): message.findtext("translation")
        for context in ET.parse(path).getroot().iter("context")
        for message in context.iter("message")
        if message.find("translation").get("type") != "unfinished"
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_of_the_panel_is_translated(path):
    missing = set(texts_in_the_code()) - set(translations(path))
    assert not missing


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sentence_of_the_engine_is_translated(path):
    there = {text for context, text in translations(path) if context == CONTEXT}
    missing = {text: place for text, place in engine_texts.texts().items() if text not in there}
    assert not missing


def test_no_sentence_of_the_engine_is_made_before_it_is_said():
    """Its code would be another one each time: values go in beside it."""
    assert not engine_texts.made_of_values()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_translations_put_in_the_same_values(path):
    def values(text):
        return sorted(re.findall(r"{[^{}]*}", text))

    wrong = {
        text: translation
        for (_, text), translation in translations(path).items()
        if values(text) != values(translation)
    }
    assert not wrong


def test_a_sentence_of_the_engine_comes_in_the_panels_language(chinese):
    tile = Sentence("tile {done} of {total}", done=3, total=12)
    assert translated(tile, over_the_wire(tile)) == "第 3 块，共 12 块"
    inner = InputError("'{path}' is a folder, not a picture.", path="/a {b}")
    outer = InputError("'{name}': {error}", name="c", error=inner)
    assert translated(str(outer), over_the_wire(str(outer))) == "“c”：“/a {b}”是文件夹，不是图片。"
    seen = Sentence("Seen: {seen}", seen=Traces(blocks=2, quality=30, grain=9, sharpness=0.6))
    assert translated(seen, over_the_wire(seen)) == "看到：质量约 30 的 JPEG、强度 9 的颗粒"


@pytest.mark.parametrize(
    "told",
    [
        None,
        {"code": 3, "values": {}},
        {"code": "tile {done} of {total}", "values": {"done": 3}},
        {"code": "tile {done} of {total}", "values": [3, 12]},
        {"code": "{done.__class__}", "values": {"done": 3}},
        {"code": "contrast of {contrast:.0f} %, cast of {cast:.0f} %", "values": {"contrast": "x"}},
        {"code": "\ud800", "values": {}},
        {"code": "a sentence of a later version", "values": {}},
    ],
    ids=repr,
)
def test_what_cannot_be_translated_stays_english(chinese, told):
    assert translated("tile 3 of 12", told) == "tile 3 of 12"


def test_qt_uses_the_translation(qapp):
    from plugin.panel.widgets import SeedRow
    from plugin.translation import install

    translator = install(QtCore.QLocale("zh_CN"))
    try:
        assert SeedRow().tr("Seed") == "种子"
    finally:
        qapp.removeTranslator(translator)


def test_texts_of_qt_itself_stay_readable(qapp):
    from plugin.qt import QtWidgets
    from plugin.translation import install

    translator = install(QtCore.QLocale("zh_CN"))
    try:
        buttons = QtWidgets.QDialogButtonBox.StandardButton
        box = QtWidgets.QDialogButtonBox(buttons.Ok | buttons.Cancel)
        assert all(button.text() for button in box.buttons())
    finally:
        qapp.removeTranslator(translator)


def test_a_language_without_a_file_stays_english(qapp):
    from plugin.translation import install

    assert install(QtCore.QLocale("is_IS")) is None
