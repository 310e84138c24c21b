"""StyleGAN2's generator written from the paper, config F: every operation in its own step.

Karras et al., "Analyzing and Improving the Image Quality of StyleGAN" (2020), section 2 and
figure 2. Takes the weights of our network and computes the synthesis from w.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.networks.reference.resample import upfirdn


class PlainSynthesis(nn.Module):
    """w N×num_ws×w_dim → picture in [0, 1]; architecture 'skip', leaky ReLU, constant noise."""

    def __init__(self, weights: dict[str, Tensor], resolution: int) -> None:
        super().__init__()
        self.resolution = resolution
        for name, tensor in weights.items():
            self.register_buffer(name.replace(".", "_"), tensor)
        taps = torch.tensor([1.0, 3.0, 3.0, 1.0])
        self.register_buffer("taps", taps / taps.sum())

    def forward(self, ws: Tensor) -> Tensor:
        x = self._get("b4.const").repeat(len(ws), 1, 1, 1)
        x = self._layer(x, ws[:, 0], "b4.conv1", up=False)
        picture = self._rgb(x, ws[:, 1], "b4.torgb")
        index, size = 1, 8
        while size <= self.resolution:
            x = self._layer(x, ws[:, index], f"b{size}.conv0", up=True)
            x = self._layer(x, ws[:, index + 1], f"b{size}.conv1", up=False)
            picture = upfirdn(picture, self._get("taps"), up=2, down=1, padding=(2, 1), gain=4)
            picture = picture + self._rgb(x, ws[:, index + 2], f"b{size}.torgb")
            index, size = index + 2, size * 2
        return (picture + 1) / 2

    def _layer(self, x: Tensor, w: Tensor, name: str, *, up: bool) -> Tensor:
        if up:  # one sample more on each side than the picture has, for the convolution to use
            x = upfirdn(x, self._get("taps"), up=2, down=1, padding=(3, 2), gain=4)
        else:
            x = F.pad(x, (1, 1, 1, 1))
        weight = self._get(f"{name}.weight")
        if up:  # the published weights of an upsampling layer are stored turned around
            weight = weight.flip(2, 3)
        x = self._modulated(x, weight, self._style(w, name), demodulate=True)
        x = x + self._get(f"{name}.noise_const") * self._get(f"{name}.noise_strength")
        x = x + self._get(f"{name}.bias").view(1, -1, 1, 1)
        return F.leaky_relu(x, 0.2) * 2**0.5

    def _rgb(self, x: Tensor, w: Tensor, name: str) -> Tensor:
        weight = self._get(f"{name}.weight")
        style = self._style(w, name) / weight.shape[1] ** 0.5
        x = self._modulated(x, weight, style, demodulate=False)
        return x + self._get(f"{name}.bias").view(1, -1, 1, 1)

    def _style(self, w: Tensor, name: str) -> Tensor:
        weight = self._get(f"{name}.affine.weight") / w.shape[1] ** 0.5
        return F.linear(w, weight, self._get(f"{name}.affine.bias"))

    @staticmethod
    def _modulated(x: Tensor, weight: Tensor, style: Tensor, *, demodulate: bool) -> Tensor:
        n, channels, height, width = x.shape
        kernels = weight[None] * style[:, None, :, None, None]
        if demodulate:
            kernels = kernels / (kernels.square().sum(dim=(2, 3, 4), keepdim=True) + 1e-8).sqrt()
        x = x.reshape(1, n * channels, height, width)
        x = F.conv2d(x, kernels.flatten(0, 1), groups=n)
        return x.view(n, -1, *x.shape[2:])

    def _get(self, name: str) -> Tensor:
        return getattr(self, name.replace(".", "_"))
