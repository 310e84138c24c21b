"""Filling holes in pictures: `inpaint`, and `fill` for canvases that do not fit in memory.

From the outside in: `task` (the front door), `regions` (where the work is), `guess` (a network's
coarse idea), `drafts` and `synthesis` (patches from coarse to fine), `finish` (final pixels).
"""

from gan_core.tasks.inpainting.regions import Region, as_mask, plan_regions
from gan_core.tasks.inpainting.task import fill, inpaint

__all__ = ["Region", "as_mask", "fill", "inpaint", "plan_regions"]
