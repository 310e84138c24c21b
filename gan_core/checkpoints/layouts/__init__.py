"""Every architecture that can be loaded; adding one is a file here and a line below."""

from __future__ import annotations

from gan_core.checkpoints.contents import Layout

# The order matters only where two layouts could match: the more particular one stands first.
LAYOUTS: tuple[Layout, ...] = ()
