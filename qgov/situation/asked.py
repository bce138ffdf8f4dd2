"""What the norms in force ask of a line, so that only this is derived and left open where nothing is stated."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
    (``relations``), single-valued terms that some control reads (``terms``), the open questions, and the control
    entries that may describe an item (``entries``)."""

    designs: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    entries: tuple[Norm, ...] = ()

    def joined(self, other: Asked) -> Asked:
        """What either asks."""
        return Asked(
            self.designs | other.designs, self.relations | other.relations, self.terms | other.terms,
            self.questions | other.questions, self.entries + other.entries,
        )  # fmt: skip


NOTHING_ASKED = Asked()

FREES = frozenset({"published", "fundamentalResearch"})
"""What an item is said to be only where that frees it: lists control technology and software unless it is in the public
domain or basic research (Regulation (EU) 2021/821, Annex I, General Technology Note, General Software Note; 15 CFR
734.7, 734.8), so that who says nothing of it has shown neither."""


def asked_of(norms: Iterable[Norm], questions: Iterable[str] = ()) -> Asked:
    """What these norms ask. A privilege that reads what nobody stated is not shown, so its terms stay absent."""
    found: dict[str, set[str]] = {"designedForProvision": set(), "relatedProvision": set()}
    terms: set[str] = set()
    norms = tuple(norms)
    for norm in norms:
        if norm.kind in (ENTRY, NORM, POINTER):
            terms |= norm.condition.single_valued
        for term in norm.condition.terms.intersection(found):
            for leaf in norm.condition.all_leaves:
                if getattr(leaf, "term", None) == term:
                    found[term].update(leaf.values)
    return Asked(
        frozenset(found["designedForProvision"]), frozenset(found["relatedProvision"]), frozenset(terms),
        frozenset(questions), tuple(norm for norm in norms if norm.kind == ENTRY),
    )  # fmt: skip


def unstated(item: Item, classes: frozenset[str], facts: dict[str, Fact], asked: Asked) -> dict[str, Fact]:
    """A fact that may have any value, or none, for every term that controls read of such an item and nobody stated.

    Without it a control would be escaped by silence. What would free an item (``FREES``) is absent where nobody stated
    it.
    """
    terms = lexicon().terms
    found = {}
    for name in sorted(asked.terms - set(facts) - FREES):
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
    facts = (contract_value(dossier, item), end_use(dossier, item), employed_since(dossier, item.id))
    return {fact.term: fact for fact in facts}


def contract_value(
    dossier: Dossier, item: Item, surely: Collection[str] | None = None, perhaps: Collection[str] = ()
) -> Fact:
    """The value in euro of all that the dossier sends, or of what counts together with an item: ``surely`` are the ids
    of items that do, ``perhaps`` of those that may. A value in another currency is not converted, and unknown.

    Whether a value is that of one piece or of all pieces of an item is not said: with a ``quantity`` it may be either.
    """
    term = "contractValueEur"
    low = high = Decimal(0)
    unpriced: list[str] = []
    for one in dossier.items:
        counts = surely is None or one.id in surely
        if not (counts or one.id in perhaps):
            continue
        stated = one.value or {}
        amount = stated.get("value")
        if amount is None or stated.get("currency") != "EUR":
            unpriced.append(one.id)
            continue
        low += amount if counts else 0
        high += amount * max(Decimal(1), one.count or Decimal(1))
    if unpriced:
        return Fact(term, item.id, lower=low, known=False, notes=(f"needs the value of {unpriced[0]} in EUR",))
    estimate = low if low == high else None
    return Fact(term, item.id, lower=low, upper=high, estimate=estimate, as_declared=True)


def end_use(dossier: Dossier, item: Item) -> Fact:
    if dossier.end_use:
        return Fact("endUse", item.id, values=frozenset({dossier.end_use}), as_declared=True)
    words = frozenset(lexicon().words("EndUse"))
    return Fact("endUse", item.id, values=words, known=False, possibly_absent=True, notes=("needs endUse",))
