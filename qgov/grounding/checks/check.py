"""What a check is, and what it hands on: a verdict, and the circuit that should corroborate its formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qgov.dossier.model import Item

from ..assumptions import Required, written
from ..model import ClaimRef, Grounding


@dataclass(frozen=True)
class Evidence:
    """A circuit to run: its name, its parameters, and what the closed form says it must give."""

    circuit: str
    parameters: dict[str, float]
    formula: Callable[[], float]


@dataclass(frozen=True)
class Judged:
    grounding: Grounding
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Check:
    """One entry of the registry.

    ``terms`` are the claim terms that it reads; ``assumptions`` those that a claim must state before it can be refuted;
    ``tolerance`` says in words how far a bound may be overstepped; ``source`` is a DOI; ``circuit`` names the
    PennyLane circuit of the formula, if there is one to run.
    """

    name: str
    terms: tuple[str, ...]
    kind: str
    formula: str
    tolerance: str
    source: str
    judge: Callable[[Check, Item], list[Judged]]
    assumptions: tuple[Required, ...] = ()
    circuit: str | None = None

    def verdict(self, verdict: str, claims: tuple[ClaimRef, ...], **rest) -> Grounding:
        """A grounding of this check; name, kind, formula, source and assumptions are the check's unless given."""
        own = {
            "kind": self.kind,
            "formula": self.formula,
            "source": self.source,
            "assumptions": written(self.assumptions),
        }
        return Grounding(check=self.name, verdict=verdict, claims=claims, **(own | rest))

    def __call__(self, item: Item) -> list[Judged]:
        return self.judge(self, item)
