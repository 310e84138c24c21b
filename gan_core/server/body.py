"""From a request's body to an order: frames, or form data with PNG files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, get_origin

from fastapi import Request
from pydantic import Field, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from gan_core.errors import InputError
from gan_core.files.mask import Mask
from gan_core.jobs.job import Given, Job
from gan_core.server import frames, pixels, png, together
from gan_core.server.canvas import WireCanvas
from gan_core.server.estimate import check_memory
from gan_core.server.faults import RequestError
from gan_core.server.limits import Limits
from gan_core.server.masks import MASK, MaskMeaning, takes_meaning
from gan_core.server.perform import Order, frames_of
from gan_core.server.schema import checked, model_of

_FIELDS = 64


class JobHeader(MaskMeaning):
    """The first frame of a request."""

    options: dict[str, Any] = Field(default_factory=dict)
    reply: pixels.Layout | None = None
    preview: int = Field(default=512, ge=0, le=4096)


async def read_frames(request: Request, job: Job, limits: Limits) -> Order:
    """The order in a body of frames; RequestError for one that cannot be followed."""
    source = frames.Source(aiter(request.stream()))
    head = await frames.read_header(source)
    if head.get("type") != "job" or head.get("bytes", 0) != 0:
        raise RequestError(400, "The first frame must be a 'job' without a payload.")
    asked = _checked(JobHeader, head)
    options = _options(job, asked.options)
    raws: dict[str, pixels.Raw] = {}
    while not await source.at_end():
        header = _picture_header(await frames.read_header(source), job, raws, limits)
        raws[header.name] = pixels.Raw(header, await source.take(header.size))
    sizes = {name: (raw.header.width, raw.header.height) for name, raw in raws.items()}
    if asked.of_image(job, set(raws)):
        raws[MASK], sizes[MASK] = raws["image"], sizes["image"]
    _check_complete(job, raws, sizes)
    largest = max((w * h for w, h in sizes.values()), default=0)
    needed = check_memory(job.task, options, largest, limits.memory)
    reply = asked.reply or _layout_of(raws.get("image"))
    masks = {role.name for role in job.roles if role.mask}

    def read() -> Given:
        pictures = {n: WireCanvas(raw) for n, raw in raws.items() if n not in masks}
        plain = {n: Mask(raws[n].mask()) for n in masks & raws.keys()}
        if asked.said:
            image = raws["image"].picture()
            plain[MASK] = asked.understood(raws[MASK].picture(), image, MASK, job)
        return Given(pictures, plain)

    finish = partial(frames_of, reply=reply)
    shapes = {name: raw.header.model_dump_json() for name, raw in raws.items()}
    alike = together.alike(job, options, shapes, needed)
    return Order(job, options, read, finish, reply, asked.preview, alike=alike)


async def read_form(request: Request, job: Job, limits: Limits) -> Order:
    """The order in form data: PNG files under their roles' names, options as fields."""
    try:
        form = await request.form(
            max_files=limits.pictures, max_fields=_FIELDS, max_part_size=frames.MAX_HEADER
        )
    except MultiPartException as error:
        raise RequestError(
            400, "The form data cannot be read: {message}", message=error.message
        ) from None
    files: dict[str, bytes] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            _check_role(job, name, files)
            files[name] = await value.read()
    await form.close()
    values = _form_options(form, job)
    said = {name: values.pop(name) for name in MaskMeaning.model_fields if name in values}
    asked = _checked(MaskMeaning, said)
    if said and not takes_meaning(job):
        asked.of_image(job, set())
    options = _options(job, values)
    if getattr(options, "candidates", 1) != 1 or len(getattr(options, "seeds", [0])) != 1:
        raise InputError("A PNG holds one picture: ask for one candidate and one seed.")
    areas = [png.check(data, name, limits.pixels) for name, data in files.items()]
    needed = check_memory(job.task, options, max(areas, default=0), limits.memory)
    if asked.of_image(job, set(files)):
        files[MASK] = files["image"]
    _check_complete(job, files, {})  # the sizes are known once the files are decoded and upright
    masks = {role.name for role in job.roles if role.mask}
    opened = png.Opened(job, files, masks, asked)
    shapes = {name: png.shape(data) for name, data in files.items()}
    alike = together.alike(job, options, shapes, needed)
    return Order(job, options, opened.given, opened.answer, alike=alike)


def _form_options(form: FormData, job: Job) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name in form:
        values = [value for value in form.getlist(name) if isinstance(value, str)]
        field = model_of(job.options).model_fields.get(name)
        several = field is not None and get_origin(field.annotation) in (list, tuple)
        _check_text(name, *values)
        if values:
            options[name] = values if several or len(values) > 1 else values[0]
    return options


def _check_text(*texts: str) -> None:
    """Some character sets that a form may name hold what has no place in any answer."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        raise RequestError(400, "The form data holds text that is not Unicode.") from None


def _picture_header(
    header: Mapping[str, Any], job: Job, seen: Mapping[str, Any], limits: Limits
) -> pixels.Header:
    if header.get("type") != "picture":
        raise RequestError(400, "After the 'job' only frames of the type 'picture' may come.")
    picture = _checked(pixels.Header, header)
    _check_role(job, picture.name, seen)
    if picture.width * picture.height > limits.pixels:
        raise png.too_large(picture.name, (picture.width, picture.height), limits.pixels)
    if header.get("bytes") != picture.size:
        raise RequestError(
            400,
            "The picture '{name}' needs {size} bytes by its header.",
            name=picture.name,
            size=picture.size,
        )
    return picture


def _check_role(job: Job, name: str, seen: Mapping[str, Any]) -> None:
    names = [role.name for role in job.roles]
    if name not in names:
        takes = ", ".join(names) or "no pictures"
        raise InputError(
            "'{task}' has no picture '{name}'; it takes {takes}.",
            task=job.task,
            name=name,
            takes=takes,
        )
    if name in seen:
        raise InputError("The picture '{name}' came twice.", name=name)


def _check_complete(
    job: Job, given: Mapping[str, Any], sizes: Mapping[str, tuple[int, int]]
) -> None:
    for role in job.roles:
        if role.required and role.name not in given:
            raise InputError("'{task}' needs a picture '{name}'.", task=job.task, name=role.name)
        if role.mask and "image" in sizes and sizes.get(role.name) not in (None, sizes["image"]):
            mask, image = ("{}×{}".format(*sizes[name]) for name in (role.name, "image"))
            raise InputError(
                "The {name} is {mask} but the picture {image}.",
                name=role.name,
                mask=mask,
                image=image,
            )


def _layout_of(raw: pixels.Raw | None) -> pixels.Layout:
    if raw is None:
        return pixels.Layout()
    return pixels.Layout(channels=raw.header.channels, dtype=raw.header.dtype)


def _options(job: Job, values: Mapping[str, Any]) -> Any:
    return job.options(**checked(job, values))


def _checked(model: type[Any], values: Mapping[str, Any]) -> Any:
    """The model of the values, or InputError with one sentence about the first that is wrong."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    raise InputError("'{where}' cannot be used: {problem}.", where=where, problem=first["msg"])
