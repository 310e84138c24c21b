"""A job's options as a pydantic model: it checks requests, and tells OpenAPI and the panel."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic import Field as Checked

from gan_core.errors import InputError
from gan_core.jobs.job import Job
from gan_core.jobs.option import Field, Option, fields_of

_models: dict[type[Any], type[BaseModel]] = {}


def model_of(options: type[Any]) -> type[BaseModel]:
    """The options that are served; a name that the job does not know is an error."""
    if options not in _models:
        _models[options] = _made_of(options)
    return _models[options]


def _made_of(options: type[Any]) -> type[BaseModel]:
    served = [field for field in fields_of(options) if field.option.served]
    definitions: dict[str, Any] = {field.name: _definition(field) for field in served}
    config = ConfigDict(extra="forbid", protected_namespaces=())
    return create_model(options.__name__, __config__=config, **definitions)


def checked(job: Job, values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values as the job's options have them; InputError about the first that is wrong."""
    try:
        return dict(model_of(job.options).model_validate(dict(values)))
    except ValidationError as error:
        first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = ", ".join(model_of(job.options).model_fields) or "none"
        raise InputError(
            "'{task}' has no option '{where}'; it knows {known}.",
            task=job.task,
            where=where,
            known=known,
        )
    raise InputError("'{where}' cannot be used: {problem}.", where=where, problem=first["msg"])


def describe(job: Job) -> dict[str, Any]:
    """What GET /v1/jobs says of a job: its pictures, and its options as JSON schema."""
    return {
        "task": job.task,
        "summary": job.summary,
        "about": job.about,
        "pictures": [
            {"name": role.name, "required": role.required, "mask": role.mask} for role in job.roles
        ],
        "options": model_of(job.options).model_json_schema(),
    }


def _definition(field: Field) -> Any:
    told: dict[str, Any] = {"description": field.option.help or None}
    if field.option.model is not None:
        told["json_schema_extra"] = {"model": field.option.model}
    if field.default is not None:
        told["default_factory" if _fresh(field) else "default"] = (
            field.default if _fresh(field) else field.default()
        )
    return Annotated[_bounded(field.type), Checked(**_limits(field.option, field.type), **told)]


def _fresh(field: Field) -> bool:
    assert field.default is not None
    return isinstance(field.default(), list | dict)


def _limits(option: Option, kind: Any) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if option.least is not None:
        limits["ge"] = option.least
    if option.most is not None:
        limits["le"] = option.most
    if option.length is not None:
        limits["min_length"], limits["max_length"] = option.length
    return limits


def _bounded(kind: Any) -> Any:
    """The type with the options inside it (`list[Seed]`) as pydantic's constraints."""
    arguments = get_args(kind)
    if not arguments or isinstance(arguments[0], str):
        return kind
    if get_origin(kind) is Annotated:
        option = next((m for m in kind.__metadata__ if isinstance(m, Option)), Option())
        return Annotated[kind.__origin__, Checked(**_limits(option, kind.__origin__))]
    inner = tuple(_bounded(each) for each in arguments)
    origin = get_origin(kind)
    if inner == arguments or origin in (None, UnionType):
        return kind
    return origin[inner]
