"""Run folders and records that a stranger wrote read and replace nothing but what is theirs."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gan_core import catalog
from gan_core.catalog import importing
from gan_core.catalog.store import Store, sha256_of
from gan_core.checkpoints.native import save_network
from gan_core.errors import CheckpointError, InputError, ModelNotFoundError
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.server.settings import Settings
from tests.server.conftest import TOKEN, serving

SECRET = "the painter's secret"


@pytest.fixture(scope="module")
def client():
    with serving(Settings(TOKEN)) as connected:
        yield connected


@pytest.fixture(scope="module")
def weights(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("weights") / "m.safetensors"
    return save_network(DCGANGenerator(ngf=4, resolution=32), path).read_bytes()


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path / "home"))
    return Store()


@pytest.fixture
def run(tmp_path, weights):
    """A run's folder whose card names a thumbnail as the test says."""
    folder = tmp_path / "run"
    folder.mkdir()
    model = folder / "m.safetensors"
    model.write_bytes(weights)

    def write(thumbnail: str) -> Path:
        header = {
            "name": "mine",
            "title": "Mine \x1b[31m",
            "task": "generate",
            "kind": "generator",
            "licence": "CC0-1.0",
            "good_at": "Tests.",
            "sha256": sha256_of(model),
            "thumbnail": thumbnail,
        }
        lines = [f"{key} = {json.dumps(value)}" for key, value in header.items()]
        (folder / "m.md").write_text("\n".join(["+++", *lines, "+++", "# Mine"]))
        return folder

    return write


def png(color: str = "red", said: str = "") -> bytes:
    text = PngInfo()
    text.add_text("Comment", said)
    out = io.BytesIO()
    Image.new("RGB", (32, 32), color).save(out, "png", pnginfo=text)
    return out.getvalue()


OUTSIDE = [
    "{tmp}/secret.png",
    "../secret.png",
    "sub/secret.png",
    "sub\\secret.png",
    "link.png",
    "linked/secret.png",
    "secret.txt",
    "text.png",
    "m.safetensors",
    "sub/m.safetensors",
    "m.md",
    "model.json",
    "folder.png",
    "",
    ".",
    "..",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_thumbnail_is_a_real_picture_in_the_run_s_own_folder(tmp_path, run, store, client, name):
    """Absolute, above, below, linked, a text, the weights, the card: none is taken or shown."""
    folder = run(name.format(tmp=tmp_path))
    (folder / "sub").mkdir()
    (folder / "folder.png").mkdir()
    (tmp_path / "secret.png").write_bytes(png())
    (folder / "sub/secret.png").write_bytes(png())
    (folder / "sub/m.safetensors").write_bytes(b"other weights")
    (folder / "sub/m.md").write_text("another card")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "secret.txt").write_text(SECRET)
    (folder / "text.png").write_text(SECRET)
    installed = catalog.import_file(folder)
    assert sorted(p.name for p in installed.folder.iterdir()) == [
        *("m.md", "m.safetensors", "model.json")
    ]
    assert sha256_of(installed.path) == installed.sha256["m.safetensors"]
    assert (installed.folder / "m.md").read_bytes() == (folder / "m.md").read_bytes()
    assert client.get("/v1/models/mine/thumbnail").status_code == 404


def test_a_thumbnail_is_encoded_anew_and_shown(run, store, client):
    folder = run("small.png")
    (folder / "small.png").write_bytes(png(said=SECRET) + SECRET.encode())
    installed = catalog.import_file(folder)
    for content in (
        (installed.folder / "small.png").read_bytes(),
        client.get("/v1/models/mine/thumbnail").content,
    ):
        assert SECRET.encode() not in content
        assert Image.open(io.BytesIO(content)).getpixel((3, 3)) == (255, 0, 0)


@pytest.mark.parametrize("name", ["/etc/passwd", "link.png", "text.png", "deep.png"])
def test_a_store_that_was_tampered_with_shows_no_file_either(tmp_path, run, store, client, name):
    """Also one that an earlier version filled."""
    folder = run("small.png")
    (folder / "small.png").write_bytes(png())
    installed = catalog.import_file(folder)
    card = installed.folder / "m.md"
    card.write_text(card.read_text().replace("small.png", name))
    (tmp_path / "secret.png").write_bytes(png())
    (installed.folder / "link.png").symlink_to(tmp_path / "secret.png")
    (installed.folder / "text.png").write_text(SECRET)
    (installed.folder / "deep.png").write_bytes(png()[:40])
    assert client.get("/v1/models/mine/thumbnail").status_code == 404
    assert client.get("/v1/models").status_code == 200


def test_the_weights_and_the_card_of_a_folder_are_no_links(tmp_path, run, store, weights):
    folder = run("")
    (folder / "m.safetensors").rename(tmp_path / "elsewhere.safetensors")
    (folder / "m.safetensors").symlink_to(tmp_path / "elsewhere.safetensors")
    with pytest.raises(ModelNotFoundError, match="has no model"):
        catalog.import_file(folder)
    (folder / "m.safetensors").unlink()
    (folder / "m.safetensors").write_bytes(weights)
    (folder / "m.md").rename(tmp_path / "m.md")
    (folder / "m.md").symlink_to(tmp_path / "m.md")
    assert catalog.import_file(folder).name == "m", "a card that is a link counts as none"


