"""Skeletons of a draft in Turtle: one a kind, each line explained, with blanks to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from urllib.parse import quote

from qgov.base.iri import PROVISION
from qgov.base.parse import fault

KINDS = ("entry", "control", "exception", "duty")


def skeleton(
    kind: str, provision: str | None = None, jurisdiction: str | None = None, start: date | None = None
) -> str:
    """The skeleton of a kind of norm, with what is known already filled in. InputError for a provision that is none."""
    known: dict[str, str] = {}
    if provision is not None:
        if not PROVISION.fullmatch(provision) or any(mark in provision for mark in '"\\{}\n'):
            raise fault(
                "", f"{provision[:80]!r} is no provision", "write <instrument>:<number>, such as us-ear:742.4(a)(9)"
            )
        instrument, number = provision.split(":", 1)
        known |= {"INSTRUMENT": instrument, "NUMBER": number, "NUMBER-IN-IRI": quote(number, safe="")}
    if jurisdiction is not None:
        known["JURISDICTION"] = jurisdiction
    if start is not None:
        known["FIRST-DAY"] = start.isoformat()
    return filled((files(__name__) / f"{kind}.ttl").read_text("utf-8"), known)


def filled(text: str, words: Mapping[str, str]) -> str:
    """A skeleton with some blanks filled in."""
    for blank, word in words.items():
        text = text.replace("{" + blank + "}", word)
    return text
