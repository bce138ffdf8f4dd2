"""``compare``: what one draft catches and another does not, each shown by a situation that tells them apart.

Norms are compared by what they do (their effect, in whose law), all that do the same together; days, and the controls
under which they stand or which they set aside, are told beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from qgov.drafting.space import Situation, Space, caught
from qgov.norms import NormBook
from qgov.norms.conditions import Condition, Or
from qgov.norms.model import Norm


@dataclass(frozen=True)
class Side:
    """One of the two that are compared: what it is called, its norms, and the law that they stand in."""

    name: str
    norms: tuple[Norm, ...]
    book: NormBook


@dataclass(frozen=True)
class Difference:
    """What norms do that are alike in this, with their days and the provisions they rest on, and the situations that
    only one side catches; None where there is none."""

    what: str
    days: tuple[str, str]
    rests_on: tuple[str, str]
    only_first: Situation | None
    only_second: Situation | None

    @property
    def same(self) -> bool:
        """Whether both catch the same, whatever their days and what they rest on."""
        return self.only_first is None and self.only_second is None

    @property
    def alike(self) -> bool:
        return self.same and self.days[0] == self.days[1] and self.rests_on[0] == self.rests_on[1]

    def to_dict(self) -> dict:
        return {
            "what": self.what, "days": list(self.days), "restsOn": list(self.rests_on), "same": self.same,
            "onlyFirst": self.only_first and self.only_first.to_dict(),
            "onlySecond": self.only_second and self.only_second.to_dict(),
        }  # fmt: skip


def compare(first: Side, second: Side) -> list[Difference]:
    """How two drafts differ in what they catch. Raises OutOfTime where the solver does not say in time."""
    groups: dict[str, tuple[list[Norm], list[Norm]]] = defaultdict(lambda: ([], []))
    for index, side in enumerate((first, second)):
        for norm in side.norms:
            groups[what(norm)][index].append(norm)
    found = []
    for name, (ones, others) in sorted(groups.items()):
        left, right = _together(ones, first.book), _together(others, second.book)
        space = Space((left, right))
        only_first, only_second = space.find([left], [right]), space.find([right], [left])
        days, rests_on = (_days(ones), _days(others)), (_rests_on(ones), _rests_on(others))
        found.append(Difference(name, days, rests_on, only_first, only_second))
    return found


def what(norm: Norm) -> str:
    """What a norm does, in words: norms that do the same are compared with one another."""
    return f"{norm.effect} ({norm.jurisdiction})"


def _together(norms: Iterable[Norm], book: NormBook) -> Condition:
    return Or(tuple(caught(norm, book.norms, book.acting_on_entries) for norm in norms))


def _rests_on(norms: Iterable[Norm]) -> str:
    return ", ".join(sorted({one for norm in norms for one in (*norm.controlled_under, *norm.defeats)}))


def _days(norms: Iterable[Norm]) -> str:
    spans = sorted({(norm.in_force_from, norm.in_force_until) for norm in norms}, key=lambda span: span[0])
    return ", ".join(f"from {start}" + (f" until {end}" if end else "") for start, end in spans)
