"""StyleGAN2's training written down as one would at first: what the recipe is compared with.

The same networks, losses and optimizer; no augmentation on either side.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn
from torch.optim import Adam
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from gan_core.training.recipes.stylegan2_ada import StyleGAN2ADA


class Files(Dataset[Tensor]):
    """Pictures opened when they are asked for, as a random crop of the recipe's kind."""

    def __init__(self, folder: Path, size: int) -> None:
        self.files = sorted(folder.iterdir())
        self.change = transforms.Compose(
            [
                transforms.RandomResizedCrop(size, scale=(0.02, 1), ratio=(1, 1)),
                transforms.RandomHorizontalFlip(),
                transforms.ToTensor(),
            ]
        )

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> Tensor:
        return self.change(Image.open(self.files[index]).convert("RGB"))


class PlainLoop:
    """One `step()` is a step of the recipe, with its regularizers every n-th time.

    Args:
        recipe: for networks and numbers.
        pictures: where batches come from, without end.
        lazy: whether the regularizers wait for their turn, or are part of every step.
    """

    def __init__(self, recipe: StyleGAN2ADA, pictures: Iterator[Tensor], lazy: bool) -> None:
        self.recipe, self.pictures, self.lazy = recipe, pictures, lazy
        self.g: nn.Module = recipe.generator()
        self.d: nn.Module = recipe.discriminator()
        self.average = copy.deepcopy(self.g)
        self.g_optimizer = Adam(self.g.parameters(), recipe.lr, betas=(0.0, 0.99))
        self.d_optimizer = Adam(self.d.parameters(), recipe.lr, betas=(0.0, 0.99))
        self.path_mean = torch.zeros(())
        self.number = 0

    def step(self) -> None:
        recipe = self.recipe
        real = next(self.pictures)
        fake = self.g.synthesis(self._ws(len(real)), "random")
        loss = F.softplus(-self.d(real)).mean() + F.softplus(self.d(fake.detach())).mean()
        self._update(self.d_optimizer, loss)
        if self._due(recipe.gamma_every):
            x = real.clone().requires_grad_(True)
            (slope,) = torch.autograd.grad(self.d(x).sum(), x, create_graph=True)
            penalty = slope.square().sum((1, 2, 3)).mean()
            self._update(self.d_optimizer, recipe.gamma / 2 * recipe.gamma_every * penalty)
        fake = self.g.synthesis(self._ws(len(real)), "random")
        self._update(self.g_optimizer, F.softplus(-self.d(fake)).mean())
        if recipe.path_length > 0 and self._due(recipe.path_every):
            self._update(self.g_optimizer, self._path_loss(len(real) // 2))
        with torch.no_grad():
            for mean, value in zip(self.average.parameters(), self.g.parameters(), strict=True):
                mean.copy_(recipe.ema * mean + (1 - recipe.ema) * value)
        self.number += 1

    def _due(self, every: int) -> bool:
        return not self.lazy or self.number % every == 0

    def _update(self, optimizer: Adam, loss: Tensor) -> None:
        self.g_optimizer.zero_grad()
        self.d_optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()  # for a log

    def _ws(self, count: int) -> Tensor:
        ws, others = (self.g.mapping(torch.randn(count, self.recipe.latent)) for _ in range(2))
        change = torch.randint(1, ws.shape[1], (count, 1, 1))
        mixed = (torch.rand(count, 1, 1) < self.recipe.mixing) & (
            torch.arange(ws.shape[1])[:, None] >= change
        )
        return torch.where(mixed, others, ws)

    def _path_loss(self, count: int) -> Tensor:
        ws = self._ws(count)
        pictures = 2 * self.g.synthesis(ws, "random")
        noise = torch.randn_like(pictures) / pictures[0, 0].numel() ** 0.5
        (slope,) = torch.autograd.grad((pictures * noise).sum(), ws, create_graph=True)
        length = slope.square().sum(2).mean(1).sqrt()
        self.path_mean = self.path_mean.lerp(length.mean().detach(), 0.01)
        weight = self.recipe.path_length * self.recipe.path_every
        return weight * (length - self.path_mean).square().mean()


def from_files(folder: Path, recipe: StyleGAN2ADA) -> Iterator[Tensor]:
    """Batches, decoded as they are needed."""
    data = Files(folder, recipe.resolution)
    while True:
        yield from DataLoader(data, recipe.batch, shuffle=True, drop_last=True)


def from_memory(batch: Callable[[], Tensor]) -> Iterator[Tensor]:
    """The same batch again and again: a loop that spends nothing on pictures."""
    while True:
        yield batch()
