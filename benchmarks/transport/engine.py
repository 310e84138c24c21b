"""The real `ganvas serve` with one more task, which does nothing: what is left is the way."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch

from gan_core import cli
from gan_core.server import app
from gan_core.server.jobs import JOBS
from gan_core.server.jobs.job import Job, Made, Options, Role
from gan_core.server.jobs.work import Work


def nothing(
    options: Options, pictures: Mapping[str, torch.Tensor], work: Work
) -> Sequence[Made]:
    """The picture as it came."""
    return [Made(pictures["image"], "Nothing")]


echo = Job("echo", "Nothing", Options, nothing, (Role("image"),))
app.create_app = partial(app.create_app, jobs=(*JOBS, echo))
cli.main(["serve", *sys.argv[1:]])
