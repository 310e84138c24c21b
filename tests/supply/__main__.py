"""python -m tests.supply audit | sbom [FILE] | bounds FOLDER     (`make audit`, `sbom`, `bounds`)

`audit` compares the installed packages with the published faults that pip-audit knows; `sbom` lists
packages and models with versions, licences and checksums as CycloneDX 1.5; `bounds` makes an
environment with the lowest versions that setup.cfg allows and runs a selection of the tests in it.
"""

from __future__ import annotations

import configparser
import json
import os
import re
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path
from typing import Any

from gan_core import __version__
from gan_core.catalog.embedded import embedded_models

_ROOT = Path(__file__).parents[2]
_UNCHECKED = 3  # the exit status where something could not be looked up
_BOUNDED = ("train", "editor", "serve", "video", "medical", "export")  # extras with lower bounds
_SELECTION = ("tests/files", "tests/ops", "tests/catalog", "tests/server", "tests/deploy")


def audit() -> int:
    """0: no known faults, 1: some, 3: something could not be looked up, so nobody knows."""
    command = [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", "--skip-editable"]
    done = subprocess.run(
        [*command, "--timeout", "20", "--format", "json"], capture_output=True, text=True
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        reason = next((line for line in done.stderr.splitlines()[::-1] if line.strip()), "silence")
        print(f"The list of known faults cannot be read: NOTHING was checked. ({reason[:300]})")
        return _UNCHECKED
    faults = [(each, fault) for each in packages for fault in each.get("vulns", [])]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    for each, fault in faults:
        fixed = ", ".join(fault.get("fix_versions", [])) or "no version"
        print(f"{each['name']} {each['version']}: {fault['id']}, mended in {fixed}")
    looked = len(packages) - len(skipped)
    print(f"{looked} of {len(packages)} packages were looked up, {len(faults)} faults are known.")
    if skipped:
        print(f"NOT checked, as the index knows nothing of them: {', '.join(skipped)}.")
    return 1 if faults else _UNCHECKED if skipped or not looked else 0


def bounds(folder: Path) -> int:
    """Run tests with the lowest versions, in an environment made in `folder`; pytest's status.

    What has one version only (torch) is borrowed from the environment that this runs in.
    """
    venv.create(folder, symlinks=True)
    python = folder / "bin/python"
    site = next((folder / "lib").iterdir()) / "site-packages"
    lent = [path for path in sys.path if path.endswith("site-packages")]
    (site / "lent.pth").write_text("\n".join(lent))
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    if subprocess.run([*pip, *lowest()]).returncode != 0:
        print("These versions cannot be had, or not together: NOTHING was tested.")
        return _UNCHECKED
    test = [str(python), "-m", "pytest", "-q", "-m", "not slow and not krita", *_SELECTION]
    # pytest would load the plugins that newer versions of lent packages name
    quiet = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "QT_QPA_PLATFORM": "offscreen"}
    environment = {**os.environ, **quiet, "OMP_NUM_THREADS": "1"}
    return subprocess.run(test, cwd=_ROOT, env=environment).returncode


def lowest() -> list[str]:
    """Every package of ours that has a lower bound, as `name==bound`.

    >>> [each for each in lowest() if each.startswith("numpy")]
    ['numpy==2.2']
    """
    settings = _settings()
    extras = settings["options.extras_require"]
    lines = [*_roots(), *(line for name in _BOUNDED for line in extras[name].splitlines())]
    parts = [re.match(r"([\w.\[\]-]+) *>= *([\w.]+)", line) for line in lines]
    return [f"{part[1]}=={part[2]}" for part in parts if part]


def sbom() -> dict[str, Any]:
    """Everything that an installation has: what is required, wherever it leads, and models."""
    packages = [_package(each) for each in _required(_roots())]
    models = [
        {
            "type": "machine-learning-model",
            "bom-ref": f"model:{model.name}",
            "name": model.name,
            "description": model.good_at,
            "hashes": [{"alg": "SHA-256", "content": model.sha256}],
            "licenses": [{"license": {"name": model.licence}}],
        }
        for model in embedded_models()
    ]
    itself = {"type": "application", "name": "ganvas", "version": __version__}
    itself["licenses"] = [{"license": {"id": "Apache-2.0"}}]  # type: ignore[assignment]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": itself},
        "components": [*packages, *models],
    }


def _roots() -> list[str]:
    """What the product itself requires."""
    lines = _settings()["options"]["install_requires"].splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _settings() -> configparser.ConfigParser:
    settings = configparser.ConfigParser()
    settings.read(_ROOT / "setup.cfg", encoding="utf-8")
    return settings


def _required(lines: list[str]) -> list[metadata.Distribution]:
    """The installed packages of some requirements and of theirs, extras left out."""
    found: dict[str, metadata.Distribution] = {}
    waiting = list(lines)
    while waiting:
        wanted, _, marker = waiting.pop().partition(";")
        match = re.match(r"[A-Za-z0-9._-]+", wanted.strip())
        key = re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""
        if not key or key in found or "extra" in marker:
            continue
        try:
            found[key] = metadata.distribution(key)
        except metadata.PackageNotFoundError:
            continue  # for another system
        waiting += found[key].requires or []
    return [found[key] for key in sorted(found)]


def _package(each: metadata.Distribution) -> dict[str, Any]:
    about = each.metadata
    name = re.sub(r"[-_.]+", "-", about["Name"]).lower()
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    short = (about["License"] or "").split("\n")[0][:80]
    licence = about["License-Expression"] or short or ", ".join(classifiers) or "not said"
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}@{each.version}",
        "name": name,
        "version": each.version,
        "purl": f"pkg:pypi/{name}@{each.version}",
        "licenses": [{"license": {"name": licence}}],
    }


def main() -> int:
    match sys.argv[1:]:
        case ["audit"]:
            return audit()
        case ["sbom", *target]:
            text = json.dumps(sbom(), indent=1, ensure_ascii=False)
            Path(target[0]).write_text(text + "\n", encoding="utf-8") if target else print(text)
            return 0
        case ["bounds", folder]:
            return bounds(Path(folder))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
