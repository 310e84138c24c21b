"""What the OpenAPI page says of a job's body."""

from __future__ import annotations

from typing import Any

from gan_core.jobs.job import Job
from gan_core.server import frames
from gan_core.server.masks import MaskMeaning, takes_meaning
from gan_core.server.schema import model_of


def describe_body(job: Job) -> dict[str, Any]:
    """`openapi_extra` of the job's route: frames, or form data with the same options as fields."""
    schema = model_of(job.options).model_json_schema()
    properties: dict[str, Any] = {
        role.name: {
            "type": "string",
            "format": "binary",
            "description": "a mask, white = change" if role.mask else "a PNG file",
        }
        for role in job.roles
    }
    properties |= schema.get("properties", {})
    if takes_meaning(job):
        properties |= MaskMeaning.model_json_schema()["properties"]
    form = {
        "type": "object",
        "properties": properties,
        "required": [role.name for role in job.roles if role.required] + schema.get("required", []),
    }
    binary = {"type": "string", "format": "binary"}
    errors = {
        str(status): {"description": text, "content": {"application/json": {"schema": _ERROR}}}
        for status, text in _ERRORS.items()
    }
    return {
        "requestBody": {
            "required": True,
            "content": {
                frames.CONTENT_TYPE: {"schema": binary},
                "multipart/form-data": {"schema": form},
            },
        },
        "responses": {
            "200": {
                "description": "Frames for frames, a PNG for form data; of that, sentences for the "
                "person stand in the header Ganvas-Notes, as a JSON list",
                "content": {
                    frames.CONTENT_TYPE: {"schema": binary},
                    "image/png": {"schema": binary},
                },
            },
            **errors,
        },
        "security": [{"bearer": []}],
    }


_ERROR = {"type": "object", "properties": {"error": {"type": "string"}}}
_ERRORS = {
    401: "The token is missing or wrong",
    413: "The request or a picture is too large",
    422: "An option or a picture cannot be used",
    503: "Every place is taken; see Retry-After",
}
