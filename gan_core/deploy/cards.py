"""The card of a compressed network: the original's, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from gan_core.atomic import replacing
from gan_core.catalog.beside import reencoded
from gan_core.catalog.embedded import read_card
from gan_core.catalog.entries import Model
from gan_core.catalog.importing import TASKS_OF
from gan_core.catalog.store import sha256_of
from gan_core.deploy.comparing import Row
from gan_core.errors import CheckpointError, InputError
from gan_core.networks.kinds import Network, NetworkInfo
from gan_core.training.card import slug, write_text


def write_smaller_card(
    path: Path, net: Network, small: Network, rows: Sequence[Row], command: str
) -> Path | None:
    """`NAME.md` beside `NAME.safetensors`, with the thumbnail; None for what no task uses."""
    info = net.info
    task = TASKS_OF.get(info.kind)
    if task is None:
        return None
    original = _card_of(info)
    header = {
        "name": slug(path.stem),
        "title": slug(path.stem).replace("-", " ").capitalize(),
        "task": original.task if original else task,
        "kind": info.kind,
        "licence": info.licence or "not known",
        "good_at": f"A smaller {original.title if original else info.name}.",
        "sha256": sha256_of(path),
    }
    if original is not None:
        if original.thumbnail is not None:
            thumbnail = path.with_name(f"{path.stem}-thumbnail{original.thumbnail.suffix}")
            with suppress(InputError), replacing(thumbnail) as part:
                part.write_bytes(reencoded(original.thumbnail))
                header["thumbnail"] = thumbnail.name
        said = {"limits": original.limits, "attribution": original.attribution}
        header |= {key: text for key, text in said.items() if text}
    text = [
        f"A `{type(small).__name__}` with {sum(p.numel() for p in small.parameters()):,} "
        f"parameters, made from {info.name} (sha256 {info.sha256}), whose data and licence it has.",
        "",
        f"    {command}",
        "",
        "Its pictures compared with the original's:",
        "",
        *table(rows),
    ]
    return write_text(path.with_suffix(".md"), header, text)


def table(rows: Sequence[Row]) -> list[str]:
    """Versions side by side, in Markdown."""
    lines = ["| version | MB | CPU ms | PSNR | SSIM | features |", "|---|---|---|---|---|---|"]
    for row in rows:
        features = "–" if row.features is None else f"{row.features:.3f}"
        numbers = f"{row.bytes / 1e6:.2f} | {row.cpu_ms:.1f} | {row.psnr:.1f} | {row.ssim:.3f}"
        lines.append(f"| {row.name} | {numbers} | {features} |")
    return lines


def _card_of(info: NetworkInfo) -> Model | None:
    if info.path is None:
        return None
    card = info.path.with_suffix(".md")
    try:
        model = read_card(card)
    except CheckpointError:
        return None
    return model if model.sha256 == info.sha256 else None
