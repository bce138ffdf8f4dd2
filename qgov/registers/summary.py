"""What a result file comes to: counts by jurisdiction and outcome, by month, by norm and by what is missing."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from qgov.registers.verdicts import ALL, SEPARATOR

_TOP = 40


class Tally:
    """Counts batches; what a block of result rows adds to each count is worked out once."""

    def __init__(self, columns: tuple[str, ...]):
        self._place = {name: at + 1 for at, name in enumerate(columns)}
        self._keys: list[tuple[str, tuple]] = []  # the name of a count and its key, by number
        self._numbers: dict[tuple[str, tuple], int] = {}
        self._of: dict[int, np.ndarray] = {}
        self._outcomes: dict[int, list[str]] = {}

    def part(self, block: np.ndarray, blocks: list[list[tuple]], dates: np.ndarray) -> dict[str, Counter]:
        """The counts of one batch: ``outcomes`` by jurisdiction and outcome, ``months`` by month and outcome of the
        lines, ``norms`` by provision and status, ``residual`` by code; of flips ``flips`` by jurisdiction and both
        outcomes; of drafted norms ``catches`` by norm and status, with ``days``, how many rows are of each day."""
        drafted = "norm" in self._place
        names = ("outcomes", "months", "norms", "residual", "flips", *(("catches", "days") if drafted else ()))
        found: dict[str, Counter] = {name: Counter() for name in names}
        rows = np.flatnonzero(block >= 0)
        if not len(rows):
            return found
        used, which, numbers = np.unique(block[rows], return_inverse=True, return_counts=True)
        for one in used.tolist():
            if one not in self._of:
                self._learn(one, blocks[one])
        said = [self._of[one] for one in used.tolist()]
        weights = np.repeat(numbers, list(map(len, said)))
        keys = np.concatenate(said)
        counts = np.zeros(len(self._keys), np.int64)
        np.add.at(counts, keys, weights)
        for key in np.unique(keys).tolist():
            name, parts = self._keys[key]
            found[name][parts] = int(counts[key])
        days = dates[rows].astype("timedelta64[D]") + np.datetime64("0001-01-01") - np.timedelta64(1, "D")
        months = days.astype("datetime64[M]").astype(np.int64)
        least = int(months.min())
        names = [str(month) for month in np.arange(least, int(months.max()) + 1).astype("datetime64[M]")]
        pairs, numbers = np.unique(which.reshape(-1) * len(names) + (months - least), return_counts=True)
        places, at = np.divmod(pairs, len(names))
        if drafted:
            several, each = np.unique(days, return_counts=True)
            found["days"].update({(str(day),): number for day, number in zip(several, each.tolist(), strict=True)})
        lines = found["months"]
        for place, month, number in zip(places.tolist(), at.tolist(), numbers.tolist(), strict=True):
            for outcome in self._outcomes[int(used[place])]:
                lines[names[month], outcome] += number
        return found

    def _learn(self, number: int, block: list[tuple]) -> None:
        place, keys, outcomes = self._place, [], []
        for line in block:
            code = line[place["jurisdiction"]]
            if line[0] is None:
                continue
            if "norm" in place and line[place["norm"]]:
                keys.append(("catches", (line[place["norm"]], line[place["status"]])))
                continue
            outcome = line[place["outcome"]] if "outcome" in place else "flip"
            if "outcome" in place:
                keys.append(("outcomes", (code, outcome)))
            else:
                keys.append(("flips", (code, line[place["before"]], line[place["after"]])))
            if code != ALL:
                continue
            outcomes.append(outcome)
            texts = line[place["norms" if "norms" in place else "causes"]]
            keys += (("norms", (text,)) for text in (texts.split(SEPARATOR) if texts else ()))
            missing = line[place["residual"]].split(SEPARATOR) if "residual" in place else ()
            keys += (("residual", (text,)) for text in missing if text)
        self._outcomes[number] = outcomes
        self._of[number] = np.array([self._number(key) for key in keys], np.int64)

    def _number(self, key: tuple[str, tuple]) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self._keys)
            self._keys.append(key)
        return self._numbers[key]


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
        **{name: whole[name] for name in ("catches", "days") if name in whole}, "made": date.today().isoformat(),
    }  # fmt: skip
