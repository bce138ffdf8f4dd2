"""An isotopic impurity above that of the element as it is found in nature: such a number may be a purity.

Of natural silicon 4.685(8) % are silicon-29, of natural germanium 7.76(8) % germanium-73 (Meija et al. 2016, Isotopic
compositions of the elements 2013, DOI 10.1515/pac-2015-0503; read in tables made of it). What is enriched in the other
isotopes has less. Material enriched in just these two has more, but nothing of it is asked under this term.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from qgov.dossier.model import Item

from .domain import Domain
from .facts import Interval, Refuted, unknown
from .model import Fact
from .percent_slip import PERCENT

PURE = Fraction(1, 2)  # more than half of it is the isotope that is wanted
TERM = "isotopicImpurity"
NATURAL = {"Si": Decimal("0.05"), "Ge": Decimal("0.08")}  # as natural material is quoted to one digit


def impurity(
    item: Item, claims: dict[str, Fact], refuted: Refuted, domain: Domain
) -> tuple[dict[str, Fact], list[str]]:
    """The impurity as unknown, with a warning, where all that is claimed lies above that of nature."""
    fact = claims.get(TERM)
    element = str(item.claims.get("element"))
    most = NATURAL.get(element, max(NATURAL.values()))
    if fact is None or not fact.known or fact.lower is None or fact.lower <= most:
        return {}, []
    note = f"{TERM} of {item.id} is {fact.lower:.6g}, more than in the element as found in nature ({most}); is it a"
    note += f" purity? It counts as unknown; give 1 - purity as {TERM}"
    return {TERM: replace(unknown(TERM, item.id, domain), derived_from=(TERM,), notes=(note,))}, [note]


def suspected(given: Interval) -> list[tuple[str, Interval]]:
    """What a number that is not believed may say instead, in words and as an impurity."""
    if given.low is None or given.high is None:
        return []
    found = [("a percentage", Interval(given.low / PERCENT, given.high / PERCENT))]
    if given.low > PURE:
        found.append(("a purity, of which 1 less it is the impurity", Interval(1 - given.high, 1 - given.low)))
    return found
