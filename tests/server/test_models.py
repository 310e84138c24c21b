"""Models over HTTP: what there is, and fetching one with progress."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gan_core.catalog import lookup
from gan_core.catalog.entries import Model, RemoteFile
from tests.catalog.unreliable import Answer, unreliable_site
from tests.full_disk import disk_of
from tests.server import talk

CONTENT = bytes(range(256)) * 20_000  # five megabytes


@pytest.fixture
def site(monkeypatch, tmp_path):
    """A server with one model on it that the catalogue knows."""
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path))
    monkeypatch.delenv("GANVAS_MIRROR", raising=False)
    with unreliable_site() as site:
        url = site.serve("/clouds.pt", Answer(CONTENT))
        file = RemoteFile("clouds.pt", url, size=len(CONTENT))
        file = replace(file, sha256=hashlib.sha256(CONTENT).hexdigest())
        clouds = Model(
            "clouds", "Clouds", "generate", "generator", "Draws clouds.", "MIT", files=(file,)
        )
        monkeypatch.setattr(lookup, "published_models", lambda: (clouds,))
        yield site


def named(client, name: str):
    return next(m for m in client.get("/v1/models").json()["models"] if m["name"] == name)


def fetch(client, name: str) -> list[dict]:
    response = client.post(f"/v1/models/{name}/get")
    assert response.status_code == 200, response.text
    return [header for header, _ in talk.read([response.content])]


def test_every_model_says_what_a_person_chooses_by_and_no_path(client, site) -> None:
    clouds = named(client, "clouds")
    assert clouds["installed"] is False and clouds["size"] == len(CONTENT)
    assert {"title", "task", "licence", "good_at", "thumbnail"} <= clouds.keys()
    assert "path" not in clouds
    restorers = client.get("/v1/models", params={"task": "restore"}).json()["models"]
    assert {model["task"] for model in restorers} == {"restore"}


def test_a_model_is_fetched_once_and_then_installed(client, site) -> None:
    *progress, result = fetch(client, "clouds")
    assert result["type"] == "result" and result["model"]["installed"] is True
    assert any(p["total"] == len(CONTENT) for p in progress)
    assert named(client, "clouds")["installed"] is True
    assert fetch(client, "clouds")[-1]["type"] == "result"
    assert len(site.requests) == 1


def test_an_unknown_model_is_told_before_the_stream_begins(client, site) -> None:
    response = client.post("/v1/models/cloud/get")
    assert response.status_code == 404
    assert response.json()["error"] == "There is no model 'cloud'; did you mean clouds?"


def test_a_file_that_is_another_one_is_an_error_and_not_installed(client, site) -> None:
    site.serve("/clouds.pt", Answer(CONTENT[::-1]))
    error = fetch(client, "clouds")[-1]
    assert error["type"] == "error" and error["status"] == 502
    assert named(client, "clouds")["installed"] is False


@pytest.fixture
def full_disk(tmp_path) -> Iterator[Path]:
    """A disk of one megabyte."""
    with disk_of("1m", tmp_path / "disk") as folder:
        yield folder


def test_a_full_disk_is_a_sentence_and_the_next_try_works(
    client, site, full_disk, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("GANVAS_HOME", str(full_disk))
    error = fetch(client, "clouds")[-1]
    assert error["type"] == "error" and error["error"].startswith("The disk is full")
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path / "another"))
    assert fetch(client, "clouds")[-1]["type"] == "result"


def test_a_thumbnail_that_is_not_there_is_a_sentence(client, site) -> None:
    response = client.get("/v1/models/clouds/thumbnail")
    assert response.status_code == 404
    assert response.json()["error"] == "The model 'clouds' has no thumbnail."
