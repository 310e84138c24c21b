"""The routes about models: what there is, its thumbnail, and fetching it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from gan_core import catalog
from gan_core.catalog import Listed
from gan_core.catalog.beside import media_type, reencoded
from gan_core.errors import Cancelled, InputError, ModelNotFoundError
from gan_core.server.faults import BusyError, expected
from gan_core.server.perform import failure
from gan_core.server.reports import Message, Reports
from gan_core.server.settings import Settings
from gan_core.server.stream import FrameStream

_log = logging.getLogger(__name__)
_DOWNLOADS = 2  # at a time


def routes(settings: Settings) -> APIRouter:
    """GET /v1/models, GET /v1/models/{name}/thumbnail, POST /v1/models/{name}/get."""
    router = APIRouter(prefix="/v1/models", tags=["models"])
    running: set[Reports] = set()

    @router.get("", summary="Every model, or those of one task")
    def models(task: str | None = None) -> dict[str, list[dict[str, Any]]]:
        return {"models": [as_json(listed) for listed in catalog.list_models(task)]}

    @router.get("/{name}/thumbnail", summary="A model's thumbnail", response_class=Response)
    def thumbnail(name: str) -> Response:
        path = catalog.show_model(name).model.thumbnail
        with suppress(InputError):
            if path is not None:
                # pixels alone leave this machine, whatever file lies under that name
                return Response(reencoded(path), media_type=media_type(path))
        raise ModelNotFoundError("The model '{name}' has no thumbnail.", name=name)

    @router.post("/{name}/get", summary="Fetch a model; streams frames", response_class=Response)
    async def get(name: str) -> Response:
        await run_in_threadpool(catalog.known_model, name)
        if len(running) >= _DOWNLOADS:
            raise BusyError(retry_after=30)
        reports = Reports(settings.heartbeat_seconds, settings.preview_seconds)
        running.add(reports)
        download = partial(_fetch, name, reports)
        loop = asyncio.get_running_loop()
        return FrameStream(
            reports,
            begin=lambda: loop.run_in_executor(None, download),
            done=lambda: running.discard(reports),
        )

    return router


def as_json(listed: Listed) -> dict[str, Any]:
    """A model as the panel needs it; nothing of where it lies on this machine."""
    entry = listed.as_json()
    name = entry["name"]
    entry["installed"] = entry.pop("ready")
    entry["thumbnail"] = f"/v1/models/{quote(name)}/thumbnail" if entry["thumbnail"] else None
    for local in ("path", "preview"):
        entry.pop(local, None)
    return entry


def _fetch(name: str, reports: Reports) -> None:
    try:
        catalog.get(name, reports.progress, reports.cancelled)
        model = as_json(catalog.show_model(name))
    except (Exception, Cancelled) as error:
        trace = None if expected(error) else error
        _log.warning("fetch", extra={"model": name, "error": str(error)}, exc_info=trace)
        reports.finish(failure(error))
    else:
        reports.finish(
            Message({"type": "result", "pictures": [], "notes": [], "told": [], "model": model})
        )
