"""The OpenAPI description as a page that needs no script and no other site."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
code { background: #8882; padding: .1em .3em; border-radius: .2em }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: .2em .6em .2em 0;
vertical-align: top; border-bottom: 1px solid #8884 } @media (prefers-color-scheme: dark)
{ body { background: #1b1b1b; color: #ddd } a { color: #8bf } }
"""


def page(openapi: dict[str, Any]) -> str:
    """HTML of every route with its options."""
    title = escape(openapi["info"]["title"])
    body = "".join(_routes(openapi))
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{title}</title>"
        f"<style>{_STYLE}</style><h1>{title} {escape(openapi['info']['version'])}</h1>"
        f"<p>{escape(openapi['info'].get('description', ''))}</p>"
        f"<p>For programs: <a href='openapi.json'>openapi.json</a></p>{body}</html>"
    )


def _routes(openapi: dict[str, Any]) -> Iterator[str]:
    for path, methods in openapi["paths"].items():
        for method, route in methods.items():
            yield f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
            yield f"<p>{escape(route.get('description') or route.get('summary', ''))}</p>"
            contents = route.get("requestBody", {}).get("content", {})
            form = contents.get("multipart/form-data", {}).get("schema", {})
            if form:
                yield "<table><tr><th>field<th>type<th>default<th>meaning</tr>"
                yield from map(_row, form["properties"].items())
                yield "</table>"


def _row(item: tuple[str, dict[str, Any]]) -> str:
    name, schema = item
    choices = schema.get("enum") or [each.get("type", "") for each in schema.get("anyOf", [])]
    kind = ", ".join(map(str, choices)) or schema.get("type", "")
    default = "" if schema.get("default") is None else str(schema["default"])
    cells = (f"<code>{escape(name)}</code>", escape(kind), escape(default))
    return f"<tr><td>{'<td>'.join(cells)}<td>{escape(schema.get('description', ''))}</tr>"
