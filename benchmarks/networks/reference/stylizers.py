"""Picture to picture: CycleGAN, pix2pix, fast neural style, AnimeGANv2, AdaIN, layer by layer."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class _Residual(nn.Module):
    def __init__(self, name: str, inside: nn.Module, skip: bool = True) -> None:
        super().__init__()
        self.add_module(name, inside)
        self.inside, self.skip = [inside], skip  # in a list: registered once, under its name

    def forward(self, x: Tensor) -> Tensor:
        return x + self.inside[0](x) if self.skip else self.inside[0](x)


class PlainCycleGAN(nn.Module):
    """Zhu et al. 2017, appendix 7.2: c7s1-64, d128, d256, R256 × 9, u128, u64, c7s1-3."""

    def __init__(self, blocks: int = 9) -> None:
        super().__init__()

        def normed(conv: nn.Module, width: int) -> list[nn.Module]:
            return [conv, nn.InstanceNorm2d(width), nn.ReLU()]

        layers: list[nn.Module] = [nn.ReflectionPad2d(3), *normed(nn.Conv2d(3, 64, 7), 64)]
        layers += normed(nn.Conv2d(64, 128, 3, 2, 1), 128)
        layers += normed(nn.Conv2d(128, 256, 3, 2, 1), 256)
        for _ in range(blocks):
            half = [nn.ReflectionPad2d(1), *normed(nn.Conv2d(256, 256, 3), 256)]
            rest = [nn.ReflectionPad2d(1), nn.Conv2d(256, 256, 3), nn.InstanceNorm2d(256)]
            layers.append(_Residual("conv_block", nn.Sequential(*half, *rest)))
        layers += normed(nn.ConvTranspose2d(256, 128, 3, 2, 1, 1), 128)
        layers += normed(nn.ConvTranspose2d(128, 64, 3, 2, 1, 1), 64)
        self.model = nn.Sequential(*layers, nn.ReflectionPad2d(3), nn.Conv2d(64, 3, 7), nn.Tanh())

    def forward(self, image: Tensor) -> Tensor:
        return (self.model(image * 2 - 1) + 1) / 2


class _Level(nn.Module):
    def __init__(self, outer: int, inner: int, below: nn.Module | None) -> None:
        super().__init__()
        down = nn.Conv2d(outer, inner, 4, 2, 1, bias=False)
        up = nn.ConvTranspose2d(2 * inner if below else inner, outer, 4, 2, 1, bias=False)
        middle = [nn.BatchNorm2d(inner), below] if below else []
        head = [nn.LeakyReLU(0.2), down, *middle]
        self.model = nn.Sequential(*head, nn.ReLU(), up, nn.BatchNorm2d(outer))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, self.model(x)], 1)


class PlainPix2Pix(nn.Module):
    """Isola et al. 2017, appendix 6.1: the U-Net for 256×256."""

    def __init__(self, depth: int = 8) -> None:
        super().__init__()
        level = _Level(512, 512, None)
        for outer in (*[512] * (depth - 5), 256, 128, 64):
            level = _Level(outer, min(2 * outer, 512), level)
        first = nn.Conv2d(3, 64, 4, 2, 1, bias=False)
        last = nn.ConvTranspose2d(128, 3, 4, 2, 1)
        inside = nn.Sequential(first, level, nn.ReLU(), last, nn.Tanh())
        self.model = _Residual("model", inside, skip=False)

    def forward(self, image: Tensor) -> Tensor:
        return (self.model(image * 2 - 1) + 1) / 2


class _Mirrored(nn.Module):
    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.pad = nn.ReflectionPad2d(kernel // 2)
        self.conv2d = nn.Conv2d(inputs, outputs, kernel, stride)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv2d(self.pad(x))


class PlainFastStyle(nn.Module):
    """Johnson et al. 2016, with instance norms and nearest-neighbour enlargement."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = _Mirrored(3, 32, 9), _Mirrored(32, 64, 3, 2)
        self.conv3 = _Mirrored(64, 128, 3, 2)
        for index in range(1, 6):
            parts = {f"conv{i}": _Mirrored(128, 128, 3) for i in (1, 2)}
            norms = {f"in{i}": nn.InstanceNorm2d(128, affine=True) for i in (1, 2)}
            self.add_module(f"res{index}", nn.ModuleDict({**parts, **norms}))
        self.deconv1, self.deconv2 = _Mirrored(128, 64, 3), _Mirrored(64, 32, 3)
        self.deconv3 = _Mirrored(32, 3, 9)
        for index, width in enumerate((32, 64, 128, 64, 32), 1):
            self.add_module(f"in{index}", nn.InstanceNorm2d(width, affine=True))

    def forward(self, image: Tensor) -> Tensor:
        y = torch.relu(self.in1(self.conv1(image * 255)))
        y = torch.relu(self.in2(self.conv2(y)))
        y = torch.relu(self.in3(self.conv3(y)))
        for index in range(1, 6):
            block = getattr(self, f"res{index}")
            inner = torch.relu(block["in1"](block["conv1"](y)))
            y = y + block["in2"](block["conv2"](inner))
        y = torch.relu(self.in4(self.deconv1(F.interpolate(y, scale_factor=2))))
        y = torch.relu(self.in5(self.deconv2(F.interpolate(y, scale_factor=2))))
        return self.deconv3(y) / 255


