"""LaMa as its paper draws it (Suvorov et al. 2022, figure 2): each branch and norm on its own."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def _conv(inputs: int, outputs: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False, padding_mode="reflect")


class FourierUnit(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv_layer = nn.Conv2d(2 * channels, 2 * channels, 1, bias=False)
        self.bn = nn.BatchNorm2d(2 * channels)

    def forward(self, x: Tensor) -> Tensor:
        n, c, height, width = x.shape
        spectrum = torch.view_as_real(torch.fft.rfft2(x, norm="ortho"))
        flat = spectrum.permute(0, 1, 4, 2, 3).reshape(n, 2 * c, height, -1)
        flat = torch.relu(self.bn(self.conv_layer(flat)))
        spectrum = flat.reshape(n, c, 2, height, -1).permute(0, 1, 3, 4, 2).contiguous()
        return torch.fft.irfft2(torch.view_as_complex(spectrum), (height, width), norm="ortho")


class SpectralTransform(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        half = channels // 2
        self.conv1 = nn.Sequential(
            nn.Conv2d(channels, half, 1, bias=False), nn.BatchNorm2d(half), nn.ReLU()
        )
        self.fu = FourierUnit(half)
        self.conv2 = nn.Conv2d(half, channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)
        return self.conv2(x + self.fu(x))


class FFC(nn.Module):
    def __init__(self, local: int, across: int) -> None:
        super().__init__()
        self.convl2l = _conv(local, local)
        self.convl2g = _conv(local, across)
        self.convg2l = _conv(across, local)
        self.convg2g = SpectralTransform(across)


class NormedFFC(nn.Module):
    def __init__(self, local: int, across: int) -> None:
        super().__init__()
        self.ffc = FFC(local, across)
        self.bn_l = nn.BatchNorm2d(local)
        self.bn_g = nn.BatchNorm2d(across)

    def forward(self, x: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        local, across = x
        ffc = self.ffc
        new_local = ffc.convl2l(local) + ffc.convg2l(across)
        new_across = ffc.convl2g(local) + ffc.convg2g(across)
        return torch.relu(self.bn_l(new_local)), torch.relu(self.bn_g(new_across))


class Block(nn.Module):
    def __init__(self, local: int, across: int) -> None:
        super().__init__()
        self.conv1 = NormedFFC(local, across)
        self.conv2 = NormedFFC(local, across)

    def forward(self, x: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        local, across = self.conv2(self.conv1(x))
        return x[0] + local, x[1] + across


class Local(nn.Module):
    """Convolution, norm, ReLU without global input; named as one branch of an FFC."""

    def __init__(self, conv: nn.Module, width: int) -> None:
        super().__init__()
        self.ffc = nn.ModuleDict({"convl2l": conv})
        self.bn_l = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.bn_l(self.ffc["convl2l"](x)))


class Split(nn.Module):
    """The last halving: from local features to local and global ones."""

    def __init__(self, inputs: int, local: int, across: int) -> None:
        super().__init__()
        self.ffc = nn.ModuleDict(
            {"convl2l": _conv(inputs, local, 2), "convl2g": _conv(inputs, across, 2)}
        )
        self.bn_l = nn.BatchNorm2d(local)
        self.bn_g = nn.BatchNorm2d(across)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        local = self.bn_l(self.ffc["convl2l"](x))
        return torch.relu(local), torch.relu(self.bn_g(self.ffc["convl2g"](x)))


class Join(nn.Module):
    def forward(self, x: tuple[Tensor, Tensor]) -> Tensor:
        return torch.cat(x, 1)


class PlainLaMa(nn.Module):
    """big-lama: 18 blocks, three quarters of the 512 channels global."""

    def __init__(self, blocks: int = 18) -> None:
        super().__init__()
        first = nn.Conv2d(4, 64, 7, bias=False)
        layers: list[nn.Module] = [nn.ReflectionPad2d(3), Local(first, 64)]
        layers += [Local(_conv(64, 128, 2), 128), Local(_conv(128, 256, 2), 256)]
        layers += [Split(256, 128, 384), *(Block(128, 384) for _ in range(blocks)), Join()]
        for width in (512, 256, 128):
            up = nn.ConvTranspose2d(width, width // 2, 3, 2, 1, 1)
            layers += [up, nn.BatchNorm2d(width // 2), nn.ReLU()]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(64, 3, 7), nn.Sigmoid()]
        self.model = nn.Sequential(*layers)

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        return self.model(torch.cat([image * (1 - mask), mask], 1))
