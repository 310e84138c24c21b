"""The tab "Generate" where what is generated comes from the open layer."""

from __future__ import annotations

import pytest

pytest.importorskip("PyQt6")

from plugin.hosts.canvas import Region
from plugin.panel.generate import GenerateTab
from plugin.wire import Picture


class Canvas:
    key = "one"

    def bounds(self):
        return Region(0, 0, 30, 20)

    def selection(self):
        return None

    def read(self, region, source):
        assert source == "layer"
        data = b"\x80" * region.width * region.height * 4
        return Picture(region.width, region.height, "RGBA", "u8", data)


class Host:
    def canvas(self):
        return Canvas()


def test_the_layer_itself_is_varied_without_a_model(qapp):
    tab = GenerateTab(object(), Host())
    tab.model.fill([])  # the engine has named no models
    tab.model.set_value("vary")
    tab.psi.set_value(0.5)
    tab.count.set_value(2)
    tab.seed.set_value(5)
    request = tab.request()
    assert request.task == "vary" and tab.does("vary")
    assert request.options == {"seeds": [5, 6], "amount": 0.5}
    (sent,) = request.pictures
    assert (sent.name, sent.width, sent.height) == ("image", 30, 20)
