"""What the product does with pictures: tensors in, tensors out.

from gan_core import tasks
filled = tasks.inpaint(image, mask)
painted = tasks.stylize(image, "starry-night")
pictures = tasks.generate(seeds=range(8))
clean = tasks.restore(image)
large = tasks.upscale(image, 2)
mask = tasks.subject(image)
scratches = tasks.damage(image)
people = tasks.faces(image)
fresh = tasks.unfade(image)
"""

from gan_core.tasks.damage import damage
from gan_core.tasks.extend import extend
from gan_core.tasks.faces import faces
from gan_core.tasks.generate import generate
from gan_core.tasks.harmonize import harmonize
from gan_core.tasks.inpainting import inpaint
from gan_core.tasks.restore import restore
from gan_core.tasks.stylize import stylize
from gan_core.tasks.subject import subject
from gan_core.tasks.unfade import unfade
from gan_core.tasks.upscale import upscale
from gan_core.tasks.vary import vary

__all__ = [
    "damage",
    "extend",
    "faces",
    "generate",
    "harmonize",
    "inpaint",
    "restore",
    "stylize",
    "subject",
    "unfade",
    "upscale",
    "vary",
]
