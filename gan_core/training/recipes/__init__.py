"""The recipes by name; adding one is a file here and a line below."""

from __future__ import annotations

from importlib import import_module

from gan_core.errors import InputError
from gan_core.training.recipe import Recipe

# name: module and class; imported only when asked for
RECIPES = {
    "cyclegan": "cyclegan:CycleGANRecipe",
    "damage": "damage:DamageRecipe",
    "distill": "distill:DistillRecipe",
    "dcgan": "dcgan:DCGAN",
    "gan": "gan:GAN",
    "hinge": "hinge:Hinge",
    "inpainter": "inpainter:InpainterRecipe",
    "mender": "mender:MenderRecipe",
    "one-picture": "one_picture:OnePicture",
    "pix2pix": "pix2pix:Pix2PixRecipe",
    "projected": "projected:Projected",
    "restore": "restore:RestoreRecipe",
    "style": "style:StyleRecipe",
    "style-by-example": "style_by_example:StyleByExampleRecipe",
    "stylegan2-ada": "stylegan2_ada:StyleGAN2ADA",
    "super-resolution": "super_resolution:SuperResolutionRecipe",
    "teach-features": "teach_features:TeachFeaturesRecipe",
    "wgan-gp": "wgan_gp:WGANGP",
}


def recipe_class(name: str) -> type[Recipe]:
    """The recipe of that name. InputError, with the names there are, for any other."""
    if name not in RECIPES:
        raise InputError(
            "There is no recipe '{name}'; there are: {recipes}.",
            name=name,
            recipes=", ".join(sorted(RECIPES)),
        )
    module, cls = RECIPES[name].split(":")
    return getattr(import_module(f"{__name__}.{module}"), cls)
