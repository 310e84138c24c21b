"""The report of a box of scans: one HTML file that needs nothing else, not even a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from gan_core import __version__
from gan_core.atomic import replacing
from gan_core.cli.box import Entry, means

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 78rem; padding: 0 1rem;
       color: #222; background: #fafafa; }
main { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); }
figure { margin: 0; padding: .75rem; background: #fff; border: 1px solid #ddd; border-radius: 6px; }
.pair { position: relative; overflow: hidden; line-height: 0; }
.pair img { width: 100%; height: auto; }
.pair .before { position: absolute; inset: 0; clip-path: inset(0 calc(100% - var(--at, 50%)) 0 0); }
.pair::after { content: ""; position: absolute; top: 0; bottom: 0; left: var(--at, 50%); width: 2px;
               background: #fff; box-shadow: 0 0 2px #000; pointer-events: none; }
input { width: 100%; margin: .5rem 0; }
figcaption { overflow-wrap: anywhere; }
table { border-collapse: collapse; } td, th { padding: 0 .8rem 0 0; text-align: left; }
.failed { border-color: #c33; } .failed b { color: #c33; }
"""
_SCRIPT = """
for (const slider of document.querySelectorAll("figure input"))
  slider.addEventListener("input", () =>
    slider.previousElementSibling.style.setProperty("--at", slider.value + "%"));
"""
# nothing is fetched, whatever a file's name or its notes might hold
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def write_page(entries: Sequence[Entry], to: Path, title: str) -> None:
    """Write the report; the file is whole or as it was. InputError where it cannot be written."""
    with replacing(to) as part:
        part.write_text(page(entries, title), "utf-8")


def page(entries: Sequence[Entry], title: str) -> str:
    """The report as HTML."""
    done = [entry for entry in entries if not entry.error]
    failed = len(entries) - len(done)
    said = f"{len(done)} picture{'' if len(done) == 1 else 's'} done"
    said += f", {failed} could not be done" if failed else ""
    body = "\n".join(_failed(entry) if entry.error else _done(entry) for entry in entries)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n<p>{said}, by Ganvas {escape(__version__)}. "
        "Left of the line is the picture as it was.</p>\n"
        f"{_table(means(entries))}\n<main>\n{body}\n</main>\n"
        f"<script>{_SCRIPT}</script>\n</body></html>\n"
    )


def _done(entry: Entry) -> str:
    name = escape(entry.source)
    settings = ", ".join(f"{key} {value}" for key, value in entry.settings.items() if value)
    lines = [f"<b>{name}</b> → {escape(entry.output)}, {entry.size[0]}×{entry.size[1]}"]
    lines += [escape(each) for each in (entry.seen, settings, entry.note) if each]
    return (
        f'<figure><div class="pair"><img class="after" alt="{name}, restored" src="{entry.after}">'
        f'<img class="before" alt="{name}, as it was" src="{entry.before}"></div>\n'
        f'<input type="range" value="50" aria-label="how much of {name} is shown as it was">\n'
        f"<figcaption>{'<br>'.join(lines)}{_table(entry.numbers)}</figcaption></figure>"
    )


def _failed(entry: Entry) -> str:
    return (
        f'<figure class="failed"><figcaption><b>{escape(entry.source)}</b><br>'
        f"{escape(entry.error)}</figcaption></figure>"
    )


def _table(numbers: Mapping[str, tuple[float, float]]) -> str:
    """PSNR and SSIM before and after; nothing where there are none."""
    if not numbers:
        return ""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{was:.{_digits(name)}f}</td><td>{now:.{_digits(name)}f}"
        "</td></tr>"
        for name, (was, now) in numbers.items()
    )
    return (
        f"<table><tr><th>against the reference</th><th>before</th><th>after</th></tr>{rows}</table>"
    )


def _digits(name: str) -> int:
    return 2 if name == "PSNR" else 3
