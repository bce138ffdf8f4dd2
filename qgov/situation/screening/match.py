"""Comparing a party with the entries of a list: names first, then what speaks for and against."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from qgov.dossier.model import Party
from qgov.situation.screening.model import BODY, OTHER, PERSON, ListedEntry, PartyList
from qgov.situation.screening.names import likeness, plain

# A likeness from this score on is a hit that somebody has to look at. Set by measurement on altered spellings of
# names: tests/situation/test_screening_names.py holds what it finds and what it lets through.
THRESHOLD = 85.0
# What each supporting or opposing circumstance adds or takes: enough to order hits, too little to clear an equal name.
EVIDENCE = 3.0
# The quick comparison keeps everything that the careful one could bring over the threshold.
_QUICK = 55.0


@dataclass(frozen=True)
class Hit:
    """A likeness: ``score`` from 0 to 100 after evidence, ``name`` the spelling on the list that came closest."""

    party: str
    list: PartyList
    entry: ListedEntry
    score: float
    name: str
    said: str
    reasons: tuple[str, ...] = ()


def find_hits(party: Party, party_list: PartyList, threshold: float = THRESHOLD) -> tuple[Hit, ...]:
    """The entries that a party's names come near to, the nearest first."""
    said = tuple(filter(None, (party.name, *party.other_names)))
    hits = []
    for index in sorted({i for name in said for i in _near(party_list, name)}):
        entry = party_list.entries[index]
        score, name, spelling = max((likeness(name, listed), listed, name) for name in said for listed in entry.names)
        pros, cons = evidence(party, entry)
        total = min(100.0, max(0.0, score + EVIDENCE * (len(pros) - len(cons))))
        if score >= threshold or total >= threshold:
            reasons = (f"names alike by {score:.0f} of 100", *pros, *cons)
            hits.append(Hit(party.id, party_list, entry, round(total, 1), name, spelling, reasons))
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.entry.id)))


def evidence(party: Party, entry: ListedEntry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What besides the name speaks for the party being the one listed, and what against."""
    pros, cons = [], []
    if party.birth_date is not None and entry.births:
        born = party.birth_date.isoformat()
        agree = any(born.startswith(listed) or listed.startswith(born) for listed in entry.births)
        (pros if agree else cons).append(
            f"date of birth {'agrees' if agree else 'differs'}: {', '.join(entry.births[:3])}"
        )
    places = {place[:2] for place in (party.country, *party.citizenship, *party.residency) if place}
    if places and entry.countries:
        agree = bool(places & entry.countries)
        (pros if agree else cons).append(
            f"country {'agrees' if agree else 'differs'}: {', '.join(sorted(entry.countries)[:5])}"
        )
    kind = {None: OTHER, "person": PERSON}.get(party.kind, BODY)
    if OTHER not in (kind, entry.kind) and kind != entry.kind:
        cons.append(f"the one listed is a {entry.kind}")
    return tuple(pros), tuple(cons)


@lru_cache(maxsize=8)
def _index(party_list: PartyList) -> tuple[list[str], list[int]]:
    """Every name of a list, folded, with the entry it belongs to."""
    folded, owners = [], []
    for index, entry in enumerate(party_list.entries):
        for name in entry.names:
            folded.append(plain(name))
            owners.append(index)
    return folded, owners


def _near(party_list: PartyList, name: str) -> list[int]:
    """The entries with a name that shares enough letters to be worth the careful comparison."""
    from rapidfuzz import fuzz, process

    folded, owners = _index(party_list)
    wanted = plain(name)
    if not wanted:
        return []
    close = process.extract(wanted, folded, scorer=fuzz.token_set_ratio, score_cutoff=_QUICK, limit=None)
    return [owners[position] for _, _, position in close]
