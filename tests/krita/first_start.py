"""Runs inside a Krita that has no engine: the person presses Install; prints what happened.

first_start.py OUT_FOLDER
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from person import close, open_photo, panel, press, ready, shot, spin


def look(bar):
    buttons = {"install": bar.install, "stop": bar.stop, "choose": bar.choose, "log": bar.log}
    shown = sorted(name for name, button in buttons.items() if button.isVisible())
    return {"text": bar.text.text(), "shown": shown, "visible": bar.isVisible()}


def main(folder):
    it = panel()
    bar, installation = it.install_bar, it.installation
    document = yield from open_photo("camels.jpg", 300)
    report = {"at first": look(bar), "engine": it.engine.state}
    yield from shot(Path(folder) / "first-start.png")
    it.pages["style"].button.click()
    yield from spin(seconds=0.3)
    report["job"] = it.message.text()
    steps = []
    installation.step.connect(lambda sentence, share: steps.append(sentence))

    bar.install.click()
    yield from spin(lambda: "environment" in bar.text.text(), 60)
    report["while"] = look(bar)
    yield from shot(Path(folder) / "installing.png")
    bar.stop.click()
    yield from spin(lambda: installation.state == "absent", 60)
    report["stopped"] = look(bar) | {"left": installation.folder.exists()}

    bar.install.click()
    yield from spin(lambda: installation.state in ("ready", "failed"), 300)
    report["state"], report["steps"] = installation.state, steps
    report["reason"] = installation.reason
    yield from ready(it)
    report["at last"] = look(bar)
    report["interpreter"] = [str(it.engine.interpreter), it.host.setting("interpreter")]
    report["candidates"] = yield from press(it, "style")
    yield from close(document)
    print(json.dumps(report))


steps = main(*sys.argv[1:])
