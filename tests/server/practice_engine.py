"""The real command `ganvas serve`, with practice tasks in place of the product's."""

import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from gan_core import cli
from gan_core.server import app
from tests.server import practice

app.create_app = partial(app.create_app, jobs=practice.JOBS, networks=practice.networks)
cli.main(["serve", *sys.argv[1:]])
