"""`ganvas serve`: the engine as a server."""

from __future__ import annotations

import math
import os
import secrets
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gan_core.errors import InputError

if TYPE_CHECKING:
    from gan_core.server.settings import Settings

_TOKEN = "GANVAS_TOKEN"
_LONGEST_FILE = 1 << 16  # bytes
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; others can reach 0.0.0.0.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8765,
    token_file: Annotated[
        Path | None,
        typer.Option(help=f"File with the token; else ${_TOKEN}; else one is made and shown."),
    ] = None,
    seats: Annotated[
        Path | None,
        typer.Option(help="File of names, tokens and quotas (docs/serving.md)."),
    ] = None,
    device: Annotated[
        list[str],
        typer.Option(help="auto, cpu, cuda, cuda:N or mps; repeat it for a worker on each."),
    ] = ["auto"],  # noqa: B006 - typer copies it
    allow_host: Annotated[
        list[str],
        typer.Option(help="A name under which others reach this machine; repeatable, * for any."),
    ] = [],  # noqa: B006
    tls_certificate: Annotated[
        Path | None, typer.Option(help="Serve https with this certificate (PEM, with its chain).")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
    waiting: Annotated[int, typer.Option(min=0, help="Jobs that may wait; more are refused.")] = 8,
    job_seconds: Annotated[
        float | None, typer.Option(min=0.1, help="Work on one job, at most; else without end.")
    ] = None,
    batch: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=16,
            help="Jobs of equal task, options and shape that run together; else 4 on a card and 1 "
            "on a processor.",
        ),
    ] = None,
    cache_gb: Annotated[
        float | None,
        typer.Option(min=0, help="Memory for networks on each device; else a share of its own."),
    ] = None,
    ray: Annotated[
        bool,
        typer.Option("--ray", help="On Ray Serve, with replicas; see docs/serving.md."),
    ] = False,
    replicas: Annotated[int, typer.Option(min=1, help="With --ray: at least so many.")] = 1,
    most_replicas: Annotated[
        int, typer.Option(min=0, help="With --ray: grow to so many when there is much to do.")
    ] = 0,
    cpus: Annotated[
        float, typer.Option(min=0.1, help="With --ray: cores, and threads, of each replica.")
    ] = 1.0,
    gpus: Annotated[
        float, typer.Option(min=0.0, help="With --ray: cards of each replica, or a share of one.")
    ] = 0.0,
    child: Annotated[
        bool,
        typer.Option(
            "--child", help="Started by a program: token on stdin, ends with it, any free port."
        ),
    ] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Log more.")] = False,
) -> None:
    """Serve the tasks over HTTP, to the panel or to others (docs/wire.md)."""
    token, made = _token(child, token_file)
    # torch, FastAPI and uvicorn take seconds to import: only this command waits for them
    from gan_core.server.app import create_app
    from gan_core.server.devices import all_devices
    from gan_core.server.limits import Limits
    from gan_core.server.log import log_to_stderr
    from gan_core.server.parent import watch_parent
    from gan_core.server.run import Engine, check_tls, listen
    from gan_core.server.seats import Seats
    from gan_core.server.settings import Settings

    settings = Settings(
        token=token,
        devices=tuple(device) if ray else all_devices(device),  # replicas look at their own
        hosts=_names(host, allow_host),
        limits=Limits(waiting=waiting, seconds=job_seconds or math.inf),
        seats=None if seats is None else Seats.read(_secret(seats)),
        tls=check_tls(tls_certificate, tls_key),
        batch=batch,
        cache_bytes=None if cache_gb is None else round(cache_gb * (1 << 30)),
    )
    extra = {"token": token} if made else {}
    if ray:
        scale = (replicas, most_replicas, cpus, gpus)
        _serve_on_ray(settings, scale, host, port, extra)
        return
    bound = listen(host, 0 if child else port)
    log_to_stderr(verbose)
    engine = Engine(create_app(settings), settings, _say, extra)
    if child:
        watch_parent(sys.stdin.buffer, engine.end)
    engine.run_to_the_end(bound)


def _serve_on_ray(
    settings: Settings,
    scale: tuple[int, int, float, float],
    host: str,
    port: int,
    extra: dict[str, str],
) -> None:
    if find_spec("ray") is None:
        raise InputError("--ray needs Ray Serve: pip install 'ganvas[serve]'.")
    from gan_core.server.ray_run import Scale, run

    run(settings, Scale(*scale), host, port, _say, extra)


def _say(line: str) -> None:
    print(line, flush=True)


def _token(child: bool, file: Path | None) -> tuple[str, bool]:
    """The token, and whether it was made here. Never from an argument: those are public."""
    if child:
        token = sys.stdin.buffer.readline(4096).decode("ascii", "replace").strip()
    elif file is not None:
        token = _secret(file)
    elif _TOKEN in os.environ:
        token = os.environ[_TOKEN].strip()
    else:
        return secrets.token_urlsafe(32), True
    if len(token) < 16 or not token.isascii():
        raise InputError("A token needs at least 16 letters and digits.")
    return token, False


def _secret(file: Path) -> str:
    """What a file says that only its owner may read."""
    try:
        with file.open("rb") as opened:
            open_to_others = os.name == "posix" and os.fstat(opened.fileno()).st_mode & 0o077
            text = opened.read(_LONGEST_FILE).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "The token file '{file}' cannot be read: {error}.", file=file, error=error
        ) from None
    if open_to_others:
        raise InputError(
            "Others may read the token file '{file}'; say: chmod 600 {file}", file=file
        )
    return text


def _names(host: str, allowed: list[str]) -> tuple[str, ...]:
    names = [f"[{name}]" if ":" in name else name for name in (*_LOOPBACK, *allowed)]
    if host not in ("0.0.0.0", "::"):
        names.append(f"[{host}]" if ":" in host else host)
    return tuple(names)
