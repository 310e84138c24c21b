"""How good a network is at what it does, on pictures that it has not seen.

evaluation = evaluate(load_network("starry-night"), Options(data=Path("photos/test")))
print(evaluation.as_markdown())
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gan_core.errors import InputError
from gan_core.networks.kinds import Network
from gan_core.training.evaluation import generators, inpainters, restorers, stylizers
from gan_core.training.evaluation.results import Evaluation, Group
from gan_core.training.evaluation.subject import OnProgress, Options, Subject, ignore
from gan_core.training.metrics import FeatureNetwork

__all__ = ["Evaluation", "Options", "evaluate", "report"]

# a line for each kind of network that `net.info` tells
_KINDS: Mapping[str, Callable[[Subject], list[Group]]] = {
    "generator": generators.evaluate,
    "inpainter": inpainters.evaluate,
    "stylizer": stylizers.evaluate,
    "example_stylizer": stylizers.evaluate,
    "restorer": restorers.evaluate,
}


def evaluate(
    network: Network,
    options: Options,
    features: FeatureNetwork | None = None,
    on_progress: OnProgress = ignore,
) -> Evaluation:
    """Measure a network of `load_network`; its kind says how.

    Args:
        features: what pictures are seen through; None loads EfficientNet-Lite0.

    Raises:
        InputError: the network's kind cannot be measured, or there are too few pictures.
        ModelNotFoundError: the features are not on this machine.
    """
    subject = Subject(network, options, on_progress, features)
    kind = subject.info.kind
    if kind not in _KINDS:
        raise InputError(
            "A network of the kind '{kind}' is not measured by itself; evaluate one of {kinds}.",
            kind=kind,
            kinds=", ".join(_KINDS),
        )
    groups = _KINDS[kind](subject)
    return report(subject, groups, subject.features.about)


def report(
    subject: Subject, groups: Sequence[Group], features: Mapping[str, str] | None = None
) -> Evaluation:
    """An evaluation with everything that says what was measured, and how."""
    info = subject.info
    return Evaluation(
        model={
            "name": info.name,
            "architecture": info.architecture,
            "kind": info.kind,
            "sha256": info.sha256,
        },
        features=features or {},
        settings=_settings(subject.options, info.kind),
        groups=groups,
    )


def _settings(options: Options, kind: str) -> dict[str, object]:
    """What a report says of how it was made: names of pictures, not where somebody keeps them."""
    settings: dict[str, object] = {"pictures": options.data.name, "seed": options.seed}
    if kind == "generator":
        settings |= {"psi": options.psi, "real": "random crops" if options.crops else "whole"}
    else:
        settings |= {"size": options.size}
    if options.styles:
        settings["style"] = ", ".join(path.name for path in options.styles)
    return settings
