"""What a result file comes to: counts by jurisdiction and outcome, by month, by norm and by what is missing."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from qgov.registers.verdicts import ALL, SEPARATOR

_TOP = 40


def count_part(
    block: np.ndarray, blocks: list[list[tuple]], dates: np.ndarray, columns: tuple[str, ...]
) -> dict[str, Counter]:
    """The counts of one batch: ``outcomes`` by jurisdiction and outcome, ``months`` by month and outcome of the lines,
    ``norms`` by provision and status, ``residual`` by code; of flips ``flips`` by jurisdiction and both outcomes."""
    found: dict[str, Counter] = {name: Counter() for name in ("outcomes", "months", "norms", "residual", "flips")}
    place = {name: at + 1 for at, name in enumerate(columns)}
    rows = np.flatnonzero(block >= 0)
    days = dates[rows].astype("timedelta64[D]") + np.datetime64("0001-01-01") - np.timedelta64(1, "D")
    months = days.astype("datetime64[M]").astype(np.int64)
    least = int(months.min(initial=0))
    width = int(months.max(initial=0)) - least + 1
    pairs, numbers = np.unique(block[rows] * width + (months - least), return_counts=True)
    weights: Counter = Counter()
    for pair, number in zip(pairs.tolist(), numbers.tolist(), strict=True):
        which, month = pair // width, pair % width + least
        weights[which] += number
        for line in blocks[which]:
            if line[place["jurisdiction"]] == ALL and line[0] is not None:
                name = str(np.datetime64(month, "M"))
                outcome = line[place["outcome"]] if "outcome" in place else "flip"
                found["months"][name, outcome] += number
    for which, number in weights.items():
        for line in blocks[which]:
            code = line[place["jurisdiction"]]
            if line[0] is None:
                continue
            if "outcome" in place:
                found["outcomes"][code, line[place["outcome"]]] += number
            else:
                found["flips"][code, line[place["before"]], line[place["after"]]] += number
            if code == ALL:
                texts = line[place["norms" if "norms" in place else "causes"]]
                for text in texts.split(SEPARATOR) if texts else ():
                    found["norms"][text,] += number
                for text in line[place["residual"]].split(SEPARATOR) if "residual" in place else ():
                    if text:
                        found["residual"][text,] += number
    return found


def merged(parts: list[dict[str, Counter]]) -> dict[str, Counter]:
    """The counts of all parts together."""
    found: dict[str, Counter] = {}
    for part in parts:
        for name, counter in part.items():
            found.setdefault(name, Counter()).update(counter)
    return found


def to_lists(counts: dict[str, Counter]) -> dict[str, list]:
    """Counts as JSON has them, each a list of its key's parts and the number, in the order of the keys."""
    return {name: [[*key, number] for key, number in sorted(counter.items())] for name, counter in counts.items()}


def from_lists(lists: dict[str, list]) -> dict[str, Counter]:
    return {name: Counter({tuple(row[:-1]): row[-1] for row in rows}) for name, rows in lists.items()}


def summary(counts: dict[str, Counter], rows: dict[str, int], about: dict) -> dict:
    """The summary as JSON has it; norms and codes the most frequent first."""

    def top(name: str) -> list:
        ordered = sorted(counts.get(name, Counter()).items(), key=lambda pair: (-pair[1], pair[0]))
        return [[*key, number] for key, number in ordered[:_TOP]]

    whole = to_lists(counts)
    return {
        **about, "rows": rows, "outcomes": whole.get("outcomes", []), "months": whole.get("months", []),
        "flips": top("flips"), "norms": top("norms"), "residual": top("residual"),
        "made": date.today().isoformat(),
    }  # fmt: skip
