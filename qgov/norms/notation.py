"""Norms and their conditions as plain JSON: what a verifier needs to read them without SHACL, lexicon or engine.

A condition is one of ``{"all": [...]}``, ``{"any": [...]}``, ``{"not": ...}``, ``{"is": class}``, ``{"number": term,
"from" | "above" | "to" | "below": text}``, ``{"word" | "has" | "every": term, "in": [...]}``, ``{"present": term}``,
``{"always": true}``. Numbers are text, so that every reader sees the same digits.

Where others foreclose a norm or outrank it, ``condition`` is cut by them, ``foreclosedBy`` names them and
``ownCondition`` is without them: a reader can cut it anew and compare.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from qgov.base.cache import kept_sha256
from qgov.norms.conditions import Always, And, Condition, Every, Has, ItemIs, Not, OneOf, Or, Present, Within
from qgov.norms.hierarchy import Rank, ranks
from qgov.norms.load import NormBook, norm_files
from qgov.norms.model import NORM, POINTER, Norm

FORMAT = "qgov-norms/1"
CANONICALISATION = "RDFC-1.0"
_LISTS = (
    ("connectsBy", "connects_by"), ("controlledUnder", "controlled_under"), ("defeats", "defeats"),
    ("reviews", "reviews"), ("satisfiedBy", "satisfied_by"), ("mayYield", "may_yield"), ("asksFor", "asks_for"),
    ("disqualifiedBy", "disqualified_by"), ("conditionsOfUse", "conditions_of_use"), ("duties", "duties"),
    ("foreclosedBy", "foreclosed_by"),
)  # fmt: skip
_DAYS = (
    ("inForceFrom", "in_force_from"), ("inForceUntil", "in_force_until"), ("inForceEarliest", "earliest"),
    ("inForceLatest", "latest"),
)  # fmt: skip
_TEXTS = (
    ("iri", "iri"), ("kind", "kind"), ("provision", "provision"), ("jurisdiction", "jurisdiction"),
    ("effect", "effect"), ("label", "label"), ("citation", "citation"), ("verification", "verification"),
    ("dayVerification", "day_verification"), ("policy", "policy"), ("authorisationCode", "authorisation_code"),
)  # fmt: skip


def exact(value: Decimal) -> str:
    """A decimal with all its digits and no exponent."""
    return format(value, "f")


def condition_json(condition: Condition) -> dict:
    """A condition as plain JSON. Raises TypeError for a kind of condition that has no notation."""
    if isinstance(condition, (And, Or)):
        return {"all" if isinstance(condition, And) else "any": [condition_json(part) for part in condition.parts]}
    if isinstance(condition, Not):
        return {"not": condition_json(condition.part)}
    if isinstance(condition, Always):
        return {"always": True}
    if isinstance(condition, ItemIs):
        return {"is": condition.name}
    if isinstance(condition, Present):
        return {"present": condition.term}
    for kind, name in ((OneOf, "word"), (Has, "has"), (Every, "every")):
        if isinstance(condition, kind):
            return {name: condition.term, "in": sorted(condition.values)}
    if isinstance(condition, Within):
        ends = {
            "from": condition.min_inclusive, "above": condition.min_exclusive,
            "to": condition.max_inclusive, "below": condition.max_exclusive,
        }  # fmt: skip
        return {"number": condition.term} | {name: exact(end) for name, end in ends.items() if end is not None}
    raise TypeError(f"no notation for {type(condition).__name__}")


@cache
def norm_json(norm: Norm) -> dict:
    """A norm as plain JSON; what is empty is left out. Read it, do not change it: it is kept."""
    found: dict = {name: getattr(norm, field) for name, field in _TEXTS if getattr(norm, field)}
    found |= {name: list(getattr(norm, field)) for name, field in _LISTS if getattr(norm, field)}
    found |= {name: getattr(norm, field).isoformat() for name, field in _DAYS if getattr(norm, field)}
    if norm.own_condition is not None:
        found["ownCondition"] = condition_json(norm.own_condition)
    return found | {"condition": condition_json(norm.condition)}


def rank_json(rank: Rank) -> dict:
    """One instrument above others as plain JSON."""
    return {
        "iri": rank.iri, "superior": rank.superior, "outside": list(rank.outside), "inferior": list(rank.inferior),
        "basis": rank.basis,
        "inForceFrom": rank.starts.isoformat(), **({"inForceUntil": rank.ends.isoformat()} if rank.ends else {}),
        "verification": "verified" if rank.verified else "unverified", "says": rank.says, "citation": rank.citation,
    }  # fmt: skip


def norms_document(book: NormBook, day: date) -> dict:
    """All norms that are, or may be, in force on a day, with the hash of the RDF that they were read from.

    ``actingOnEntries`` are those of their provisions that act on what entries list, in force on the day or not;
    ``ranks`` the instruments that stand above others on the day.
    """
    norms = book.in_force(day)
    rules = {norm.provision for norm in norms if norm.kind in (NORM, POINTER)}
    return {
        "format": FORMAT,
        "day": day.isoformat(),
        "shapes": {"canonicalisation": CANONICALISATION, "sha256": shapes_sha256()},
        "actingOnEntries": sorted(book.acting_on_entries & rules),
        "ranks": [rank_json(rank) for rank in ranks() if rank.holds(day)],
        "norms": [norm_json(norm) for norm in sorted(norms, key=lambda norm: norm.iri)],
    }


@cache
def shapes_sha256() -> str:
    """The hash of the RDF of all shape files, whatever their order, layout and names of blank nodes."""
    import pyoxigraph as ox

    files = norm_files()
    key = hashlib.sha256(f"{CANONICALISATION} {ox.__version__}".encode())
    for path in files:
        key.update(hashlib.sha256(path.read_bytes()).digest())
    return kept_sha256(key.hexdigest(), lambda: rdf_sha256(files))


def rdf_sha256(files: Iterable[Path]) -> str:
    """SHA-256 of the canonical N-Quads (W3C RDF Dataset Canonicalization, RDFC-1.0) of Turtle files taken together;
    blank nodes are kept apart file by file."""
    import pyoxigraph as ox

    dataset = ox.Dataset()
    for path in files:
        fresh: dict = {}
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            subject, object_ = (
                fresh.setdefault(node, ox.BlankNode()) if isinstance(node, ox.BlankNode) else node
                for node in (triple.subject, triple.object)
            )
            dataset.add(ox.Quad(subject, triple.predicate, object_))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS).split(b"\n")  # no other sign ends a line of N-Quads
    return hashlib.sha256(b"".join(line + b"\n" for line in sorted(lines) if line)).hexdigest()
