"""What is to be said of an item that a dossier states in vain. A hint changes no answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from qgov.dossier.model import Dossier, Item, Quantity
from qgov.situation.certificates import EUCC_YEARS, shown_until

INFORMATION = ("Technology", "Software")


def item_hints(item: Item, day: date) -> list[str]:
    """Hints on an item that is transferred on a day: claims that were measured after it, and certificates of the EUCC
    scheme that are said to run for longer than the scheme lets them (Implementing Regulation (EU) 2024/482, Article
    12(2) and (3))."""
    return [*_measured_later(item, day), *_overlong(item)]


def only_spoken_of(dossier: Dossier, item: Item) -> list[str]:
    """A hint on a thing in a release of technology to which another item of the dossier relates: a release passes on
    information, not things (15 CFR 734.13(a)(2), 734.15(a)), while every item of a dossier is judged as transferred."""
    if dossier.type != "TechnologyRelease" or item.type in INFORMATION:
        return []
    about = [other.id for other in dossier.items if other.type in INFORMATION and _relates(other, item.id)]
    if not about:
        return []
    return [
        f"{item.id} is judged as released too, though it is neither technology nor software: where it stays in place"
        f" and {', '.join(about)} is only about it, leave it out and let relatesTo name the provision that says it."
    ]


def _relates(item: Item, name: str) -> bool:
    stated = item.claims.get("relatesTo") or ()
    return name in (stated if isinstance(stated, tuple) else (stated,))


def _measured_later(item: Item, day: date) -> Iterator[str]:
    later: dict[date, list[str]] = {}
    for term, measured in _measured(item):
        if measured > day and term not in later.setdefault(measured, []):
            later[measured].append(term)
    for measured, terms in sorted(later.items()):
        yield f"{', '.join(sorted(terms))} of {item.id} was measured on {measured}, after the transfer on {day}."


def _measured(item: Item) -> Iterator[tuple[str, date]]:
    for term, claim in item.claims.items():
        for one in claim if isinstance(claim, tuple) else (claim,):
            if isinstance(one, Quantity) and one.measured_on is not None:
                yield term, one.measured_on
    for pair in item.pairs:
        quantities = (pair.cnot_error, pair.two_qubit_gate_time, *pair.t1, *pair.t2)
        for one in quantities:
            if one is not None and one.measured_on is not None:
                yield "pairs", one.measured_on


def _overlong(item: Item) -> Iterator[str]:
    for number, certificate in enumerate(item.certificates, 1):
        end, last = certificate.get("validUntil"), shown_until(certificate)
        if end is not None and last is not None and last < end:
            yield (
                f"Certificate {number} of {item.id} is stated to run until {end}; a certificate of the scheme runs for"
                f" {EUCC_YEARS} years at most, unless the national authority approved more (eucc:12(2), (3)): after"
                f" {last} whether it stands is open."
            )


def personal_all_the_same(dossier: Dossier) -> list[str]:
    """What is said of items that are stated to be no personal data while something of them says that they are
    (Regulation (EU) 2016/679, Articles 4(1) and 6(1)). The statement is believed, but for special categories."""
    subjects = any(party.role == "dataSubject" for party in dossier.parties)
    personal = any(item.claims.get("personalData") is True for item in dossier.items)
    found = []
    for item in dossier.items:
        told = [term for term in ("legalBasis", "subjectsFrom") if term in item.claims]
        told += ["a party of role dataSubject"] if subjects and not personal else []
        if item.claims.get("personalData") is False and item.claims.get("specialCategories") is not True and told:
            found.append(
                f"personalData of {item.id} is false and {' and '.join(told)} stated, which only personal data have;"
                " read as no personal data, as declared: leave out what is wrong."
            )
    return found
