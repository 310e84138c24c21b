"""Keep a learned style: a model in the store with its card and thumbnail."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from pathlib import Path

import torch
from PIL import Image

from gan_core.catalog.importing import import_file
from gan_core.catalog.lookup import known_models
from gan_core.catalog.store import Installed, Store
from gan_core.checkpoints.native import save_network
from gan_core.errors import InputError
from gan_core.networks.style_bank import StyleBank

_THUMBNAIL = 256  # pixels wide


def check_name(name: str, store: Store | None = None) -> None:
    """InputError for a name that is none, or that a model has already."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", name):
        raise InputError(
            "A style's name is made of small letters, digits and dashes, not '{name}'.", name=name
        )
    if name in known_models() or (store or Store()).find(name) is not None:
        raise InputError(
            "There is a model '{name}' already; call the style something else.", name=name
        )


def keep_style(
    net: StyleBank,
    name: str,
    shown: torch.Tensor,
    licence: str,
    words: str,
    store: Store | None = None,
) -> Installed:
    """Import a style under a name that is free.

    Args:
        shown: 1×3×H×W in [0, 1], a picture painted in it, for its thumbnail.
        licence: of the picture it was learned from.
        words: how it was made, for people.
    """
    check_name(name, store)
    net.names = net.config["names"] = [name]
    with tempfile.TemporaryDirectory() as folder:
        path = save_network(net, Path(folder) / f"{name}.safetensors", {"licence": licence})
        _thumbnail(shown).save(path.with_suffix(".jpg"), quality=85)
        title = name.replace("-", " ").capitalize()
        header = {
            "name": name,
            "title": title,
            "task": "stylize",
            "kind": "stylizer",
            "licence": licence,
            "good_at": "A style that was learned on this machine.",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "thumbnail": f"{name}.jpg",
        }
        # a JSON string is a TOML string
        fields = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in header.items()]
        card = "\n".join(["+++", *fields, "+++", f"# {title}", words, ""])
        path.with_suffix(".md").write_text(card, encoding="utf-8")
        return import_file(path, name, store)


def _thumbnail(picture: torch.Tensor) -> Image.Image:
    pixels = (picture[0, :3].clamp(0, 1).permute(1, 2, 0) * 255).round().byte().cpu().numpy()
    image = Image.fromarray(pixels)
    image.thumbnail((_THUMBNAIL, _THUMBNAIL), Image.Resampling.LANCZOS)
    return image
