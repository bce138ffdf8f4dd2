"""A published list of persons under restriction, as far as screening reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from qgov.base.errors import BROKEN

_SPACE = re.compile(r"\s+")
PERSON, BODY, OTHER = "person", "body", "other"


@dataclass(frozen=True)
class ListedEntry:
    """One entry. ``lists`` are identifiers of ``data/reference/party-lists.csv`` that the entry stands on for certain,
    ``open_lists`` those of which the file does not say. ``births`` are years, months or days in ISO form."""

    id: str
    lists: frozenset[str]
    names: tuple[str, ...]
    kind: str = OTHER
    open_lists: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    births: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    requirement: str = ""
    reference: str = ""

    @property
    def name(self) -> str:
        return self.names[0]

    def stands_on(self, day: date) -> bool:
        """Whether the entry stands on a day, so far as the file says since when and until when it does."""
        return not ((self.start is not None and day < self.start) or (self.end is not None and self.end < day))


@dataclass(frozen=True, eq=False)
class PartyList:
    """One file: which official file it is, which version, and its entries.

    ``version`` is what the file says of itself; ``day`` is the day in it, None where it says none.
    """

    family: str
    label: str
    version: str
    day: date | None
    sha256: str
    entries: tuple[ListedEntry, ...]
    names_file: str = ""

    def to_dict(self) -> dict:
        return {
            "family": self.family, "label": self.label, "version": self.version, "day": self.day,
            "sha256": self.sha256, "entries": len(self.entries), "file": self.names_file,
        }  # fmt: skip


def clean(text: object) -> str:
    """One line of text without control characters; anything but text is empty."""
    return _SPACE.sub(" ", BROKEN.sub(" ", text)).strip() if isinstance(text, str) else ""


def unique(values) -> tuple[str, ...]:
    """The non-empty values, each once, in order."""
    return tuple(dict.fromkeys(value for value in values if value))


def day_of(text: str) -> date | None:
    """The calendar day that a text is: 2026-03-02, 02/03/2026 (day first), 02-Mar-2026 or 2 March 2026, perhaps with a
    time after it; or None. What speaks of a day is none."""
    return _day(_ISO.fullmatch(text), _BRITISH.fullmatch(text))


def day_in(text: str) -> date | None:
    """The first calendar day in a text, written in one of these forms; or None."""
    return _day(_ISO.search(text), _BRITISH.search(text))


def _day(iso: re.Match | None, british: re.Match | None) -> date | None:
    parts = iso.groups() if iso else british.groups()[::-1] if british else None
    if parts is None:
        return None
    year, month, day = parts
    try:
        return date(int(year), int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0), int(day))
    except ValueError:
        return None


_TIME = r"(?:(?:T| )\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:\d{2})?"
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})" + _TIME)
_BRITISH = re.compile(r"(?<!\d)(\d{1,2})[/ -](\d{2}|[A-Za-z]{3})[A-Za-z]*[/ -](\d{4})(?!\d)" + _TIME)
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}


def birth_of(text: str) -> str:
    """A date of birth as a list prints it, in ISO form as far as it goes: a day, a month, or a year."""
    text = clean(text)
    for pattern, order in (
        (r"(\d{4})-(\d{2})-(\d{2})$", (0, 1, 2)), (r"(\d{1,2})/(\d{1,2})/(\d{4})$", (2, 1, 0)),
    ):  # fmt: skip
        match = re.match(pattern, text)
        if match:
            year, month, day = (int(match.groups()[i]) for i in order)
            return _iso(year, month, day)
    match = re.match(r"(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})$", text)
    if match and match[2].lower() in _MONTHS:
        return _iso(int(match[3]), _MONTHS[match[2].lower()], int(match[1]))
    match = re.match(r"([A-Za-z]{3})[a-z]*\s+(\d{4})$", text)
    if match and match[1].lower() in _MONTHS:
        return f"{match[2]}-{_MONTHS[match[1].lower()]:02d}"
    year = re.search(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", text)
    return year[1] if year else ""


def _iso(year: int, month: int, day: int) -> str:
    """A day, or what of it is not given as 00 (dd/mm/1970 and 00/00/1970 are years)."""
    if not 1 <= month <= 12:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= 31 else f"{year:04d}-{month:02d}"
