"""How good networks are, in numbers: distances between sets of pictures, and between pictures.

net = FeatureNetwork.load()                       # EfficientNet-Lite0, frozen
real, fake = net.features(photographs), net.features(made)
fid(real, fake); kid(real, fake).mean; precision_recall(real, fake)
"""

from gan_core.training.metrics.distances import KID, fid, kid
from gan_core.training.metrics.embedding import FeatureNetwork
from gan_core.training.metrics.manifold import (
    DensityCoverage,
    PrecisionRecall,
    density_coverage,
    precision_recall,
)

__all__ = [
    "KID",
    "DensityCoverage",
    "FeatureNetwork",
    "PrecisionRecall",
    "density_coverage",
    "fid",
    "kid",
    "precision_recall",
]
