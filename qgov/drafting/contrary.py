"""Duties that may be contrary: somebody must do a thing and must not, or must do two things that exclude each other.

Duties are sentences ("who | what | by when"); that two are contrary is told by their words alone, so it is a question
to the drafter and no finding.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z]+")
_IDLE = frozenset("a an and any as at be by for from in is it its must not of on or such that the their they this to "
                  "under until what where which who with".split())  # fmt: skip
_OPPOSITE = (
    (frozenset("keep retain preserve store".split()), frozenset("erase delete destroy".split())),
    (frozenset("disclose publish reveal".split()), frozenset("withhold conceal secret confidential".split())),
)


def contrary(one: str, other: str) -> bool:
    """Whether two duties may be contrary."""
    (who, what), (other_who, other_what) = _parts(one), _parts(other)
    if not _words(who) & _words(other_who):
        return False
    left, right = _words(what), _words(other_what)
    if not left or not right:
        return False
    if _denied(what) != _denied(other_what):
        return len(left & right) * 2 >= min(len(left), len(right))
    return any(((left & a and right & b) or (left & b and right & a)) and (left & right) - a - b for a, b in _OPPOSITE)


def _parts(duty: str) -> tuple[str, str]:
    who, what, *_ = [*duty.lower().split(" | "), "", ""]
    return who, what


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text)) - _IDLE


def _denied(what: str) -> bool:
    return re.match(r"\s*(must|may|shall) not\b|\s*not\b", what) is not None
