"""The conjuncts of a condition that fail, what kind of change meets each, and the papers that would."""

from __future__ import annotations

from dataclasses import dataclass

from qgov.norms.conditions import And, Condition, Has, Or, View, Within
from qgov.norms.words import conjuncts

QUANTITY, PLACE, PARTY, PAPER, TRANSFER, ITEM, LAW = "quantity", "place", "party", "paper", "transfer", "item", "law"
_KINDS = {
    PLACE: "destination destinationGroup reachedGroup leftGroup placeReached participantIn receivedIn exportFrom "
    "importInto transitThrough within storedIn subjectsFrom personalDataFrom foreignAuthorityIn",
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


@dataclass(frozen=True)
class Paper:
    """Something to put on file: an exception relied on, or a safeguard, by its word."""

    term: str
    word: str


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
