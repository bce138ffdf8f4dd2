"""IRIs of terms, norms and local ids, and the arithmetic of provision numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

QGOV = "https://w3id.org/qgov/"

_LAST_PART = re.compile(r"(\.[^.()]+|\([^()]*\))$")
_LETTERED = re.compile(r"(\d[A-E]\d{4})([a-z])(\d*)")
"""An entry of a national list that has no point before its letter: 4A1906a, 3A1901a15 (Ausfuhrliste)."""
PROVISION = re.compile(r"[a-z0-9][a-z0-9-]*:\S(?:.*\S)?")


def term(name: str) -> str:
    """The IRI of a lexicon term."""
    return QGOV + name


def local(iri: str) -> str:
    """The term name of a qgov IRI, or the IRI itself if it is not one of ours."""
    return iri.removeprefix(QGOV)


def norm_iri(kind: str, provision: str, in_force_from: str) -> str:
    """The IRI of a norm, entry or condition: ``kind`` is ``norm``, ``entry`` or ``cond``."""
    instrument, number = provision.split(":", 1)
    return f"{QGOV}{kind}/{instrument}/{quote(number, safe='')}/{in_force_from}"


@lru_cache(maxsize=1 << 14)
def ancestors(provision: str) -> tuple[str, ...]:
    """A provision and everything above it: ``us-ear:4A906.a.2``, ``us-ear:4A906.a`` and ``us-ear:4A906``; above
    ``de-awv:4A1906a.2`` stand ``de-awv:4A1906a`` and the heading ``de-awv:4A1906``."""
    instrument, _, number = provision.partition(":")
    found = []
    while number:
        found.append(f"{instrument}:{number}")
        shorter = _LAST_PART.sub("", number)
        if shorter == number and (lettered := _LETTERED.fullmatch(number)):
            entry, letter, digits = lettered.groups()
            shorter = entry + letter if digits else entry
        if shorter == number:
            break
        number = shorter
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def safe_fragment(local_id: str) -> str:
    """A local id as an IRI fragment."""
    return quote(local_id, safe="/-._~")
