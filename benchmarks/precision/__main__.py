"""python -m benchmarks.precision [--only NAME] [--side 256] [--pictures 3] [--threads 1]

How far pictures depart from exact ones when products round as a card's do, network by network: the
table from which networks declare `fast_dtype`. It needs no card.
"""

from __future__ import annotations

import argparse

import torch

from benchmarks.precision.cases import cases
from benchmarks.precision.departure import departures

_ROUNDINGS: dict[str, torch.dtype | str] = {
    "TF32": "tf32",
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
}


def main() -> None:
    """Print the table, a row a network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--starts", default="", help="first letters of its name")
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--pictures", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    heads = [f"{name}: mean ΔE | 99.9 % | most | steps" for name in _ROUNDINGS]
    print("| network | class | declares |", " | ".join(heads), "|")
    print("|---|---|---|" + "--:|" * 4 * len(_ROUNDINGS))
    for case in cases(given.side, given.pictures):
        if given.only not in case.name or not case.name.startswith(given.starts):
            continue
        found = case.make()
        if found is None:
            continue
        cells = []
        for seen in departures(found, list(_ROUNDINGS.values()), case.seeded):
            mark = "" if seen.unseen else "**"
            cells.append(f"{mark}{seen.mean:.3f}{mark} | {seen.tail:.2f} | {seen.most:.1f}")
            cells[-1] += f" | {seen.steps:.1f}"
        declared = str(found.network.fast_dtype or "").removeprefix("torch.")
        name = case.name + (" (seeded)" if case.seeded else "")
        row = [name, type(found.network).__name__, declared, *cells]
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
