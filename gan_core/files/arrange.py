"""Bring the layers of an OpenRaster document into the order and state that an editor has them in.

The editor knows a flat list; the file has a tree whose elements say more than the editor knows.
So the tree is changed where it has to be, and everything else in it stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any
from xml.etree import ElementTree as ET

from gan_core.files.openraster import Layer, OpenRaster
from gan_core.files.picture import Picture


@dataclass(frozen=True)
class State:
    """A layer as it is to be seen: what the groups around it do to it is part of that.

    Attributes:
        number: which of the file's layers it is, counted from the topmost; None for a new one.
        picture: its pixels; None for those that it has.
    """

    name: str
    offset: tuple[int, int] = (0, 0)
    visible: bool = True
    opacity: float = 1.0
    composite_op: str = "svg:src-over"
    locked: bool = False
    group: str = ""  # the name of the innermost group around it
    number: int | None = None
    picture: Picture | None = field(default=None, repr=False)


def states(document: OpenRaster) -> list[State]:
    """Every layer that has pixels, the topmost first, as it is to be seen."""
    tree = _Tree(document)
    return [tree.state(element, number) for number, element in enumerate(tree.layers)]


def arrange(document: OpenRaster, wanted: Sequence[State]) -> None:
    """Make these the document's layers, the topmost first. The merged picture stays as it was."""
    tree = _Tree(document)
    elements = tree.place(wanted)
    for element, state in zip(elements, wanted, strict=True):
        if state.picture is not None:
            element.set("src", document.store(state.picture, instead=element.get("src", "")))
    tree.show(zip(elements, wanted, strict=True))


class _Tree:
    def __init__(self, document: OpenRaster) -> None:
        self.root = document.root
        self.layers = [layer.element for layer in document.layers() if not layer.is_group]

    def state(self, element: ET.Element, number: int | None) -> State:
        x, y, opacity, visible = 0, 0, 1.0, True
        around = self._around(element)
        for each in [element, *around]:
            layer = Layer(each)
            x, y = x + layer.offset[0], y + layer.offset[1]
            opacity, visible = opacity * layer.opacity, visible and layer.visible
        group = next((name for each in around if (name := each.get("name"))), "")
        layer = Layer(element)
        locked = element.get("edit-locked", "false") == "true"
        return State(
            layer.name, (x, y), visible, opacity, layer.composite_op, locked, group, number
        )

    def _around(self, element: ET.Element) -> list[ET.Element]:
        """The groups around an element, the innermost first, the root last."""
        parents = {child: parent for parent in self.root.iter() for child in parent}
        found = []
        while element in parents:
            element = parents[element]
            found.append(element)
        return found

    def place(self, wanted: Sequence[State]) -> list[ET.Element]:
        """Elements for the states, each in its place in the tree."""
        numbers = [state.number for state in wanted if state.number is not None]
        matcher = SequenceMatcher(None, range(len(self.layers)), numbers, autojunk=False)
        staying = {
            numbers[block.b + step]
            for block in matcher.get_matching_blocks()
            for step in range(block.size)
        }
        homes = {number: self._around(self.layers[number])[0] for number in range(len(self.layers))}
        for number, home in homes.items():
            if number not in staying:
                home.remove(self.layers[number])
        placed: list[ET.Element] = []
        used: set[int] = set()
        for index, state in enumerate(wanted):
            if state.number is not None and state.number in staying - used:
                element = self.layers[state.number]
            else:
                element = self._element(state, used)
                above = placed[-1] if placed else None
                later = [s.number for s in wanted[index + 1 :] if s.number in staying]
                below = self.layers[later[0]] if later else None
                self._insert(element, state, above, below, homes)
            if state.number is not None:
                used.add(state.number)
            placed.append(element)
        for group in reversed([each for each in self.root.iter("stack") if each is not self.root]):
            emptied = group in homes.values() and not len(group)
            if emptied:
                self._around(group)[0].remove(group)
        return placed

    def _element(self, state: State, used: set[int]) -> ET.Element:
        if state.number is None:
            return ET.Element("layer", {"src": "", "composite-op": state.composite_op})
        element = self.layers[state.number]
        return element if state.number not in used else ET.Element("layer", dict(element.attrib))

    def _insert(
        self,
        element: ET.Element,
        state: State,
        above: ET.Element | None,
        below: ET.Element | None,
        homes: Mapping[int, ET.Element],
    ) -> None:
        over = self._around(above) if above is not None else []
        under = self._around(below) if below is not None else []
        within = [each for each in over if each in under and each is not self.root]
        named = [each for each in over[:1] if state.group and each.get("name") == state.group]
        home = homes.get(state.number) if state.number is not None else None
        parent = within[0] if within else self.root  # between two layers of a group
        if named:
            group = named[0]
        elif home is not None and home in [*over, *under]:
            group = home
        elif state.group and all(each.get("name") != state.group for each in within):
            group = ET.Element("stack", {"name": state.group, "composite-op": "svg:src-over"})
            self._put(group, parent, above, below)
        else:
            group = parent
        self._put(element, group, above, below)

    def _put(
        self,
        element: ET.Element,
        group: ET.Element,
        above: ET.Element | None,
        below: ET.Element | None,
    ) -> None:
        for neighbour, step in ((above, 1), (below, 0)):
            if neighbour is None:
                continue
            chain = [neighbour, *self._around(neighbour)]
            if group in chain[1:]:
                inside = chain[chain.index(group) - 1]
                group.insert(list(group).index(inside) + step, element)
                return
        group.append(element)

    def show(self, pairs: Any) -> None:
        """Let each element look as its state says."""
        pairs = list(pairs)
        for element, state in pairs:
            if state.visible:
                for each in self._around(element):
                    if not Layer(each).visible:
                        each.set("visibility", "visible")
        for element, state in pairs:
            now = self.state(element, None)
            if now.name != state.name:
                element.set("name", state.name)
            if now.offset != state.offset:
                own = Layer(element).offset
                for key, index in (("x", 0), ("y", 1)):
                    element.set(key, str(own[index] + state.offset[index] - now.offset[index]))
            if now.visible != state.visible:
                element.set("visibility", "visible" if state.visible else "hidden")
            if abs(now.opacity - state.opacity) > 1e-6:
                around = now.opacity / Layer(element).opacity if Layer(element).opacity else 1.0
                element.set("opacity", f"{min(1.0, state.opacity / max(around, 1e-6)):.6g}")
            if now.locked != state.locked:
                element.set("edit-locked", "true" if state.locked else "false")
