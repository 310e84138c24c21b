"""Jobs of equal shape share the forward passes of their networks.

On a card a pass over four pictures costs little more than one over a single picture. Jobs that are
alike therefore run side by side, each on a thread of its own with its own seed, masks, stream and
end; only where a network is called do they meet, and the device's worker answers all their calls
with one pass. A job that leaves is not waited for any more.
"""

from __future__ import annotations

import copy
import json
import logging
import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

import torch

from gan_core.errors import Cancelled
from gan_core.jobs.job import Job
from gan_core.networks.kinds import Generator, Network, NoiseMode, Stylizer
from gan_core.server.stopping import stopping_when
from gan_core.tasks.generate import synthesised
from gan_core.tasks.inference import infer
from gan_core.tasks.replay import never_recorded

_log = logging.getLogger(__name__)
_ASK = 0.05  # seconds between two looks at whether a waiting job was cancelled
_SMALL = 256 << 20  # bytes that one job takes: beyond, a device is busy with it alone

N = TypeVar("N", bound=Network)
Run = Callable[..., torch.Tensor]


def alike(job: Job, options: Any, shapes: Mapping[str, Hashable], needed: float) -> Hashable:
    """What two jobs must have in common to run together; None for one that runs by itself.

    Task, options – so the model too – and the pictures' shapes; seeds may differ.

    Args:
        needed: bytes of memory, by estimate.
    """
    if needed > _SMALL or not job.together(options):
        return None
    told = asdict(options)
    told["seed"], told["seeds"] = None, len(told.get("seeds", ()))
    return job.task, json.dumps(told, sort_keys=True, default=str), tuple(sorted(shapes.items()))


@dataclass(eq=False)
class _Call:
    """A job's call of a network, N×… tensors in and one out; its thread waits for `answered`."""

    run: Run
    key: tuple[Any, ...]  # calls with the same one may be answered by one pass
    inputs: tuple[torch.Tensor, ...]
    cancelled: Callable[[], bool]
    answered: threading.Event = field(default_factory=threading.Event)
    result: torch.Tensor | None = None
    error: BaseException | None = None

    def answer(self, result: torch.Tensor | None, error: BaseException | None = None) -> None:
        self.result, self.error = result, error
        self.answered.set()


class Passes:
    """Where the jobs of one group meet.

    Args:
        most: pictures in one pass.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._busy = 0  # jobs that do not wait for a pass
        self._calls: list[_Call] = []

    def run(self, jobs: Sequence[Callable[[Passes], None]], threads: Executor) -> None:
        """Do all jobs, which must not raise, on `threads`, and the passes on this one."""
        self._busy = len(jobs)
        for job in jobs:
            threads.submit(self._one, job)
        while calls := self._gathered():
            for _, alike in groupby(sorted(calls, key=_order), key=lambda call: call.key):
                for part in self._parts(list(alike)):
                    _answer(part)

    def through(
        self, run: Run, key: tuple[Any, ...], cancelled: Callable[[], bool], *inputs: torch.Tensor
    ) -> torch.Tensor:
        """`run(*inputs)`, N×… tensors, in one pass with the other jobs' calls of the same key.

        Raises Cancelled once `cancelled()`, and what `run` raises for this job's inputs alone.
        """
        shapes = tuple((x.shape[1:], x.dtype, x.device) for x in inputs)
        call = _Call(run, (*key, *shapes), inputs, cancelled)
        with self._changed:
            self._calls.append(call)
            self._busy -= 1
            self._changed.notify()
        while not call.answered.wait(_ASK):
            if cancelled():
                self._withdraw(call)
                raise Cancelled
        if call.error is not None:
            raise call.error
        assert call.result is not None
        return call.result

    def _one(self, job: Callable[[Passes], None]) -> None:
        try:
            job(self)
        except BaseException:
            _log.exception("a job raised")
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify()

    def _gathered(self) -> list[_Call]:
        """The calls of all jobs that go on, once each has come to one; none: all have ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._busy == 0)
            calls, self._calls = self._calls, []
            self._busy = len(calls)  # they go on as soon as they are answered
            return calls

    def _withdraw(self, call: _Call) -> None:
        with self._changed:
            if call in self._calls:  # else it is being answered, and counted as busy
                self._calls.remove(call)
                self._busy += 1

    def _parts(self, calls: list[_Call]) -> list[list[_Call]]:
        """As few passes as `most` allows."""
        parts: list[list[_Call]] = []
        room = 0
        for call in calls:
            count = len(call.inputs[0])
            if not parts or count > room:
                parts.append([])
                room = self._most
            parts[-1].append(call)
            room -= count
        return parts


def _order(call: _Call) -> str:
    return repr(call.key)


def _answer(calls: list[_Call]) -> None:
    """One pass for all; where it fails, one for each, so that nobody suffers for another."""

    def nobody_waits() -> bool:
        return all(call.cancelled() for call in calls)

    failed = None
    try:
        with torch.inference_mode(), stopping_when(nobody_waits):
            each = [call.inputs for call in calls]
            inputs = [torch.cat(same) for same in zip(*each, strict=True)]
            made = calls[0].run(*inputs)
        parts = made.split([len(call.inputs[0]) for call in calls])
        for call, part in zip(calls, parts, strict=True):
            call.answer(part)
        return
    except Cancelled as stopped:
        for call in calls:
            call.answer(None, stopped)
        return
    except Exception as error:
        if len(calls) == 1:
            calls[0].answer(None, error)
            return
        failed = f"{type(error).__name__}: {error}"
    # out here the exception is gone, and with it the tensors that its traceback held
    _log.warning("a pass for %d jobs failed, so each has one: %s", len(calls), failed)
    for call in calls:
        _answer([call])


def shared(network: N, passes: Passes, cancelled: Callable[[], bool]) -> N:
    """The same network, for one job: its calls are answered in passes with those of others.

    Weights are not copied. What is not plainly a pass over pictures – other arguments than
    tensors, drawn noise, parts of the network – runs by itself.
    """
    joined = copy.copy(network)
    never_recorded(joined)  # but the whole pass is
    if isinstance(network, Generator):

        def synthesis(
            ws: torch.Tensor,
            noise_mode: NoiseMode = "const",
            generator: torch.Generator | None = None,
        ) -> torch.Tensor:
            if noise_mode == "random":
                return network.synthesis(ws, noise_mode=noise_mode, generator=generator)
            run = partial(synthesised, network, noise_mode=noise_mode)
            return passes.through(run, (id(network), noise_mode), cancelled, ws)

        vars(joined)["synthesis"] = synthesis
        return joined

    def forward(*inputs: Any, **options: Any) -> torch.Tensor:
        if options or not all(isinstance(x, torch.Tensor) for x in inputs):
            return network(*inputs, **options)
        if len({len(x) for x in inputs}) != 1:
            return network(*inputs)
        return passes.through(partial(infer, network), (id(network),), cancelled, *inputs)

    vars(joined)["forward"] = forward
    if isinstance(network, Stylizer):
        vars(joined)["for_parts"] = network.for_parts  # is taken apart
    return joined
