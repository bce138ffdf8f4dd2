"""Where software, technology and data are stored besides, as far as norms read it."""

from __future__ import annotations

from dataclasses import dataclass

from qgov.dossier.model import Dossier, Item
from qgov.situation.reference import UNION, Reference

SERVERS_ARE_DESTINATIONS = frozenset({UNION, "CA", "GB", "US"})
"""Whose law on exports plainly reaches what is sent to a machine abroad, whoever can read it there: the Union's, of
its states too (Regulation (EU) 2021/821, Article 2(2)(d): transmission to a destination outside), Canada's (Export and
Import Permits Act, section 2(1): to a place outside Canada), that of the United Kingdom (Export Control Order 2008,
article 2(1): to a person or place) and of the United States (15 CFR 734.13(a)(1); 734.18(a)(5) frees what is
encrypted). Of others it is open: Japan asks for a transaction by which technology is provided to somebody."""


ELECTRONIC = frozenset({"uk-electronic-means"})
"""The open questions on the means of a release that storing answers: it reaches the machine by electronic means."""


@dataclass(frozen=True)
class Storage:
    """The places other than the destination where an item is stored; ``personal`` are those that count for personal
    data, whose law has borders of its own."""

    places: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()


NOWHERE = Storage()


def stored_abroad(dossier: Dossier, item: Item) -> Storage:
    """Where an item is stored besides. What is stored is sent there, in whatever kind of transfer; personal data, or
    what may be in a transfer of data, are made available there too (Regulation (EU) 2016/679, Article 44)."""
    stated = item.claims.get("storedIn") or ()
    stored = stated if isinstance(stated, tuple) else (stated,)
    places = tuple(place for place in stored if place != dossier.destination)
    personal = any(item.claims.get(term) is True for term in ("personalData", "specialCategories"))
    if item.claims.get("personalData") is False or not (personal or dossier.type == "DataTransfer"):
        return Storage(places)
    return Storage(places, places)


def is_plain(code: str, reference: Reference, dossier: Dossier) -> bool:
    """Whether the law on exports of a jurisdiction plainly reaches what is stored abroad and received at home."""
    return code in SERVERS_ARE_DESTINATIONS or reference.in_union(code, dossier.date)
