"""How the number of a control entry is spelt: one form, however brackets, dots and capitals were set.

``us-ear:4A906(b)``, ``us-ear:4A906.B`` and ``us-ear:4a906b`` are ``us-ear:4A906.b``: to whoever reads them they are one
entry, and an item is never freed by a bracket. Canada writes ``5506(c)(iv)(A)`` for what is ``5506.c.iv.A`` here,
Germany joins the first paragraph to the number (``4A1906a.2``; ``3A1901a15`` has no dot at all), Japan sets every level
in brackets. What is no number of a control entry (sections, articles) is left as it is written. The codes of exceptions
and general authorisations are spelt as norms read them (``qgov.dossier.privileges``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from qgov.base.iri import PROVISION
from qgov.dossier.privileges import house_code

_PARTS = re.compile(r"[().\s-]*([A-Za-z]+|[0-9]+)")
_LISTED = re.compile(r"(PL[0-9]{4}|[0-9][A-E][0-9]{3})(?![0-9])(.*)", re.IGNORECASE)
_GERMAN = re.compile(r"([0-9][A-E][0-9]{4})(?![0-9])(.*)", re.IGNORECASE)
_CANADIAN = re.compile(r"(55[0-9]{2})(?=[().\s-]*[A-Za-z])(.*)")
_JAPANESE = re.compile(r"([0-9]{1,2})([().\s].*)")
_LEVEL = re.compile(r"[().\s]*([0-9A-Za-z]+(?:-[0-9]+)?)")
_HOLDERS = (("items", ("relatesTo", "speciallyDesignedFor")), ("authorisations", ("covers",)))
_PRIVILEGES = ("exception", "general-authorisation")
_DOTTED = ("us-ear", "eu-dual-use", "uk-dual-use", "uk-eco", "es-ict534")
_WITHOUT_DOTS = ("3A1901", "4D1901", "4E1901")  # as the German list prints the paragraphs of these


@lru_cache(maxsize=1 << 12)
def house_form(provision: str) -> str:
    """The provision as norms spell it; as it is where it is no number of a control entry that can be read."""
    instrument, _, number = provision.partition(":")
    number = number.strip()
    if instrument in _DOTTED and (found := _LISTED.fullmatch(number)):
        return _joined(provision, instrument, found, ".", str.lower)
    if instrument == "de-awv" and (found := _GERMAN.fullmatch(number)):
        head = found.group(1).upper()
        parts = _levels(found.group(2), _PARTS)
        if parts is None:
            return provision
        parts = [part.lower() for part in parts]
        between = "" if head in _WITHOUT_DOTS else "."
        return f"{instrument}:{head}{parts[0] if parts else ''}{''.join(between + part for part in parts[1:])}"
    if instrument == "ca-ecl" and (found := _CANADIAN.fullmatch(number)):
        parts = _levels(found.group(2), _PARTS)
        if parts is None:
            return provision
        cased = [part.lower() if level < 2 else part.upper() for level, part in enumerate(parts)]
        return ".".join((f"{instrument}:{found.group(1)}", *cased))
    if instrument == "jp-goods" and (found := _JAPANESE.fullmatch(number)):
        parts = _levels(found.group(2), _LEVEL)
        if parts is None:
            return provision
        return f"{instrument}:{found.group(1)}" + "".join(f"({part.lower()})" for part in parts)
    return provision


def _joined(provision: str, instrument: str, found: re.Match, mark: str, cased) -> str:
    parts = _levels(found.group(2), _PARTS)
    if parts is None:
        return provision
    return mark.join((f"{instrument}:{found.group(1).upper()}", *map(cased, parts)))


def _levels(text: str, one: re.Pattern) -> list[str] | None:
    """The levels below an entry, in order; None where something else stands between them."""
    parts, at = [], 0
    text = text.rstrip("(). \t")
    while at < len(text):
        found = one.match(text, at)
        if found is None:
            return None
        parts.append(found.group(1))
        at = found.end()
    return parts


def in_house_form(data: dict) -> dict:
    """The data of a sound dossier with its provisions so spelt; the same object where none is spelt otherwise."""
    changed = {}
    for key, names in _HOLDERS:
        rows = data.get(key)
        found = [_row_in_house_form(row, names) for row in rows or ()]
        if any(new is not old for new, old in zip(found, rows or (), strict=True)):
            changed[key] = found
    return data | changed if changed else data


def _row_in_house_form(row: dict, names: tuple[str, ...]) -> dict:
    changed = {}
    code = row.get("code")
    if isinstance(code, str) and (found := code_in_house_form(row.get("type"), code)) != code:
        changed["code"] = found
    for name in names:
        given = row.get(name)
        if given is not None:
            found = [_read(one) for one in given] if isinstance(given, list) else _read(given)
            if found != given:
                changed[name] = found
    return row | changed if changed else row


def _read(value: object) -> object:
    return house_form(value) if isinstance(value, str) and PROVISION.fullmatch(value) else value


def code_in_house_form(kind: object, code: str | None) -> str | None:
    """The code of an exception or a general authorisation as norms spell it, however a paper names it; the number of a
    licence and what names no known privilege as they are."""
    return house_code(code) if code and kind in _PRIVILEGES else code


def foreign_letter(provision: str) -> str | None:
    """The first letter that is none of those that provisions are numbered with, named; it may only look like one."""
    for letter in provision:
        if not letter.isascii():
            return f"{letter} ({unicodedata.name(letter, 'without a name').lower()})"
    return None
