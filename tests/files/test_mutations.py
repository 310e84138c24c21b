"""A damaged file is a picture or one sentence: never a hang, a traceback or half a file.

    GANVAS_MUTATIONS=20000 GANVAS_SEED=3 pytest tests/files/test_mutations.py -s

runs many more of them, and says what became of them.
"""

from __future__ import annotations

import os
import resource

from tests.files.mutations import run

COUNT = int(os.environ.get("GANVAS_MUTATIONS", "500"))
SEED = int(os.environ.get("GANVAS_SEED", "11"))


def test_damaged_files_are_pictures_or_sentences_in_steady_memory(tmp_path):
    (tmp_path / "warm").mkdir()
    run(100, SEED + 1, tmp_path / "warm")  # libraries are loaded, their buffers grown
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused, longest = run(COUNT, SEED, tmp_path)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    for name, times in sorted(refused.items()):
        print(f"{name}: {times} refused")
    print(f"{COUNT} files, {refused.total()} refused, slowest {longest:.2f} s, {grown:.0f} MB more")
    assert refused.total() > COUNT / 4  # that they were damaged at all
    assert grown < 300
