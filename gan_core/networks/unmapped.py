"""What generators without a mapping network share: their w is z itself."""

from __future__ import annotations

import torch
from torch import nn


class UnmappedGenerator(nn.Module):
    """Gives a network with `synthesis(ws)` the interface of a style-based generator.

    `net(z)` with z of shape N×z_dim, normally distributed, gives N×3×resolution×resolution.
    """

    c_dim = 0
    num_ws = 1

    def __init__(self, z_dim: int, resolution: int) -> None:
        super().__init__()
        self.z_dim = self.w_dim = z_dim
        self.resolution = resolution

    def mapping(
        self,
        z: torch.Tensor,
        c: torch.Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
    ) -> torch.Tensor:
        """N×z_dim (or N×z_dim×1×1) to ws of shape N×1×z_dim, drawn to the mean 0 by truncation."""
        ws = z.flatten(1)[:, None]
        assert ws.shape[-1] == self.z_dim, f"N×{self.z_dim} expected, got {tuple(z.shape)}"
        truncated = truncation_cutoff is None or truncation_cutoff > 0
        return ws * truncation_psi if truncated else ws

    def synthesis(self, ws: torch.Tensor, noise_mode: str = "const") -> torch.Tensor:
        """ws, N×1×z_dim, to a picture; `noise_mode` changes nothing: there is no noise inside."""
        raise NotImplementedError

    def forward(
        self,
        z: torch.Tensor,
        c: torch.Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
        noise_mode: str = "const",
    ) -> torch.Tensor:
        return self.synthesis(self.mapping(z, c, truncation_psi, truncation_cutoff), noise_mode)
