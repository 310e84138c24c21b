"""Installing the panel into Krita's folder, without Krita."""

import sys
import zipfile
from xml.etree import ElementTree

import pytest

from plugin.hosts.krita import installer, kritarc

KRITARC = (  # as Krita writes it: keys before the first section, nested and repeated sections
    b"GamutMasks.viewMode=0\ncanvasState=OPENGL_SUCCESS\n\n[General]\nshowWelcomeScreen=false\n\n"
    b"[KisPopupPalette][Sub]\na%20b[$e]=$HOME/\xff:1=2\n  indented\n[python]\nenable_other=true\n"
)


def test_install_and_uninstall_leave_other_settings_alone(tmp_path):
    folder, settings = tmp_path / "pykrita", tmp_path / "kritarc"
    settings.write_bytes(KRITARC)
    done = installer.install("/opt/engine/python", folder, settings)
    assert (done.installed, done.enabled, done.interpreter) == (True, True, "/opt/engine/python")
    assert not list(folder.glob("**/editor"))
    again = installer.install("/opt/newer/python", folder, settings)
    assert again.interpreter == "/opt/newer/python"
    assert again.current and not again.interpreter_found
    assert settings.read_bytes() == KRITARC.replace(
        b"[python]\n", b"[python]\nenable_ganvas=true\n"
    )
    gone = installer.uninstall(folder, settings)
    assert (gone.installed, gone.enabled) == (False, False)
    assert settings.read_bytes() == KRITARC
    assert [*folder.iterdir(), *(tmp_path / "actions").iterdir()] == []


def test_the_status_names_an_older_panel_and_a_missing_engine(tmp_path):
    folder, settings = tmp_path / "pykrita", tmp_path / "kritarc"
    assert installer.install(sys.executable, folder, settings).interpreter_found
    (folder / "ganvas" / "engine.json").write_text('{"interpreter": "/gone", "plugin": "older"}')
    found = installer.status(folder, settings)
    assert (found.installed, found.current, found.interpreter_found) == (True, False, False)


@pytest.mark.parametrize(
    "before", [b"", b"[General]\nname=x", b"key=1\r\n[python]\r\nenable_a=true"]
)
def test_any_settings_file_is_enabled_and_restored(tmp_path, before):
    settings = tmp_path / "kritarc"
    if before:
        settings.write_bytes(before)
    kritarc.enable(settings, "ganvas", True)
    kritarc.enable(settings, "ganvas", True)
    assert kritarc.enabled(settings, "ganvas")
    assert settings.read_bytes().count(b"enable_ganvas") == 1
    kritarc.enable(settings, "ganvas", False)
    assert not kritarc.enabled(settings, "ganvas")
    assert settings.read_bytes().startswith(before)


def test_three_actions_have_shortcuts():
    actions = ElementTree.parse(installer.PACKAGE / "ganvas.action").findall(".//Action")
    names = {action.get("name"): action.findtext("shortcut") for action in actions}
    assert set(names) == {"ganvas_fill", "ganvas_style", "ganvas_generate"}
    assert len(set(names.values())) == 3


def test_the_zip_is_laid_out_as_kritas_importer_wants_it(tmp_path):
    path = installer.write_zip(tmp_path / "ganvas.zip", "/opt/engine/python")
    names = zipfile.ZipFile(path).namelist()
    assert "ganvas.desktop" in names
    assert "ganvas/" in names and "ganvas/__init__.py" in names
    assert "ganvas.action" in names
    assert "ganvas/plugin/panel/dock.py" in names
    assert not [name for name in names if "__pycache__" in name or "editor" in name]
