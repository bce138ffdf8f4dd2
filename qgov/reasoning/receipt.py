"""The receipt: hashes that bind a decision to what it rests on, and all of that, for a stranger to check.

The small receipt stands in every decision. The full one holds dossier, facts, norms, findings and derivation, in JSON
of the canonical form of RFC 8785 whose numbers are ``{"@decimal": text}``; its hash is that of its bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from json import loads

from qgov import __version__
from qgov.base.kept import Kept
from qgov.dossier.read import canonical_json
from qgov.lexicon import lexicon
from qgov.lexicon.terms import ontology_files
from qgov.norms import NormBook
from qgov.norms.notation import exact, norm_json, norms_document
from qgov.reasoning.bound import decimal_text, text_without_numbers
from qgov.situation import Line
from qgov.situation.conditions import conditions_shown
from qgov.situation.incompatible import Incompatible, incompatible

FORMAT = "qgov-receipt/1"
# Documents are large and asked for where a full receipt is made; every receipt asks for the hash of its day's.
KEPT_DAYS, KEPT_HASHES = 8, 4096


@dataclass(frozen=True)
class Seal:
    """Makes the receipts of one decision from what was judged."""

    book: NormBook
    judged: object = field(repr=False)

    def __call__(self, decision) -> dict:
        """The hashes of everything the decision was made from, and one over all of them and every finding."""
        parts = {
            "dossier": sha256(canonical_json(decision.dossier.normal)),
            "lexicon": _lexicon_hash(),
            "norms": self.book.sha256,
            "normsInForce": _hash_in_force(self.book, decision.as_of),
            "situation": sha256(self._situation_text()),
            "decision": sha256(decision.bound),
            "qgov": __version__,
        }
        return {**parts, "sha256": sha256(canonical_json(parts))}

    @cached_property
    def situation(self) -> dict:
        """What the norms read: of every line, of the declarations and of the papers on file; the pointers that were
        made for this dossier; and which duties cannot be obeyed together with which measures of others."""
        return self._of_dossier | {"incompatible": [incompatible_json(row) for row in incompatible()]}

    def _situation_text(self) -> str:
        texts = {name: text_without_numbers(part) for name, part in self._of_dossier.items()}
        texts["incompatible"] = _incompatible_text()
        return "{" + ",".join(f'"{name}":{texts[name]}' for name in sorted(texts)) + "}"

    @cached_property
    def _of_dossier(self) -> dict:
        engine = self.judged.engine
        dossier = engine.dossier
        written = _iris(self.book)
        others = engine.made if engine.law.norms is self.book.in_force(engine.day) else engine.norms
        made = [norm for norm in others if norm.iri not in written]
        lines = [judgment.line for judgment in self.judged.judgments]
        shown = {out: _conditions_shown(engine, out) for out in dict.fromkeys(line.papers_left_out for line in lines)}
        shared = shown[lines[0].papers_left_out]
        written_lines = [line_json(j.line, j.jurisdictions) for j in self.judged.judgments]
        for line, text in zip(lines, written_lines, strict=True):
            if shown[line.papers_left_out] != shared:
                text["conditionsOnFile"] = shown[line.papers_left_out]
        declared = dossier.declarations
        return {
            "date": dossier.date.isoformat(),
            "declarations": {
                "militaryEndUse": declared.military_end_use,
                "wmdEndUse": declared.wmd_end_use,
                "informedByAuthority": declared.informed_by_authority,
                "internalRepression": declared.internal_repression,
                "partiesScreened": declared.parties_screened and declared.parties_screened.isoformat(),
            },
            "compared": sorted(next(iter(engine.lines.values())).compared),
            "conditionsOnFile": shared,
            "lines": written_lines,
            "pointers": [norm_json(norm) for norm in sorted(made, key=lambda norm: norm.iri)],
        }

    def full(self, decision) -> dict:
        """The full receipt. Raises RuntimeError where the verifier would not accept it: no such receipt leaves."""
        from qgov.reasoning.derivation import derive
        from qgov.verifier import verify

        document = _norms_in_force(self.book, decision.as_of)
        found = {
            "format": FORMAT,
            "receipt": decision.receipt,
            "dossier": loads(canonical_json(decision.dossier.normal)),
            "decision": decision.bound_content(),
            "situation": self.situation,
            "norms": document,
        }
        transfer = verify.transfer_of(found, _law_in_force(self.book, decision.as_of))
        found["derivation"] = derive(transfer, self.judged)
        known = {"norms": _hash_in_force(self.book, decision.as_of)}
        faults = verify.check(found, hashes=known, transfer=transfer)
        if faults.found:
            raise RuntimeError("the verifier does not accept the receipt: " + "; ".join(faults.found[:3]))
        return found


@cache
def _lexicon_hash() -> str:
    """The hash of the ontology as this process reads it; its files do not change under a running process."""
    return sha256(b"".join(path.read_bytes() for path in ontology_files()))


@cache
def _incompatible_text() -> str:
    return text_without_numbers([incompatible_json(row) for row in incompatible()])


class _ByDay:
    """What follows from the norms of a day, kept for the last days asked for: a day has many decisions."""

    def __init__(self, work: Callable[[NormBook, date], object], most: int = KEPT_DAYS):
        self._work, self._most = work, most
        self._found: dict[tuple[int, date], tuple[NormBook, object]] = {}

    def __call__(self, book: NormBook, day: date):
        kept = self._found.get((id(book), day))
        if kept is None or kept[0] is not book:
            if len(self._found) >= self._most:
                self._found.pop(next(iter(self._found)), None)
            kept = self._found[(id(book), day)] = book, self._work(book, day)
        return kept[1]


def _norms_text(book: NormBook, day: date) -> str:
    """The canonical text of the norms of a day; a norm reads the same on most days."""
    texts = {name: canonical_json(part) for name, part in _norms_in_force(book, day).items() if name != "norms"}
    norms = sorted(book.in_force(day), key=lambda norm: norm.iri)
    texts["norms"] = "[" + ",".join(map(_norm_text, norms)) + "]"
    return "{" + ",".join(f'"{name}":{texts[name]}' for name in sorted(texts)) + "}"


def _law(book: NormBook, day: date):
    """The norms of a day as the verifier reads them: the same on days on which they stand alike."""
    from qgov.verifier.verify import Law

    document, norms = _norms_in_force(book, day), book.in_force(day)
    key = norms, tuple(norm.in_force(day) for norm in norms), tuple(rank["iri"] for rank in document["ranks"])
    if key not in _laws:
        if len(_laws) >= KEPT_DAYS:
            _laws.pop(next(iter(_laws)), None)
        _laws[key] = Law(document, day)
    return _laws[key]


_iris = Kept(lambda book: frozenset(norm.iri for norm in book.norms), most=KEPT_DAYS)
_norm_text = Kept(lambda norm: canonical_json(norm_json(norm)))
_laws: dict[tuple, object] = {}
_norms_in_force = _ByDay(norms_document)
_hash_in_force = _ByDay(lambda book, day: sha256(_norms_text(book, day)), most=KEPT_HASHES)
_law_in_force = _ByDay(_law)


def _conditions_shown(engine, without: frozenset[int]) -> dict[str, list[str]]:
    """The conditions that papers show of each exception, for a line for which some papers are not."""
    shown = {norm.iri: conditions_shown(engine.dossier, norm, without) for norm in engine.exceptions}
    return {iri: sorted(words) for iri, words in sorted(shown.items()) if words}


def line_json(line: Line, jurisdictions: tuple[str, ...]) -> dict:
    """A line as the norms read it."""
    return {
        "item": line.item.id,
        "classes": sorted(line.classes),
        "jurisdictions": list(jurisdictions),
        "spans": {term: span_json(line, term) for term in line.spans},
        "members": {term: sorted(values) for term, values in line.members.items() if values},
        "openMembers": {term: sorted(values) for term, values in line.open_members.items() if values},
        "designedForItems": list(line.designed_for_items),
        "relatedItems": list(line.related_items),
    }


def incompatible_json(row: Incompatible) -> dict:
    """A duty and the foreign measures that cannot be obeyed together with it; ``*`` covers subparagraphs."""
    return {
        "id": row.id, "duty": row.duty, "measures": list(row.measures), "what": row.what,
        "resolution": row.resolution, "citation": row.citation, "verified": row.verified,
    }  # fmt: skip


def span_json(line: Line, term: str) -> dict:
    """What is known of a number or a word, with what a finding says of it."""
    span, fact, known = line.spans[term], line.facts[term], lexicon().terms[term]
    found: dict = {"unit": known.unit or "1", "basis": fact.basis, "asDeclared": fact.as_declared}
    if span.words is not None:
        found["words"] = sorted(span.words)
    else:
        found |= {
            name: exact(value)
            for name, value in (
                ("lower", span.lower), ("upper", span.upper), ("estimate", fact.estimate),
                ("standardUncertainty", fact.standard_uncertainty),
            )
            if value is not None
        }  # fmt: skip
    unstated = not fact.known and fact.possibly_absent and "Line" not in known.used_on
    flags = {
        "perhapsAbsent": span.possibly_absent, "integer": fact.integer, "day": lexicon().is_day(term),
        "unknown": not fact.known, "unstated": unstated,
    }  # fmt: skip
    return found | {name: True for name, holds in flags.items() if holds}


def written(value: object) -> object:
    """Data as a receipt writes them: every number as the decimal that its shortest digits say."""
    if isinstance(value, dict):
        return {key: written(child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [written(child) for child in value]
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return value
    return {"@decimal": decimal_text(value)}


def canonical_receipt(receipt: dict) -> bytes:
    """The bytes of a full receipt, which its hash and a signature are made over."""
    from qgov.verifier.verify import canonical

    return canonical(receipt).encode()


def sha256(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
