"""What the product does with pictures: tensors in, tensors out.

    from gan_core import tasks
    filled = tasks.inpaint(image, mask)
"""

from gan_core.tasks.inpainting import inpaint

__all__ = ["inpaint"]
