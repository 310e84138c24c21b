"""Runs inside Krita: opens a document, prints its layers as JSON, and saves a copy as .ora."""

import json
import sys

from krita import InfoObject, Krita


def describe(node):
    bounds = node.bounds()
    return {
        "name": node.name(),
        "type": node.type(),
        "opacity": node.opacity(),
        "visible": node.visible(),
        "blending": node.blendingMode(),
        "bounds": [bounds.x(), bounds.y(), bounds.width(), bounds.height()],
        "depth": node.colorDepth(),
        "children": [describe(child) for child in reversed(node.childNodes())],
    }


source, copy = sys.argv[1:]
Krita.instance().setBatchmode(True)  # no dialogs: nobody is there to answer them
document = Krita.instance().openDocument(source)
document.waitForDone()
pixel = bytes(document.pixelData(5, 3, 1, 1)).hex()
root = document.rootNode()
print(
    json.dumps(
        {
            "size": [document.width(), document.height()],
            "pixel": pixel,
            "layers": [describe(node) for node in reversed(root.childNodes())],
        }
    )
)
document.exportImage(copy, InfoObject())
