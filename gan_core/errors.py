"""The errors a person meets: each carries one sentence that says what is wrong and what to do.

The command line prints the sentence and exits with 2, the server answers with its HTTP status,
the panel shows it. Anything else that is raised is a fault of ours and goes to the log.
"""

from __future__ import annotations

from typing import Any

from gan_core.sentences import Sentence


class GanvasError(Exception):
    """Base of every expected error; `str(error)` is the `Sentence`.

    >>> str(GanvasError("There is no layer '{name}'.", name="sky"))
    "There is no layer 'sky'."
    """

    status = 400

    def __init__(self, sentence: str, /, **values: Any) -> None:
        said = sentence if isinstance(sentence, Sentence) else Sentence(sentence, **values)
        super().__init__(said)


class InputError(GanvasError):
    """What the person gave cannot be used: a picture, a mask, an option, a name."""

    status = 422


class MemoryLimitError(InputError):
    """Doing it would take more memory than there is; nothing was taken."""

    status = 507


class DeviceMemoryError(GanvasError):
    """A device has no room for even the smallest part of the work."""

    status = 507


class CheckpointError(GanvasError):
    """A file of weights is damaged, hostile, or of a layout that is not known."""

    status = 422


class ModelNotFoundError(GanvasError):
    """No model of that name, or a known one whose file is not on this machine."""

    status = 404


class DownloadError(GanvasError):
    """A model's file could not be fetched or does not have the promised checksum."""

    status = 502


class SomeFailedError(GanvasError):
    """What ends a batch that is done but for some: each failure was told when it happened."""


class Cancelled(BaseException):
    """The person stopped the job. Not an error: nothing is reported, nothing is written.

    It may be raised out of any operation of torch (server/stopping.py), and what takes every
    Exception for a damaged file must not take this for one, too.
    """
