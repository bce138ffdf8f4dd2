"""What lists name the parties of a dossier: by matches on record, by lists that were loaded, and by ownership."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from qgov.base.party_lists import named_lists, narrowest, parts_of, with_whole
from qgov.dossier.model import Dossier, Match, Party, Stake
from qgov.situation.screening.match import THRESHOLD, Hit, find_hits
from qgov.situation.screening.model import PartyList
from qgov.situation.screening.ownership import owned_by
from qgov.situation.screening.scripts import is_read
from qgov.situation.sides import sides

OPEN, CONFIRMED, DISMISSED = "open", "confirmed", "dismissed"
# Who takes part in no transfer unless it receives; an owner counts through what it owns.
ASIDE = ("authority", "dataSubject", "owner")
TERMS = (
    "listedIntermediary", "listedParty", "listedRecipient", "listedSender", "ownedByListed", "partyOwnedByListed",
)  # fmt: skip

Lists = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Likeness:
    """A hit on a loaded list with what was decided on it, or a match on record without such a hit."""

    party: str
    status: str
    lists: frozenset[str]
    open_lists: frozenset[str]
    hit: Hit | None = None
    match: Match | None = None

    def to_dict(self) -> dict:
        found: dict = {"party": self.party, "status": self.status, "lists": sorted(self.lists)}
        if self.open_lists:
            found["openLists"] = sorted(self.open_lists)
        if self.hit is not None:
            entry, source = self.hit.entry, self.hit.list
            found |= {
                "entry": entry.id, "name": self.hit.name, "said": self.hit.said, "score": self.hit.score,
                "reasons": list(self.hit.reasons), "family": source.family, "version": source.version,
            }  # fmt: skip
            if entry.requirement:
                found["requirement"] = entry.requirement
            if entry.reference:
                found["reference"] = entry.reference
        if self.match is not None:
            found["entry"] = self.match.entry or found.get("entry")
            found["decision"] = self.match.reason or self.match.status
            if self.match.decided_on:
                found["decidedOn"] = self.match.decided_on
        return found


@dataclass(frozen=True)
class Screening:
    """The likenesses of a dossier's parties, the lists they were compared with, and what conditions read of it.

    ``unread``: ids of parties who have a name, but none that was compared with names in other scripts.
    """

    likenesses: tuple[Likeness, ...] = ()
    lists: tuple[PartyList, ...] = ()
    certain: Lists = field(default_factory=dict)
    possible: Lists = field(default_factory=dict)
    compared: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict:
        return {
            "lists": [party_list.to_dict() for party_list in self.lists],
            "matches": [likeness.to_dict() for likeness in self.likenesses],
        }


def screen(dossier: Dossier, lists: Iterable[PartyList] = (), threshold: float = THRESHOLD) -> Screening:
    """Compare every party with the lists, and with what the dossier records of matches.

    A confirmed match is certain, an open one and a hit on which nothing was decided are open, a dismissed one is none;
    a dismissal counts from the day it was made on.
    """
    lists = tuple(lists)
    likenesses, warnings = [], []
    for party in dossier.parties:
        likenesses += _of_party(party, dossier, lists, threshold, warnings)
    certain, possible = _terms(dossier, likenesses)
    both = sides(dossier)
    reached = {party.id for party in (*both.receive, *both.perhaps_receive)}
    nameless = [
        p.id for p in dossier.parties
        if not p.name and (p.role not in ("authority", "dataSubject") or p.id in reached)
    ]  # fmt: skip
    if lists and nameless:
        warnings.append(f"Without a name not compared with any list: {', '.join(nameless)}.")
    unread = [p for p in dossier.parties if p.name and not any(map(is_read, (p.name, *p.other_names)))]
    if lists and unread:
        named = ", ".join(f"{p.id} ({p.name})" for p in unread)
        warnings.append(
            f"Compared only with names in the same script: {named}; give a spelling in Latin letters too (otherNames)."
        )
    compared = frozenset()
    if not nameless and not unread and dossier.parties:
        families = {party_list.family for party_list in lists}
        compared = frozenset(named.id for named in named_lists().values() if named.family in families)
    warnings += [_age(party_list, dossier) for party_list in lists]
    unread_ids = tuple(p.id for p in unread)
    return Screening(tuple(likenesses), lists, certain, possible, compared, unread_ids, tuple(filter(None, warnings)))


def _age(party_list: PartyList, dossier: Dossier) -> str:
    if party_list.day is None:
        return f"The {party_list.label} that was loaded does not say of which day it is."
    if party_list.day != dossier.date:
        return f"The {party_list.label} was loaded as of {party_list.day}; the transfer is on {dossier.date}."
    return ""


@lru_cache(maxsize=4096)
def _hits(party: Party, party_list: PartyList, threshold: float) -> tuple[Hit, ...]:
    return find_hits(party, party_list, threshold)


def _of_party(party: Party, dossier: Dossier, lists: tuple, threshold: float, warnings: list[str]) -> list[Likeness]:
    recorded = [match for match in dossier.matches if match.party == party.id]
    found, used = [], set()
    for hit in (hit for party_list in lists for hit in _hits(party, party_list, threshold)):
        if not hit.entry.stands_on(dossier.date):
            warnings.append(
                f"{party.id} is like {hit.name} ({', '.join(sorted(hit.entry.lists))}), who is not listed on"
                f" {dossier.date}: from {hit.entry.start or 'unknown'} until {hit.entry.end or 'further notice'}."
            )
            continue
        match = next((m for m in recorded if _about(m, hit)), None)
        status = OPEN if match is None or _too_late(match, dossier) else match.status
        if match is not None:
            used.add(match)
        found.append(Likeness(party.id, status, hit.entry.lists, hit.entry.open_lists, hit, match))
    for match in recorded:
        if _too_late(match, dossier):
            warnings.append(
                f"The match of {match.party} was dismissed on {match.decided_on}, after the transfer: it is open."
            )
        if match not in used:
            status = OPEN if _too_late(match, dossier) else match.status
            whole = with_whole(match.list)
            parts = frozenset(parts_of(match.list))
            found.append(Likeness(party.id, status, frozenset(whole), parts, None, match))
    return found


def _about(match: Match, hit: Hit) -> bool:
    """Whether a match on record is about a hit: a dismissal about its one entry, a confirmation perhaps about any."""
    if match.list not in hit.entry.lists | hit.entry.open_lists:
        return False
    return match.entry == hit.entry.id or (match.entry is None and match.status == CONFIRMED)


def _too_late(match: Match, dossier: Dossier) -> bool:
    return match.status == DISMISSED and match.decided_on is not None and match.decided_on > dossier.date


def _terms(dossier: Dossier, likenesses: list[Likeness]) -> tuple[Lists, Lists]:
    """What conditions read: certain and open values of the ``TERMS``.

    Of an entry that certainly stands on a part of a list only the part is said: a norm about the whole names both.
    """
    sure: dict[str, frozenset[str]] = {}
    perhaps: dict[str, frozenset[str]] = {}
    for likeness in likenesses:
        lists = narrowest(likeness.lists)
        if likeness.status == CONFIRMED:
            sure[likeness.party] = sure.get(likeness.party, frozenset()) | lists
            perhaps[likeness.party] = perhaps.get(likeness.party, frozenset()) | likeness.open_lists
        elif likeness.status == OPEN:
            both = lists | likeness.open_lists
            perhaps[likeness.party] = perhaps.get(likeness.party, frozenset()) | both
    both = sides(dossier)
    receive, send = ([party.id for party in side] for side in (both.receive, both.send))
    may_receive = [*receive, *(party.id for party in both.perhaps_receive)]
    may_send = [*send, *(party.id for party in both.perhaps_send)]
    taking_part = [party.id for party in dossier.parties if party.role not in ASIDE or party.id in receive]
    between = [party for party in taking_part if party not in receive and party not in send]
    may_take_part = list(dict.fromkeys((*taking_part, *may_receive)))
    owned, maybe_owned = owned_by((*dossier.ownership, *_unstated_stakes(dossier, may_take_part)), sure, perhaps)

    def union(values: dict[str, frozenset[str]], parties: list[str]) -> frozenset[str]:
        return frozenset(name for party in parties for name in values.get(party, ()))

    certain, possible = {}, {}
    for term, of_some, of_others, parties, may_be in (
        ("listedParty", sure, perhaps, taking_part, may_take_part),
        ("listedIntermediary", sure, perhaps, between, between),
        ("listedRecipient", sure, perhaps, receive, may_receive),
        ("listedSender", sure, perhaps, send, may_send),
        ("ownedByListed", owned, maybe_owned, receive, may_receive),
        ("partyOwnedByListed", owned, maybe_owned, taking_part, may_take_part),
    ):
        certain[term] = union(of_some, parties)
        possible[term] = (union(of_some, may_be) | union(of_others, may_be)) - certain[term]
    return certain, possible


def _unstated_stakes(dossier: Dossier, held: list[str]) -> list[Stake]:
    """Of an owner of whom no share is stated, an unknown share of everybody who takes part."""
    holders = {stake.holder for stake in dossier.ownership}
    owners = [party.id for party in dossier.parties if party.role == "owner" and party.id not in holders]
    return [Stake(owner, party, None) for owner in owners for party in held]
