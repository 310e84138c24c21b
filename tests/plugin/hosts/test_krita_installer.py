"""Installing the panel into Krita's folder, without Krita."""

import zipfile

from plugin.hosts.krita import installer


def test_install_and_uninstall_leave_other_settings_alone(tmp_path):
    folder, settings = tmp_path / "pykrita", tmp_path / "kritarc"
    settings.write_text("[General]\nshowWelcomeScreen=false\n[python]\nenable_other=true\n")
    done = installer.install("/opt/engine/python", folder, settings)
    assert (done.installed, done.enabled, done.interpreter) == (True, True, "/opt/engine/python")
    assert not list(folder.glob("**/editor"))
    again = installer.install("/opt/newer/python", folder, settings)
    assert again.interpreter == "/opt/newer/python"
    gone = installer.uninstall(folder, settings)
    assert (gone.installed, gone.enabled) == (False, False)
    assert "enable_other=true" in settings.read_text()
    assert "showWelcomeScreen=false" in settings.read_text()
    assert list(folder.iterdir()) == []


def test_the_zip_is_laid_out_as_kritas_importer_wants_it(tmp_path):
    path = installer.write_zip(tmp_path / "ganvas.zip", "/opt/engine/python")
    names = zipfile.ZipFile(path).namelist()
    assert "ganvas.desktop" in names
    assert "ganvas/__init__.py" in names
    assert "ganvas/plugin/panel/dock.py" in names
    assert not [name for name in names if "__pycache__" in name or "editor" in name]