def test_what_ships_keeps_its_name(run, store):
    with pytest.raises(InputError, match="ships with Ganvas"):
        catalog.import_file(run(""), "starry-night")


@pytest.mark.parametrize("steps", range(12))
def test_a_kill_while_importing_again_leaves_the_old_model_or_the_new_one(
    run, store, monkeypatch, steps
):
    """Stopped before each step on the disk; what was left halfway is gone at the next look."""
    folder = run("small.png")
    (folder / "small.png").write_bytes(png())
    catalog.import_file(folder)
    (folder / "small.png").write_bytes(png("blue"))
    stop_at = iter(range(steps + 1))

    def stopping(function):
        def call(*args, **kwargs):
            if next(stop_at, None) is None:
                raise KeyboardInterrupt
            return function(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for owner, name in (("os", "replace"), ("shutil", "copyfile"), ("shutil", "rmtree")):
            patch.setattr(f"{owner}.{name}", stopping(getattr(__import__(owner), name)))
        for name in ("rename", "unlink", "write_bytes"):
            patch.setattr(Path, name, stopping(getattr(Path, name)))
        try:
            catalog.import_file(folder)
        except KeyboardInterrupt:
            killed = True
        else:
            killed = False
    (model,) = Store()
    picture = Image.open(model.folder / "small.png").getpixel((3, 3))
    assert picture in ([(255, 0, 0), (0, 0, 255)] if killed else [(0, 0, 255)])
    assert all(sha256_of(model.folder / file) == sum for file, sum in model.sha256.items())
    left = {path.name for path in store.root.iterdir()} - {".mine.lock"}
    assert left == {"mine"}
    assert steps < 11 or not killed, "the last case goes through"


def test_the_next_start_finds_a_model_that_was_between_two_names(run, store):
    catalog.import_file(run(""))
    (store.root / "mine").rename(store.root / ".mine.old")
    with store.locked("other"):
        assert [model.name for model in Store()] == ["mine"]
    assert (store.root / "mine/model.json").is_file()


ODD = [
    {"file": None},
    {"file": 3},
    {"file": "../m.safetensors"},
    {"file": "/etc/passwd"},
    {"sha256": None},
    {"sha256": {}},
    {"sha256": {"m.safetensors": None}},
    {"sha256": {"m.safetensors": "", "../../secret.png": ""}},
    {"name": "other"},
    {"name": ["mine"]},
    {"pinned": None},
    {"generator": []},
    {"generator": {"classes": "many"}},
    {"title": {"a": 1}},
    {"folder": "/"},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_one_odd_record_hides_one_model(tmp_path, run, store, client, odd):
    folder = run("")
    catalog.import_file(folder)
    catalog.import_file(folder, "good")
    record = store.root / "mine" / "model.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), **odd}))
    assert [model.name for model in store] == ["good"]
    listed = {model["name"] for model in client.get("/v1/models").json()["models"]}
    assert "good" in listed and "mine" not in listed


CARDS = [
    b"\xff\xfe\x00",
    b"+++\nname = 3\n+++\n",
    b"+++\n" + b"a = " + b"[" * 5000 + b"\n+++\n",
    b"+++\nclasses = nan\n+++\n",
    b"\0" * 3_000_000,
]


@pytest.mark.parametrize("card", CARDS, ids=range(len(CARDS)))
def test_one_odd_card_leaves_the_list_whole(run, store, client, card):
    installed = catalog.import_file(run(""))
    (installed.folder / "m.md").write_bytes(card)
    assert catalog.show_model("mine").model.title == "Mine  [31m", "what the record says of it"
    assert client.get("/v1/models").status_code == 200


@pytest.mark.parametrize("key", ["title", "kind", "task", "limits", "default", "classes"])
@pytest.mark.parametrize("value", ["3", "nan", "[1]", "1979-05-27", '"?"', "{}", "true"])
def test_a_card_s_odd_values_leave_the_list_whole(run, store, client, key, value):
    installed = catalog.import_file(run(""))
    card = installed.folder / "m.md"
    kept = [line for line in card.read_text().splitlines() if not line.startswith(f"{key} =")]
    card.write_text("\n".join([kept[0], f"{key} = {value}", *kept[1:]]))
    models = client.get("/v1/models").json()["models"]
    assert "mine" in {model["name"] for model in models}


def test_an_import_that_changes_under_the_hand_is_refused(run, store, monkeypatch, weights):
    folder = run("")
    original = importing._network

    def swapped(path):
        network = original(path)
        path.write_bytes(weights + b" ")
        return network

    monkeypatch.setattr(importing, "_network", swapped)
    with pytest.raises(CheckpointError, match="changed while"):
        catalog.import_file(folder)
    assert list(store) == []
