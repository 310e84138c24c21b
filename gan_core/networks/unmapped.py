"""What generators without a mapping network share."""

from __future__ import annotations

import torch

from gan_core.networks.kinds import Generator, NoiseMode


class NoiselessGenerator(Generator):
    """`net(z, c, …)` is `mapping`, then `synthesis`; there is one w, and no noise beside it."""

    def mapping(
        self,
        z: torch.Tensor,
        c: torch.Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
    ) -> torch.Tensor:
        """z N×z_dim, c N×c_dim one-hot where there are classes, to ws N×1×w_dim."""
        raise NotImplementedError

    def synthesis(
        self,
        ws: torch.Tensor,
        noise_mode: NoiseMode = "const",
        generator: torch.Generator | None = None,
    ) -> torch.Tensor:
        """ws, N×1×w_dim, to pictures; without noise inside, the mode changes nothing."""
        raise NotImplementedError

    def forward(
        self,
        z: torch.Tensor,
        c: torch.Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
        noise_mode: NoiseMode = "const",
    ) -> torch.Tensor:
        return self.synthesis(self.mapping(z, c, truncation_psi, truncation_cutoff), noise_mode)


class UnmappedGenerator(NoiselessGenerator):
    """One whose w is z itself: it lacks `synthesis(ws)` alone.

    `net(z)` with z of shape N×z_dim, normally distributed, gives N×3×resolution×resolution.
    """

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
