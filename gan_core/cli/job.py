"""A command for each job, made of what the job declares."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from gan_core.choices import MaskSource
from gan_core.cli.options import MASK_HELP, Device, Json
from gan_core.cli.targets import (
    check_device,
    check_report,
    check_target,
    pictures_of,
    require_inputs,
    targets,
)
from gan_core.errors import InputError
from gan_core.jobs import job as job_named
from gan_core.jobs.job import SEED_LIMIT, Job, Role
from gan_core.jobs.option import Field, fields_of

_INPUT = "PNG, TIFF, JPEG, WebP or OpenRaster (.ora)."


def command(task: str) -> Callable[..., None]:
    """The command of a task, for typer: its signature is the job's options."""
    job = job_named(task)

    def run(ctx: typer.Context, **given: Any) -> None:
        def typed(name: str) -> bool:
            source = ctx.get_parameter_source(name)
            return source is not None and source.name != "DEFAULT"

        _run(job, given, typed)

    parameters = [
        inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context),
        *map(_argument, [f for f in fields_of(job.options) if f.option.argument]),
        *map(_picture, [role for role in job.roles if role.typed]),
        _parameter("output", Path, typer.Option("-o", "--output", metavar="OUT", help=job.output)),
        *map(_option, [f for f in fields_of(job.options) if _offered(f)]),
        *(_of_masks() if any(role.name == "mask" for role in job.roles) else []),
        *([_like()] if job.served else []),
        *(_of_boxes() if job.boxes else []),
        _parameter("device", Device, default="auto"),
        _parameter("as_json", Json, default=False),
    ]
    run.__name__ = task
    run.__doc__ = f"{job.summary}\n\n{job.about}".strip()
    # typer wants what has no default first; by name the order is free
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _offered(field: Field) -> bool:
    return field.option.typed and not field.option.argument


def _parameter(
    name: str, kind: Any, info: Any = None, default: Any = inspect.Parameter.empty
) -> inspect.Parameter:
    annotation = kind if info is None else Annotated[kind, info]
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )


_FROM_HELP = (
    "What of the mask's file says what to change: its opacity, its brightness, or what is erased "
    "(transparent); without --mask, of the input itself."
)


def _of_masks() -> list[inspect.Parameter]:
    source = typer.Option("--mask-from", help=_FROM_HELP)
    invert = typer.Option("--invert", help="Black, not white, is what shall change.")
    return [
        _parameter("mask_from", MaskSource | None, source, None),
        _parameter("invert", bool, invert, False),
    ]


def _of_boxes() -> list[inspect.Parameter]:
    report = "Write a page with each picture before and after; what is done already stays."
    reference = "Folder of the same pictures as they should be: the report measures against them."
    return [
        _parameter(
            "report", Path | None, typer.Option("--report", metavar="HTML", help=report), None
        ),
        _parameter(
            "reference",
            Path | None,
            typer.Option("--reference", metavar="FOLDER", help=reference),
            None,
        ),
    ]


def _like() -> inspect.Parameter:
    told = "Take what is not given from how this picture, or FILE:LAYER of an .ora, was made."
    return _parameter("like", str | None, typer.Option("--like", metavar="FILE", help=told), None)


def _argument(field: Field) -> inspect.Parameter:
    option = field.option
    info = typer.Argument(metavar=option.metavar, help=_sentence(option.help))
    if option.needed:  # and asked for here: `--like` may say it
        return _parameter(field.name, str | None, info, None)
    return _parameter(field.name, str, info)


def _picture(role: Role) -> inspect.Parameter:
    if role.mask:
        info = typer.Option(
            f"--{role.name}", metavar="MASK", help=f"{role.help} {MASK_HELP}".strip()
        )
        return _parameter(role.name, str | None, info, None)
    if role.several:
        return _parameter(role.name, list[Path], typer.Argument(metavar="IN", help=_INPUT))
    info = typer.Argument(metavar="IN" if role.required else "[IN]", help=_INPUT)
    if not role.required:
        return _parameter(role.name, Path | None, info, None)
    return _parameter(role.name, Path, info)


def _option(field: Field) -> inspect.Parameter:
    option = field.option
    kind, least, most = field.type, option.least, option.most
    default: Any = inspect.Parameter.empty if field.default is None else field.default()
    if option.parse is not None:
        kind = list[str] if option.several else str
        least = most = None
        default = option.text
    elif option.text is not None:
        default = int(option.text)
    if default is None:
        kind = kind if type(None) in get_args(kind) else kind | None
    whole = kind is not float and float not in get_args(kind)
    info = typer.Option(
        field.flag,
        metavar=option.metavar or ("M" if option.model else None),
        help=_sentence(option.help),
        min=_limit(least, whole),
        max=_limit(None if most == SEED_LIMIT else most, whole),  # no number for people to read
    )
    return _parameter(field.name, kind, info, default)


def _limit(limit: float | None, whole: bool) -> float | None:
    return int(limit) if whole and limit is not None else limit


