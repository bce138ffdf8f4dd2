"""An isotopic impurity above that of the element as it is found in nature: such a number may be a purity.

Of natural silicon 4.685(8) % are silicon-29, of natural germanium 7.76(8) % germanium-73 (Meija et al. 2016, Isotopic
compositions of the elements 2013, DOI 10.1515/pac-2015-0503; read in tables made of it). What is enriched in the other
isotopes has less. Material enriched in just these two has more, but nothing of it is asked under this term. Between
half of the natural share and nine tenths of it (germanium: three quarters) there is next to no enrichment, and more is
natural material: such a number may be a percentage, unless it says "%".
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qgov.dossier.model import Item

from .domain import Domain
from .facts import Refuted, unknown
from .model import Fact
from .percent_slip import said_in_percent

TERM = "isotopicImpurity"
NATURAL = {"Si": Decimal("0.05"), "Ge": Decimal("0.08")}  # as natural material is quoted to one digit
HARDLY_ENRICHED = {"Si": (Decimal("0.0235"), Decimal("0.0422")), "Ge": (Decimal("0.0388"), Decimal("0.06"))}


def impurity(
    item: Item, claims: dict[str, Fact], refuted: Refuted, domain: Domain
) -> tuple[dict[str, Fact], list[str]]:
    """The impurity as unknown, with a warning, where all that is claimed lies above that of nature."""
    fact = claims.get(TERM)
    element = str(item.claims.get("element"))
    most = NATURAL.get(element, max(NATURAL.values()))
    if fact is None or not fact.known or fact.lower is None:
        return {}, []
    least, nearly = HARDLY_ENRICHED.get(element, HARDLY_ENRICHED["Si"])
    if fact.lower > most:
        note = f"{TERM} of {item.id} is {fact.lower:.6g}, more than in the element as found in nature ({most}); is it a"
        note += f" purity? It counts as unknown; give 1 - purity as {TERM}"
    elif not least < fact.lower < nearly or said_in_percent(item.claims.get(TERM)):
        return {}, []
    else:
        note = f"{TERM} of {item.id} is {fact.lower:.6g}, nearly that of the element as found in nature ({most}); is it"
        note += f" a percentage? It counts as unknown; give it with its unit, as {fact.lower * 100:.6g} %"
    return {TERM: replace(unknown(TERM, item.id, domain), derived_from=(TERM,), notes=(note,))}, [note]
