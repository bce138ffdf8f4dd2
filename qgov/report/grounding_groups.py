"""The groundings of a dossier in the order in which people should see them, with the words for each verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from qgov.dossier.model import Dossier, Quantity
from qgov.grounding.model import MET, NOT_MET, REFUTED, SUPPORTED, UNDETERMINED, Grounding
from qgov.lexicon import lexicon

ORDER = (REFUTED, NOT_MET, UNDETERMINED, MET, SUPPORTED)
MEANING = {
    REFUTED: "impossible under the assumptions that the claim states",
    NOT_MET: "true or not, the claim does not reach this threshold",
    UNDETERMINED: "physics alone does not decide it from what is given",
    MET: "if the claim is true, this threshold is reached",
    SUPPORTED: "nothing that was checked contradicts it",
}
LEGEND = (
    "Dot: the claim. Black line: the bound. Green: the side that is permitted or reaches the threshold."
    " Red: impossible. Amber: outside a model or short of a threshold, which alone refutes nothing."
    " Bar: the claim ± 1.645 standard uncertainties (u); thin line: ± 3 u, beyond which a theorem refutes."
)


@dataclass(frozen=True)
class Group:
    """The groundings of one item (id ``""``: of none), the verdicts that matter most first."""

    id: str
    label: str
    groundings: tuple[Grounding, ...]

    @property
    def title(self) -> str:
        return f"{self.id}: {self.label}" if self.id else self.label


def grouped(dossier: Dossier, groundings: tuple[Grounding, ...]) -> list[Group]:
    """The groundings by item in the order of the dossier, then those of no item."""
    terms, found = lexicon().terms, []
    for item in dossier.items:
        own = [grounding for grounding in groundings if grounding.claims and grounding.claims[0].item == item.id]
        label = terms[item.type].label if item.type in terms else item.type
        found.append(Group(item.id, label, _ordered(own)))
    known = {item.id for item in dossier.items}
    rest = [grounding for grounding in groundings if not grounding.claims or grounding.claims[0].item not in known]
    return [group for group in (*found, Group("", "other claims", _ordered(rest))) if group.groundings]


def tally(groundings: tuple[Grounding, ...]) -> list[tuple[str, int]]:
    """Each verdict that occurs, with how often, in the order of ``ORDER``."""
    counts = Counter(grounding.verdict for grounding in groundings)
    return [(verdict, counts[verdict]) for verdict in ORDER if counts[verdict]]


def quantities(grounding: Grounding, dossier: Dossier) -> list[Quantity]:
    """The quantities that the grounding is about, as far as the dossier holds them by item and term."""
    found = []
    for ref in grounding.claims[:100]:
        item = dossier.item(ref.item)
        one = item.quantity(ref.term) if item else None
        if one is not None:
            found.append(one)
        elif item and ref.term == "pairs.cnotError" and ref.index is not None:
            found += [p.cnot_error for p in item.pairs if p.index == ref.index and p.cnot_error is not None]
    return found


def _ordered(groundings: list[Grounding]) -> tuple[Grounding, ...]:
    places = {verdict: place for place, verdict in enumerate(ORDER)}
    return tuple(sorted(groundings, key=lambda grounding: places.get(grounding.verdict, len(ORDER))))
