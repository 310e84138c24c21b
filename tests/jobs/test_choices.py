"""What is spelled for commands before torch is imported is what the other rooms say."""

from __future__ import annotations

from typing import get_args

from gan_core import choices
from gan_core.files import formats, latents, video
from gan_core.networks import kinds


def test_suffixes_are_those_that_are_read_and_written():
    assert choices.PICTURES == formats.SUFFIXES
    assert choices.READABLE == formats.READ
    assert choices.FILMS == video.SUFFIXES
    assert choices.LATENTS == latents.SUFFIX


def test_words_mean_the_same_everywhere():
    assert get_args(choices.NoiseMode) == get_args(kinds.NoiseMode)
