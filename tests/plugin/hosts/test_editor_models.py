"""New models on their way into the panel: fetched from a server, or trained a moment ago."""

import os
import sys
import threading

import pytest
import torch

pytest.importorskip("PyQt6")

from gan_core.catalog import import_file
from gan_core.checkpoints.native import save_network
from gan_core.networks.dcgan import DCGANGenerator
from gan_core.networks.stylegan2 import StyleGAN2Generator
from gan_core.training.loop import Options, train
from gan_core.training.recipes.one_picture import OnePicture
from tests.catalog.unreliable import Answer, unreliable_site
from tests.checkpoints.samples import saved
from tests.plugin.hosts.conftest import Person
from tests.soft_pictures import soft_pictures

pytestmark = pytest.mark.slow

CATS = "stylegan2-cats"  # nobody published its checksum: any generator may come under its name


@pytest.fixture(scope="module")
def site():
    with unreliable_site() as running:
        yield running


@pytest.fixture(scope="module")
def shop(qapp, tmp_path_factory, site):
    """A person whose models lie in a folder of the test's, and come from a server of its own."""
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GANVAS_FAULT", os.environ.get("GANVAS_FAULT", ""))  # put back at the end
        patch.setenv("GANVAS_HOME", str(folder / "home"))
        patch.setenv("GANVAS_MIRROR", site.url)
        made = Person(folder, qapp)
        for key in ("generate", "edit"):  # each tab asks for its own list
            made.until(lambda key=key: made.panel.pages[key].model.box.count() > 0)
        yield made
        made.panel.shut_down()
        for document in made.window.documents:
            document.mark_saved()
        made.window.close()


def generates(shop, name):
    """Press the button: there is a picture made by that model."""
    shop.open()
    shop.panel.discard_all()
    page = shop.panel.pages["generate"]
    page.count.set_value(1)
    page.button.click()
    shop.until(lambda: not shop.panel.runner.busy)
    (candidate,) = shop.panel.candidates.all()
    assert candidate.result.recipe["model"] == name
    return candidate.result


def test_a_model_is_fetched_with_progress_and_can_be_used_at_once(shop, site):
    content = saved(DCGANGenerator(ngf=40, resolution=32).state_dict())
    pause = threading.Event()
    site.serve(f"/{CATS}/afhqcat.pkl", Answer(content, pause=pause))
    picker = shop.panel.pages["generate"].model
    card = picker.card
    shop.panel.tabs.setCurrentWidget(shop.panel.pages["generate"])
    picker.set_value(CATS)
    assert picker.value() == CATS
    assert picker.box.currentText().endswith("– to get") and card.get.isVisible()
    card.get.click()
    shop.until(lambda: card.bar.maximum() > 0 and card.bar.value() > 0)
    assert 0 < card.bar.value() < card.bar.maximum(), "the server keeps the second half back"
    assert card.bar.text().endswith(f"/ {round(len(content) / 1e6)} MB")
    assert card.arriving.isVisible() and not card.get.isVisible()
    assert not picker.chosen()["installed"]
    pause.set()
    shop.until(lambda: picker.chosen().get("installed"))
    assert picker.value() == CATS and not picker.box.currentText().endswith("– to get")
    assert not card.arriving.isVisible() and not card.get.isVisible()
    generates(shop, CATS)


def test_a_download_that_breaks_off_is_a_sentence_and_can_be_tried_again(shop, site):
    picker = shop.panel.pages["generate"].model
    card = picker.card
    picker.set_value("stylegan2-dogs")
    shop.until(lambda: picker.value() == "stylegan2-dogs" and card.get.isVisible())
    shop.panel.notices.clear()
    site.serve("/stylegan2-dogs/afhqdog.pkl", Answer(b"not a network"))
    card.get.click()
    shop.until(lambda: not card.busy)
    assert shop.panel.message.text().endswith(".")
    assert card.get.isVisible() and not picker.chosen()["installed"]


@pytest.fixture
def run(tmp_path):
    """The folder of a run: a generator of three pictures, two steps long."""
    pictures = soft_pictures(tmp_path / "pictures", 3)
    out = tmp_path / "meadow"
    options = Options(pictures, out, "one-picture", accelerator="cpu", log_every=1)
    train(OnePicture(size=128, channels=8, steps=2), options)
    return out


def test_what_was_trained_is_in_the_lists_after_a_click(shop, run):
    shop.window.panel.host.set_setting("interpreter", sys.executable)
    tab = shop.panel.training
    shop.panel.tabs.setCurrentWidget(tab)
    tab.watch(str(run))
    assert tab.state.text() == "Step 2" and tab.button.isEnabled()
    tab.button.click()
    generate, edit = shop.panel.pages["generate"], shop.panel.pages["edit"]
    shop.until(lambda: generate.model.box.findData("meadow") >= 0)
    assert shop.panel.message.text() == "The network is in the panel's lists now."
    shop.until(lambda: edit.model.box.findData("meadow") >= 0)
    shop.panel.tabs.setCurrentWidget(generate)
    generate.model.set_value("meadow")
    assert generate.classes.isVisible() and generate.classes.count == 3
    generates(shop, "meadow")
    edit.take_over.click()  # goes on from that result, in the same model
    assert edit.model.value() == "meadow"


def test_a_second_seed_is_mixed_in_where_a_network_has_layers(shop, tmp_path):
    torch.manual_seed(0)
    small = {"z_dim": 16, "w_dim": 16, "channel_base": 256, "channel_max": 16}
    save_network(StyleGAN2Generator(resolution=32, c_dim=0, **small), tmp_path / "tiny.safetensors")
    import_file(tmp_path / "tiny.safetensors")
    page = shop.panel.pages["generate"]
    shop.panel.models.refresh()
    shop.until(lambda: page.model.box.findData("tiny") >= 0)
    shop.panel.tabs.setCurrentWidget(page)
    page.model.set_value("tiny")
    assert page.mixing.isVisible() and page.mixing.start.maximum() == 7
    plain = generates(shop, "tiny")
    page.mixing.kind.set_value(True)
    page.mixing.seed.set_value(9)
    page.mixing.start.setValue(6)
    mixed = generates(shop, "tiny")
    assert mixed.recipe["settings"]["style_mix"] == {"9": [6, 7]}
    assert bytes(mixed.picture.data) != bytes(plain.picture.data)
    page.mixing.kind.set_value(False)
    assert bytes(generates(shop, "tiny").picture.data) == bytes(plain.picture.data)
