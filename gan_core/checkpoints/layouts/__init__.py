"""Every published layout that can be read; adding one is a file here and a line below."""

from __future__ import annotations

from gan_core.checkpoints.contents import Layout
from gan_core.checkpoints.layouts import (
    adain,
    animegan2,
    cyclegan,
    dcgan,
    efficientnet_lite,
    lama,
    lama_regular,
    migan,
    ncnn,
    patchgan,
    pix2pix,
    spandrel,
    style_bank,
    stylegan2,
    stylegan3,
    transformer_net,
    u2net,
    upconv7,
)

# The order matters only where two layouts could match: the more particular one stands first.
LAYOUTS: tuple[Layout, ...] = (
    # StyleGAN3's files hold a discriminator of StyleGAN2
    stylegan3.LAYOUT,
    stylegan2.LAYOUT,
    lama.LAYOUT,
    lama_regular.LAYOUT,
    migan.LAYOUT,
    cyclegan.LAYOUT,
    pix2pix.LAYOUT,
    transformer_net.LAYOUT,
    animegan2.LAYOUT,
    adain.LAYOUT,
    style_bank.LAYOUT,
    dcgan.LAYOUT,
    efficientnet_lite.LAYOUT,
    patchgan.LAYOUT,
    u2net.LAYOUT,
    upconv7.LAYOUT,
    ncnn.LAYOUT,
    spandrel.LAYOUT,
)
