"""What the norms in force ask of a line, so that only this is derived and left open where nothing is stated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from qgov.dossier.model import Dossier, Item
from qgov.grounding.model import Fact
from qgov.lexicon import lexicon
from qgov.norms.model import ENTRY, NORM, POINTER, Norm
from qgov.situation.recipients import employed_since


@dataclass(frozen=True)
class Asked:
    """Provisions that some norm asks an item to be designed for (``designs``) or technology to relate to
    (``relations``), single-valued terms that some control reads (``terms``), and the open questions."""

    designs: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()


NOTHING_ASKED = Asked()


def asked_of(norms: Iterable[Norm], questions: Iterable[str] = ()) -> Asked:
    """What these norms ask. A privilege that reads what nobody stated is not shown, so its terms stay absent."""
    found: dict[str, set[str]] = {"designedForProvision": set(), "relatedProvision": set()}
    terms: set[str] = set()
    for norm in norms:
        if norm.kind in (ENTRY, NORM, POINTER):
            terms |= norm.condition.single_valued
        for term in norm.condition.terms.intersection(found):
            for leaf in norm.condition.all_leaves:
                if getattr(leaf, "term", None) == term:
                    found[term].update(leaf.values)
    return Asked(
        frozenset(found["designedForProvision"]), frozenset(found["relatedProvision"]), frozenset(terms),
        frozenset(questions),
    )  # fmt: skip


def unstated(item: Item, classes: frozenset[str], facts: dict[str, Fact], asked: Asked) -> dict[str, Fact]:
    """A fact that may have any value, or none, for every term that controls read of such an item and nobody stated.

    Without it a control would be escaped by silence.
    """
    terms = lexicon().terms
    found = {}
    for name in sorted(asked.terms - set(facts)):
        term = terms[name]
        if not classes.intersection(term.used_on):
            continue
        rest = {"known": False, "possibly_absent": True, "notes": (f"needs {name}",)}
        if term.value_kind in ("word", "flag"):
            words = frozenset(lexicon().words(term.words_class)) if term.words_class else frozenset({"true", "false"})
            found[name] = Fact(name, item.id, values=words, **rest)
        else:
            found[name] = Fact(name, item.id, lower=term.minimum, upper=term.maximum, **rest)
    return found


def line_facts(dossier: Dossier, item: Item) -> dict[str, Fact]:
    """The single-valued facts of a line that are not the item's: its worth, the end use, since when a recipient is
    employed."""
    facts = (contract_value(item), end_use(dossier, item), employed_since(dossier, item.id))
    return {fact.term: fact for fact in facts}


def contract_value(item: Item) -> Fact:
    """The value of an item in euro; a value in another currency is not converted, and unknown."""
    term, stated = "contractValueEur", item.value or {}
    amount = stated.get("value")
    if amount is not None and stated.get("currency") == "EUR":
        return Fact(term, item.id, lower=amount, upper=amount, estimate=amount, as_declared=True)
    return Fact(term, item.id, lower=Decimal(0), known=False, notes=("needs value in EUR",))


def end_use(dossier: Dossier, item: Item) -> Fact:
    if dossier.end_use:
        return Fact("endUse", item.id, values=frozenset({dossier.end_use}), as_declared=True)
    words = frozenset(lexicon().words("EndUse"))
    return Fact("endUse", item.id, values=words, known=False, possibly_absent=True, notes=("needs endUse",))
