"""What an import may be called: nothing of somebody else's, and nothing is exchanged unasked."""

from __future__ import annotations

import pytest
import torch

from gan_core import catalog
from gan_core.checkpoints.native import save_network
from gan_core.errors import InputError
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.networks.stylist import Stylist


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path / "home"))
    return catalog.Store()


def network(path, seed=0):
    torch.manual_seed(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    return save_network(Stylist(width=4, blocks=1), path)


@pytest.mark.parametrize("name", ["great-wave", "restorer"])
def test_what_ships_cannot_be_taken_the_place_of(tmp_path, store, name):
    with pytest.raises(InputError, match=f"'{name}' ships with Ganvas"):
        catalog.import_file(network(tmp_path / "x.safetensors"), name)
    with pytest.raises(InputError, match=f"'{name}' ships with Ganvas"):
        catalog.import_file(network(tmp_path / f"{name}.safetensors"), replace=True)
    assert list(store) == []


def test_a_file_that_is_called_like_a_published_model_is_not_it(tmp_path, store):
    with pytest.raises(InputError, match=r"published model.* is not its file; call it something"):
        catalog.import_file(network(tmp_path / "big-lama.safetensors"))
    assert list(store) == []


def test_a_name_that_is_taken_is_given_up_only_on_demand(tmp_path, store):
    first, second = (network(tmp_path / f"{seed}/x.safetensors", seed) for seed in (1, 2))
    before = catalog.import_file(first, "mine").sha256
    assert catalog.import_file(first, "mine").sha256 == before, "the same file again is no change"
    with pytest.raises(InputError, match=r"'mine' is there already.*--replace"):
        catalog.import_file(second, "mine")
    assert store.find("mine").sha256 == before
    assert catalog.import_file(second, "mine", replace=True).sha256 != before
    assert catalog.import_file(first, "other").sha256 == before


def test_classes_are_listed_by_their_names(tmp_path, store):
    small = {"resolution": 8, "z_dim": 8, "w_dim": 8, "channel_base": 64, "channel_max": 8}
    net = StyleGAN2Generator(**small, c_dim=2, class_names=["rose", "tulip"])
    catalog.import_file(save_network(net, tmp_path / "flowers.safetensors"))
    (listed,) = [entry for entry in catalog.list_models() if entry.model.name == "flowers"]
    assert listed.as_json()["classes"] == 2
    assert listed.as_json()["class_names"] == ["rose", "tulip"]
