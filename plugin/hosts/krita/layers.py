"""Krita's documents and layers: what tells them apart, and in which order they lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

GROUP = "grouplayer"
PAINTABLE = ("paintlayer", GROUP, "clonelayer", "filelayer", "vectorlayer", "filllayer")


def document_key(document: Any) -> str:
    """What tells a document from others for as long as it is open."""
    return document.rootNode().uniqueId().toString()


def walk(node: Any) -> Iterator[Any]:
    """All layers below `node`, topmost first."""
    for child in reversed(node.childNodes()):
        if child is not None:  # Krita is just taking it away
            yield child
            yield from walk(child)


def with_pixels(document: Any) -> list[Any]:
    """The layers that a file lists beside its groups, topmost first."""
    found = walk(document.rootNode())
    return [node for node in found if node.type() in PAINTABLE and node.type() != GROUP]