def _normed(inputs: int, outputs: int, kernel: int = 3, stride: int = 1, groups: int = 1):
    side = kernel // 2
    return nn.Sequential(
        nn.ReflectionPad2d((0, side, 0, side) if stride == 2 else side),
        nn.Conv2d(inputs, outputs, kernel, stride, groups=groups, bias=groups > 1),
        nn.GroupNorm(1, outputs),
        nn.LeakyReLU(0.2),
    )


def _inverted(inputs: int, outputs: int) -> nn.Module:
    wide = 2 * inputs
    steps = [_normed(inputs, wide, 1), _normed(wide, wide, groups=wide)]
    steps += [nn.Conv2d(wide, outputs, 1, bias=False), nn.GroupNorm(1, outputs)]
    return _Residual("layers", nn.Sequential(*steps), skip=inputs == outputs)


class PlainAnimeGAN(nn.Module):
    """AnimeGANv2 (Chen et al. 2020)."""

    def __init__(self) -> None:
        super().__init__()
        self.block_a = nn.Sequential(_normed(3, 32, 7), _normed(32, 64, stride=2), _normed(64, 64))
        self.block_b = nn.Sequential(_normed(64, 128, stride=2), _normed(128, 128))
        middle = [_inverted(128, 256), *(_inverted(256, 256) for _ in range(3))]
        self.block_c = nn.Sequential(_normed(128, 128), *middle, _normed(256, 128))
        self.block_d = nn.Sequential(_normed(128, 128), _normed(128, 128))
        self.block_e = nn.Sequential(_normed(128, 64), _normed(64, 64), _normed(64, 32, 7))
        self.out_layer = nn.Sequential(nn.Conv2d(32, 3, 1, bias=False), nn.Tanh())

    def forward(self, image: Tensor) -> Tensor:
        half = self.block_a(image * 2 - 1)
        y = self.block_c(self.block_b(half))
        y = F.interpolate(y, half.shape[-2:], mode="bilinear", align_corners=True)
        y = F.interpolate(self.block_d(y), image.shape[-2:], mode="bilinear", align_corners=True)
        return (self.out_layer(self.block_e(y)) + 1) / 2


def _vgg(inputs: int, outputs: int) -> list[nn.Module]:
    return [nn.ReflectionPad2d(1), nn.Conv2d(inputs, outputs, 3), nn.ReLU()]


class PlainAdaIN(nn.Module):
    """Huang and Belongie 2017: VGG-19 to relu4_1, its statistics changed, and decoded."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(3, 3, 1)]
        for inputs, outputs in ((3, 64), (64, 64), (64, 128), (128, 128), (128, 256)):
            layers += _vgg(inputs, outputs)
            if inputs == outputs:
                layers.append(nn.MaxPool2d(2, ceil_mode=True))
        layers += [*_vgg(256, 256), *_vgg(256, 256), *_vgg(256, 256)]
        self.vgg = nn.Sequential(*layers, nn.MaxPool2d(2, ceil_mode=True), *_vgg(256, 512))
        self.decoder = nn.Sequential(
            *[*_vgg(512, 256), nn.Upsample(scale_factor=2), *_vgg(256, 256), *_vgg(256, 256)],
            *[*_vgg(256, 256), *_vgg(256, 128), nn.Upsample(scale_factor=2), *_vgg(128, 128)],
            *[*_vgg(128, 64), nn.Upsample(scale_factor=2), *_vgg(64, 64)],
            *[nn.ReflectionPad2d(1), nn.Conv2d(64, 3, 3)],
        )

    def forward(self, image: Tensor, style: Tensor) -> Tensor:
        content, example = self.vgg(image), self.vgg(style)
        sides = (2, 3)
        mean, deviation = (
            content.mean(sides, True),
            (content.var(sides, keepdim=True) + 1e-5).sqrt(),
        )
        normal = (content - mean) / deviation
        wanted = (example.var(sides, keepdim=True) + 1e-5).sqrt()
        return self.decoder(normal * wanted + example.mean(sides, True))
