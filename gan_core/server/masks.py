"""How a request says what its mask means, for those that come as people make them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from gan_core.choices import MaskSource
from gan_core.errors import InputError
from gan_core.files.mask import Mask, mask_of
from gan_core.files.picture import Picture
from gan_core.jobs.job import Job

MASK = "mask"  # the role that a person's words are about


class MaskMeaning(BaseModel):
    """Fields of a job beside its options: see `files.mask_of`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    mask_from: MaskSource | None = Field(
        default=None,
        description="what of the mask says what to change: its opacity (alpha), its brightness "
        "(luma), or what is transparent in it (erased); without a mask, of the image itself",
    )
    invert: bool = Field(default=False, description="black, not white, is what shall change")

    @property
    def said(self) -> bool:
        """Whether the request says anything."""
        return self.mask_from is not None or self.invert

    def of_image(self, job: Job, given: set[str]) -> bool:
        """Whether the image itself is the mask. Raises InputError where nothing can be one."""
        if not self.said or MASK in given:
            return False
        if not any(role.name == MASK for role in job.roles):
            raise InputError(
                "'{task}' takes no mask, so that nothing can be said of it.", task=job.task
            )
        if self.mask_from in ("erased", "alpha") and "image" in given:
            return True
        raise InputError("'mask_from' and 'invert' say what a mask means, and there is none.")

    def understood(self, picture: Picture, image: Picture, name: str, job: Job) -> Mask:
        """The mask that a picture is meant to be, for that image."""
        how: dict[str, Any] = {"source": self.mask_from, "invert": self.invert}
        if name != MASK:
            how = {}
        hole = name == MASK and job.task == "inpaint"
        return mask_of(picture, image.size, name, of=image, hole=hole, **how)


def takes_meaning(job: Job) -> bool:
    """Whether a job's form has these fields."""
    return any(role.name == MASK for role in job.roles)
