"""The conjuncts of a condition in words, what kind of change meets each, and the papers that would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qgov.lexicon import lexicon
from qgov.norms.conditions import And, Condition, Every, Has, ItemIs, Not, OneOf, Or, Present, View, Within

QUANTITY, PLACE, PARTY, PAPER, TRANSFER, ITEM, LAW = "quantity", "place", "party", "paper", "transfer", "item", "law"
_KINDS = {
    PLACE: "destination destinationGroup reachedGroup leftGroup placeReached participantIn receivedIn exportFrom "
    "importInto transitThrough within storedIn subjectsFrom",
    PARTY: "recipientKind recipientHome senderKind partyStatus financialEntityStatus otherEntityStatus nationality "
    "nationalityGroup anyNationalityGroup citizenshipGroup listedIntermediary listedParty "
    "listedRecipient listedSender ownedByListed partyOwnedByListed releasedWithin "
    "receiverRole senderRole endUse endUseIndication recipientEmployedSince recipientEmployment exporterSeat "
    "exporterControlSeat brokerSeat actorHome recipientOwnership nationalityTold",
    PAPER: "claimedPrivilege conditionShown safeguardOnFile certificateOnFile certificateRecognised licensedProvision",
    TRANSFER: "transferType",
    LAW: "openQuestion",
}
KIND_OF = {term: kind for kind, terms in _KINDS.items() for term in terms.split()}
PRIVILEGE, SAFEGUARD = "claimedPrivilege", "safeguardOnFile"

# What it means that a set has a value at all, and that it has none.
_PRESENT = {
    "exportFrom": ("it leaves a state", "it leaves no state"),
    "releasedWithin": ("it is released inside a state to a foreign person", "it is released inside no state"),
    "recipientEmployedSince": ("the employment of the recipients is stated", "no employment is stated"),
    "storedIn": ("where it is stored is stated", "no place of storage is stated"),
    "licensedProvision": ("a licence is on file", "no licence is on file"),
}


@dataclass(frozen=True)
class Paper:
    """Something to put on file: an exception relied on, or a safeguard, by its word."""

    term: str
    word: str


def conjuncts(condition: Condition) -> Iterator[Condition]:
    """The parts that all have to hold."""
    if isinstance(condition, And):
        for part in condition.parts:
            yield from conjuncts(part)
    elif isinstance(condition, Not) and isinstance(condition.part, Or):
        for part in condition.part.parts:
            yield from conjuncts(Not(part))
    else:
        yield condition


def unmet(condition: Condition, view: View) -> list[tuple[Condition, bool | None]]:
    """The conjuncts that do not hold in every world of a view: with False where none has them, None where some do."""
    found = [(part, part.possible(view)) for part in conjuncts(condition)]
    return [(part, truth) for part, truth in found if truth is not True]


def kind_of(condition: Condition) -> str:
    """The kind of change that meets a conjunct; of alternatives that of the first that a paper, a party, or else
    anything meets."""
    kinds = [_kind(leaf) for leaf in condition.leaves()]
    ranked = [kind for kind in (PAPER, PARTY, PLACE, QUANTITY, TRANSFER, ITEM, LAW) if kind in kinds]
    return ranked[0] if ranked else LAW


def _kind(leaf: Condition) -> str:
    if isinstance(leaf, Within):
        return KIND_OF.get(leaf.term, QUANTITY)
    return KIND_OF.get(getattr(leaf, "term", ""), ITEM)


def papers(condition: Condition, view: View) -> tuple[Paper, ...] | None:
    """The fewest papers that make a conjunct hold; None where papers alone do not."""
    if condition.possible(view) is True:
        return ()
    if isinstance(condition, Has) and condition.term in (PRIVILEGE, SAFEGUARD):
        return (Paper(condition.term, condition.values[0]),)
    if isinstance(condition, And):
        found = [papers(part, view) for part in condition.parts]
        return None if None in found else tuple(dict.fromkeys(paper for some in found for paper in some))
    if isinstance(condition, Or):
        ways = [way for part in condition.parts if (way := papers(part, view)) is not None]
        return min(ways, key=len, default=None)
    return None


def in_words(condition: Condition) -> str:
    """A condition as a phrase."""
    if isinstance(condition, Not):
        return _denied(condition.part)
    if isinstance(condition, (And, Or)):
        parts = list(dict.fromkeys(in_words(part) for part in condition.parts))
        return (" and " if isinstance(condition, And) else " or ").join(f"({p})" if " or " in p else p for p in parts)
    if isinstance(condition, ItemIs):
        return f"the item is a {_label(condition.name)}"
    if isinstance(condition, Within):
        from qgov.reasoning.reasons import threshold_text

        return f"{_label(condition.term)} {threshold_text(condition)}"
    if isinstance(condition, (Has, OneOf, Every)):
        only = "only " if isinstance(condition, Every) else ""
        return f"{_label(condition.term)}: {only}{_listed(condition.values)}"
    if isinstance(condition, Present):
        return _PRESENT.get(condition.term, (f"{_label(condition.term)} is there", ""))[0]
    return "nothing else"


def _denied(part: Condition) -> str:
    if isinstance(part, Not):
        return in_words(part.part)
    if isinstance(part, (Has, OneOf)):
        return f"{_label(part.term)}: none of {_listed(part.values)}"
    if isinstance(part, Present) and part.term in _PRESENT:
        return _PRESENT[part.term][1]
    return f"not ({in_words(part)})"


def _label(name: str) -> str:
    term = lexicon().terms.get(name)
    return term.label if term else name


def _listed(values: tuple[str, ...], most: int = 6) -> str:
    shown = list(values[:most]) if len(values) > most + 1 else list(values)
    rest = len(values) - len(shown)
    return " or ".join(shown) + (f" or one of {rest} more" if rest else "")
