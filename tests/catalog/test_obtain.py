"""`get` and `import_file`: verified, placed at once, pinned if nothing was published."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest
import torch

from gan_core import catalog
from gan_core.catalog.entries import Model, RemoteFile
from gan_core.catalog.store import Store
from gan_core.errors import (
    Cancelled,
    CheckpointError,
    DownloadError,
    InputError,
    ModelNotFoundError,
)
from gan_core.networks.dcgan import DCGANGenerator
from tests.catalog.unreliable import Answer, unreliable_site
from tests.checkpoints.samples import saved

FACES = saved(DCGANGenerator(ngf=8, resolution=32).state_dict())
OTHER = saved(DCGANGenerator(ngf=4, resolution=32).state_dict())


@pytest.fixture
def site():
    with unreliable_site() as running:
        yield running


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GANVAS_MIRROR", raising=False)
    return Store()


@pytest.fixture
def offer(monkeypatch):
    """Lists a model with the given files, as if models.toml named it."""

    def add(*files: RemoteFile, name: str = "small-faces") -> Model:
        model = Model(
            name=name,
            title="Small faces",
            task="generate",
            kind="generator",
            good_at="Tests.",
            licence="CC0-1.0",
            files=files,
        )
        for module in ("lookup", "importing"):
            monkeypatch.setattr(f"gan_core.catalog.{module}.published_models", lambda: (model,))
        return model

    return add


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_fetched_model_loads_by_its_name(site, store, offer):
    url = site.serve("/faces.pth", Answer(FACES))
    offer(RemoteFile("faces.pth", url, size=len(FACES), sha256=sha256(FACES)))
    installed = catalog.get("small-faces")
    assert installed.path.read_bytes() == FACES and installed.pinned == []

    from gan_core import load_network

    network = load_network("small-faces", device="cpu")
    assert network.info.name == "small-faces"
    assert network.info.licence == "CC0-1.0"
    assert network.info.sha256 == sha256(FACES)
    assert not network.training and not any(p.requires_grad for p in network.parameters())


def test_what_is_here_is_not_fetched_again(site, store, offer):
    url = site.serve("/faces.pth", Answer(FACES))
    offer(RemoteFile("faces.pth", url, sha256=sha256(FACES)))
    assert catalog.get("small-faces") == catalog.get("small-faces")
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    "checksum", [{"sha256": sha256(FACES)}, {"md5": hashlib.md5(FACES).hexdigest()}]
)
def test_wrong_bytes_are_thrown_away(site, store, offer, checksum):
    wrong = bytearray(FACES)
    wrong[1000] ^= 1
    url = site.serve("/faces.pth", Answer(bytes(wrong)), Answer(FACES))
    offer(RemoteFile("faces.pth", url, size=len(FACES), **checksum))
    with pytest.raises(DownloadError, match="not the published file"):
        catalog.get("small-faces")
    assert store.find("small-faces") is None
    assert catalog.get("small-faces").path.read_bytes() == FACES


def test_the_first_download_pins_what_nobody_published(site, store, offer):
    url = site.serve("/faces.pth", Answer(FACES), Answer(OTHER))
    offer(RemoteFile("faces.pth", url))
    installed = catalog.get("small-faces")
    assert installed.pinned == ["faces.pth"]
    assert installed.sha256 == {"faces.pth": sha256(FACES)}
    store.remove("small-faces")
    with pytest.raises(DownloadError, match="not the file that was fetched before"):
        catalog.get("small-faces")


def test_without_a_checksum_it_has_to_be_a_checkpoint_at_least(site, store, offer):
    url = site.serve("/faces.pth", Answer(b"<html>Please sign in</html>"))
    offer(RemoteFile("faces.pth", url))
    with pytest.raises(DownloadError, match="not a file of weights"):
        catalog.get("small-faces")
    assert store.pin("small-faces/faces.pth") is None


def test_a_member_of_an_archive(site, store, offer):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("saved/faces.pth", FACES)
        archive.writestr("../evil", b"x")
    url = site.serve("/all.zip", Answer(packed.getvalue()))
    offer(RemoteFile("faces.pth", url, member="saved/faces.pth", sha256=sha256(FACES)))
    installed = catalog.get("small-faces")
    assert sorted(p.name for p in installed.folder.iterdir()) == ["faces.pth", "model.json"]


def test_several_files_are_placed_together_or_not_at_all(site, store, offer):
    first = site.serve("/a.pth", Answer(FACES))
    second = site.serve("/b.pth", Answer(b"", status=404), Answer(OTHER))
    offer(
        RemoteFile("a.pth", first, sha256=sha256(FACES)),
        RemoteFile("b.pth", second, sha256=sha256(OTHER)),
    )
    with pytest.raises(DownloadError):
        catalog.get("small-faces")
    assert store.find("small-faces") is None
    installed = catalog.get("small-faces")
    assert set(installed.sha256) == {"a.pth", "b.pth"}
    assert [path for path, _ in site.requests] == ["/a.pth", "/b.pth", "/b.pth"]


def test_an_offline_machine_is_told_how_to_import(store, offer):
    url = "https://nowhere.invalid/faces.pth"
    offer(RemoteFile("faces.pth", url, sha256=sha256(FACES)))
    with pytest.raises(DownloadError) as raised:
        catalog.get("small-faces")
    assert "ganvas models import faces.pth --name small-faces" in str(raised.value)
    assert url in str(raised.value)


def test_a_mirror_comes_first_and_its_gaps_are_filled_from_the_source(
    site, store, offer, monkeypatch
):
    monkeypatch.setenv("GANVAS_MIRROR", site.url + "/mirror/")
    site.serve("/mirror/small-faces/faces.pth", Answer(FACES))
    url = site.serve("/faces.pth", Answer(FACES))
    offer(RemoteFile("faces.pth", url, sha256=sha256(FACES)))
    catalog.get("small-faces")
    assert [path for path, _ in site.requests] == ["/mirror/small-faces/faces.pth"]
    offer(RemoteFile("faces.pth", url, sha256=sha256(FACES)), name="other-faces")
    catalog.get("other-faces")
    assert [path for path, _ in site.requests][1:] == [
        "/mirror/other-faces/faces.pth",
        "/faces.pth",
    ]


def test_a_mirror_cannot_bring_other_bytes(site, store, offer, monkeypatch):
    monkeypatch.setenv("GANVAS_MIRROR", site.url)
    site.serve("/small-faces/faces.pth", Answer(OTHER))
    offer(RemoteFile("faces.pth", site.url + "/x", sha256=sha256(FACES)))
    with pytest.raises(DownloadError, match="not the published file"):
        catalog.get("small-faces")


def test_two_downloads_of_one_model_do_not_meet(site, store, offer):
    url = site.serve("/faces.pth", Answer(FACES))
    offer(RemoteFile("faces.pth", url, sha256=sha256(FACES)))
    with (
        store.locked("small-faces"),
        pytest.raises(DownloadError, match="Another program is fetching 'small-faces'"),
    ):
        catalog.get("small-faces")
    assert catalog.get("small-faces").path.exists()


def test_a_cancelled_download_goes_on_later(site, store, offer):
    content = FACES + bytes(600_000)  # more than one chunk; a zip may have anything behind it
    url = site.serve("/faces.pth", Answer(content))
    offer(RemoteFile("faces.pth", url, sha256=sha256(content)))
    asked = iter([False, True])
    with pytest.raises(Cancelled):
        catalog.get("small-faces", cancelled=lambda: next(asked))
    assert catalog.get("small-faces").path.read_bytes() == content
    assert site.requests[1][1] == f"bytes={2 * 262144}-"


def test_importing_recognises_a_published_file_by_its_checksum(tmp_path, store, offer):
    offer(RemoteFile("faces.pth", "https://example.org/x", sha256=sha256(FACES)))
    (tmp_path / "renamed.bin").write_bytes(FACES)
    installed = catalog.import_file(tmp_path / "renamed.bin")
    assert (installed.name, installed.path.name) == ("small-faces", "faces.pth")
    assert (tmp_path / "renamed.bin").exists()
    assert catalog.show_model("small-faces").state == "fetched"


def test_importing_recognises_any_other_network_by_its_content(tmp_path, store, offer):
    offer(RemoteFile("faces.pth", "https://example.org/x", sha256=sha256(FACES)))
    (tmp_path / "My Own Faces.pth").write_bytes(OTHER)
    installed = catalog.import_file(tmp_path / "My Own Faces.pth")
    assert (installed.name, installed.kind, installed.task) == (
        "my-own-faces",
        "generator",
        "generate",
    )
    listed = catalog.show_model("my-own-faces")
    assert listed.ready and listed in catalog.list_models("generate")
    offered = {key: listed.as_json()[key] for key in ("classes", "resolution", "layers")}
    assert offered == {"classes": 0, "resolution": 32, "layers": 1}
    assert catalog.locate("my-own-faces").path == installed.path
    store.remove("my-own-faces")
    with pytest.raises(ModelNotFoundError):
        catalog.locate("my-own-faces")


def test_importing_under_a_published_name_needs_the_published_file(tmp_path, store, offer):
    model = offer(RemoteFile("faces.pth", "https://example.org/x", sha256=sha256(FACES)))
    (tmp_path / "other.pth").write_bytes(OTHER)
    with pytest.raises(CheckpointError, match="not the published file"):
        catalog.import_file(tmp_path / "other.pth", "small-faces")
    offer(replace(model.files[0], sha256=None))
    assert catalog.import_file(tmp_path / "other.pth", "small-faces").pinned == ["faces.pth"]


@pytest.mark.parametrize("name", ["../evil", "a/b", "", ".hidden", "Ü", "x" * 100])
def test_names_stay_inside_the_store(tmp_path, store, offer, name):
    offer(RemoteFile("faces.pth", "https://example.org/x"))
    (tmp_path / "other.pth").write_bytes(OTHER)
    if name:
        with pytest.raises(InputError, match="cannot be a model's name"):
            catalog.import_file(tmp_path / "other.pth", name)
    with pytest.raises(ModelNotFoundError):
        store.remove(name)
    assert not (tmp_path / "evil").exists()


def test_a_store_that_cannot_be_written_gets_a_sentence(tmp_path, offer):
    (tmp_path / "file").write_text("in the way")
    offer(RemoteFile("faces.pth", "https://example.org/x"))
    with pytest.raises(InputError, match="Models cannot be kept in"):
        catalog.get("small-faces", store=Store(tmp_path / "file" / "models"))


def test_what_is_no_network_is_not_imported(tmp_path, store):
    (tmp_path / "x.pth").write_bytes(saved({"what": torch.ones(3)}))
    with pytest.raises(CheckpointError, match="It was not imported"):
        catalog.import_file(tmp_path / "x.pth")
    with pytest.raises(ModelNotFoundError):
        catalog.import_file(tmp_path / "missing.pth")
    assert list(store) == []


def test_a_damaged_record_hides_a_model_instead_of_failing(tmp_path, store, offer):
    (tmp_path / "other.pth").write_bytes(OTHER)
    installed = catalog.import_file(tmp_path / "other.pth", "mine")
    record = installed.folder / "model.json"
    for text in ("", "[]", json.dumps({"name": "mine", "future": 1})):
        record.write_text(text)
        assert store.find("mine") is None and list(store) == []
