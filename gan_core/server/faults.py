"""From an exception to what the person is told: a status and one sentence."""

from __future__ import annotations

import errno
from typing import Any

from gan_core.device import out_of_memory
from gan_core.errors import Cancelled, GanvasError
from gan_core.sentences import Sentence, told

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LONGEST = 800  # letters of a sentence
_OUR_FAULT = Sentence("Something went wrong in the engine; its log has the details.")


class RequestError(GanvasError):
    """A request that is not answered, with its HTTP status."""

    def __init__(self, status: int, sentence: str, /, **values: Any) -> None:
        super().__init__(sentence, **values)
        self.status = status


class BusyError(RequestError):
    """Every place is taken; `retry_after` seconds later one may be free."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(503, "The engine has too much to do already; try again in a moment.")
        self.retry_after = retry_after


class QuotaError(BusyError):
    """Somebody has as many jobs as one person may have at once."""

    def __init__(self, quota: int, retry_after: int) -> None:
        RequestError.__init__(
            self,
            429,
            "You have {quota} jobs in the engine already, the most at once; wait for one.",
            quota=quota,
        )
        self.retry_after = retry_after


def too_much_work(seconds: float) -> RequestError:
    """The error for a job that was worked on as long as one may be."""
    return RequestError(
        422,
        "The job was stopped: it took more than the {seconds:g} seconds that one may take here; "
        "ask for a smaller picture, fewer candidates or a lower quality.",
        seconds=seconds,
    )


def describe(error: BaseException) -> tuple[int, str]:
    """The HTTP status and the sentence for any exception."""
    if isinstance(error, GanvasError):
        return error.status, str(error)
    if isinstance(error, Cancelled):
        return 499, Sentence("The job was cancelled.")
    if out_of_memory(error):
        return 507, Sentence(
            "There is not enough memory for this; try a smaller selection or picture."
        )
    if isinstance(error, OSError) and error.errno in _NO_SPACE:
        return 507, Sentence("There is no space left on the disk; free some and try again.")
    return 500, _OUR_FAULT


def answer(error: BaseException) -> tuple[int, dict[str, Any]]:
    """The HTTP status, and what stands in the JSON or the frame that says so."""
    status, sentence = describe(error)
    return status, refusal(sentence)


def refusal(sentence: str) -> dict[str, Any]:
    """A sentence as JSON: its text, and what it was made of."""
    return {"error": readable(sentence), "told": told(sentence, readable)}


def readable(sentence: str) -> str:
    """On one line and not too long, whatever names of the client's it repeats.

    >>> readable("'a\\nb' has no option '" + "x" * 70_000 + "'.")[:25]
    "'a�b' has no option 'xxxx"
    """
    line = "".join(letter if letter.isprintable() else "\ufffd" for letter in sentence)
    if len(line) <= _LONGEST:
        return line
    return f"{line[: _LONGEST // 2]} … {line[-_LONGEST // 2 :]}"


def expected(error: BaseException) -> bool:
    """Whether it needs no traceback in the log."""
    return describe(error)[0] != 500
