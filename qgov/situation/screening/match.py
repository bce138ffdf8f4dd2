"""Comparing a party with the entries of a list: names first, then what speaks for and against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qgov.dossier.model import Party
from qgov.situation.screening.model import BODY, OTHER, PERSON, ListedEntry, PartyList
from qgov.situation.screening.names import likeness, plain

# A likeness from this score on is a hit that somebody has to look at. Set by measurement on altered spellings of
# names: tests/situation/test_screening_names.py holds what it finds and what it lets through.
THRESHOLD = 85.0
# What each circumstance adds or takes, in points. They order hits and help a name that is almost near enough; what
# speaks against takes more, since a reviewer goes by it, but never hides a name that is near enough by itself.
SUPPORTS, SAME_BIRTHDAY = 3.0, 8.0
OTHER_BIRTH, NEAR_BIRTH, OTHER_COUNTRY, OTHER_KIND = -20.0, -10.0, -10.0, -10.0
# The quick comparison keeps everything that the careful one could bring over the threshold: by words, or by letters
# whatever their order, since words may be written apart.
_QUICK, _QUICK_LETTERS = 55.0, 80.0


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
        found = evidence(party, entry)
        total = min(100.0, max(0.0, score + sum(points for _, points in found)))
        if score >= threshold or total >= threshold:
            reasons = (f"names alike by {score:.0f} of 100", *(text for text, _ in found))
            hits.append(Hit(party.id, party_list, entry, round(total, 1), name, spelling, reasons))
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.entry.id)))


def evidence(party: Party, entry: ListedEntry) -> tuple[tuple[str, float], ...]:
    """What besides the name speaks for the party being the one listed, then what against, with its points."""
    found = []
    if party.birth_date is not None and entry.births:
        points = max(_birth(party.birth_date, listed) for listed in entry.births)
        word = "agrees" if points > 0 else "differs"
        found.append((f"date of birth {word}: {', '.join(entry.births[:3])}", points))
    places = {place[:2] for place in (party.country, *party.citizenship, *party.residency) if place}
    if places and entry.countries:
        agree = bool(places & entry.countries)
        text = f"country {'agrees' if agree else 'differs'}: {', '.join(sorted(entry.countries)[:5])}"
        found.append((text, SUPPORTS if agree else OTHER_COUNTRY))
    kind = {None: OTHER, "person": PERSON}.get(party.kind, BODY)
    if OTHER not in (kind, entry.kind) and kind != entry.kind:
        found.append((f"the one listed is a {entry.kind}", OTHER_KIND))
    return tuple(sorted(found, key=lambda item: item[1] < 0))


def _birth(born: date, listed: str) -> float:
    """The points for a date of birth beside one on a list, which may be a year, a month or a day."""
    if born.isoformat().startswith(listed):
        return SAME_BIRTHDAY if len(listed) == len("2000-01-31") else SUPPORTS
    return NEAR_BIRTH if abs(born.year - int(listed[:4])) <= 1 else OTHER_BIRTH


@lru_cache(maxsize=8)
def _index(party_list: PartyList) -> tuple[list[str], list[str], list[int]]:
    """Every name of a list, folded, its letters in alphabetical order, and the entry it belongs to."""
    folded, letters, owners = [], [], []
    for index, entry in enumerate(party_list.entries):
        for name in entry.names:
            folded.append(plain(name))
            letters.append(_letters(folded[-1]))
            owners.append(index)
    return folded, letters, owners


def _letters(folded: str) -> str:
    return "".join(sorted(folded.replace(" ", "")))


def _near(party_list: PartyList, name: str) -> list[int]:
    """The entries with a name that shares enough letters to be worth the careful comparison."""
    from rapidfuzz import fuzz, process

    folded, letters, owners = _index(party_list)
    wanted = plain(name)
    if not wanted:
        return []
    close = process.extract(wanted, folded, scorer=fuzz.token_set_ratio, score_cutoff=_QUICK, limit=None)
    close += process.extract(_letters(wanted), letters, scorer=fuzz.ratio, score_cutoff=_QUICK_LETTERS, limit=None)
    return [owners[position] for _, _, position in close]