def _sentence(phrase: str) -> str:
    return f"{phrase[:1].upper()}{phrase[1:]}." if phrase else ""


def options_from(
    job: Job, given: Mapping[str, Any], typed: Callable[[str], bool] = lambda name: True
) -> Any:
    """The job's options from what was typed; InputError for what makes no sense.

    Args:
        typed: whether an option was; what was not is taken from `--like` where that says it.
    """
    values: dict[str, Any] = _like_of(job, given["like"]) if given.get("like") else {}
    for field in fields_of(job.options):
        if field.name not in given or (field.name in values and not typed(field.name)):
            continue
        value = given[field.name]
        if field.option.parse is not None and value not in (None, []):
            value = field.option.parse(value)
        elif field.option.parse is not None:
            continue
        if isinstance(value, Mapping) and field.name in value:  # one text for several options
            values |= value
        else:
            values[field.name] = value
    for field in fields_of(job.options):
        value, option = values.get(field.name), field.option
        if option.needed and value in (None, []) and not given.get("like"):
            named = option.metavar if option.argument else field.flag
            raise InputError(
                "Missing option '{named}'; see: ganvas {task} --help.", named=named, task=job.task
            )
        if option.most == SEED_LIMIT and value is not None and value > SEED_LIMIT:
            raise InputError(
                "{flag} must lie between 0 and 2^63 − 1, not at {value}.",
                flag=field.flag,
                value=value,
            )
    return job.options(**values)


def _like_of(job: Job, file: str) -> dict[str, Any]:
    """The options that made a file, or a layer FILE:LAYER of one."""
    from gan_core.cli.recipe import recipes_of
    from gan_core.jobs.recipe import options_in
    from gan_core.server.schema import checked

    path, colon, layer = file.rpartition(":")
    whole = Path(file).is_file() or not colon
    recipes = recipes_of(Path(file if whole else path))
    made = next(iter(recipes.values())) if whole else recipes.get(layer)
    if made is None:
        raise InputError(
            "'{path}' has no layer '{layer}' that says how it was made.", path=path, layer=layer
        )
    if made["task"] != job.task:
        raise InputError(
            "'{file}' was made by {maker}, not by {task}.",
            file=file,
            maker=made["task"],
            task=job.task,
        )
    found = checked(job, options_in(made, job.options))
    return {name: found[name] for name in options_in(made, job.options)}


def _run(job: Job, given: Mapping[str, Any], typed: Callable[[str], bool]) -> None:
    options = options_from(job, given, typed)
    inputs, output = _inputs(job, given), given["output"]
    if job.boxes:
        inputs = pictures_of(inputs, output)
    several = any(role.several and not role.mask for role in job.roles if role.typed)
    outputs = [] if several else [check_target(job.makes, output)]
    require_inputs(inputs)
    outputs = outputs or targets(inputs, output, any_input=job.boxes)
    report, reference = given.get("report"), given.get("reference")
    check_report(report, reference, inputs + outputs)
    check_device(given["device"])
    _check_models(options)
    files = _masks(job, given)

    from gan_core.cli.perform import Masks, perform  # torch takes a second to import

    hole = job.task == "inpaint"
    masks = Masks(files, given.get("mask_from"), given.get("invert", False), hole)
    box = None
    if report is not None:
        from gan_core.cli.box import Box

        box = Box(outputs[0].parent, options, reference)
    try:
        perform(job, options, inputs, outputs, masks, given["device"], given["as_json"], box)
    finally:  # of what was done until it was stopped, too
        if box is not None and report is not None:
            from gan_core.cli.box_page import write_page

            write_page(box.entries, report, f"{job.task.capitalize()}d: {output.name}")


def _masks(job: Job, given: Mapping[str, Any]) -> dict[str, str | None]:
    """What was named as mask for each role; None for the input itself."""
    masks: dict[str, str | None] = {}
    for role in job.roles:
        if not (role.mask and role.typed):
            continue
        name = given.get(role.name)
        itself = role.name == "mask" and given.get("mask_from") in ("erased", "alpha")
        if name is not None or itself:
            masks[role.name] = name
        elif role.required:
            raise InputError(
                "Missing --{name}: name a mask, or give --mask-from erased where what is "
                "transparent in the input shall change.",
                name=role.name,
            )
    if given.get("invert") and not masks:
        raise InputError("--invert needs a --mask.")
    return masks


def _inputs(job: Job, given: Mapping[str, Any]) -> list[Path]:
    found = given.get("image")
    if found is None:
        return []
    return [found] if isinstance(found, Path) else list(found)


def _check_models(options: Any) -> None:
    """ModelNotFoundError for a name that no model has, before anything heavy is imported."""
    from gan_core.catalog.lookup import locate
    from gan_core.jobs.common import LEARNED, PATCHES_ONLY

    for field in fields_of(type(options)):
        name = getattr(options, field.name)
        named = field.option.model and field.option.parse is None and isinstance(name, str)
        if named and name not in (PATCHES_ONLY, LEARNED):
            locate(name, kind=field.option.model or "")
