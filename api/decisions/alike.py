"""Decisions that differ in nothing but what no norm reads: the id of the dossier and its notes.

An exporter sends the same goods to the same place again and again under new order numbers. What such a decision says is
then the same to the letter but for the id, and its receipt but for the dossier and the hashes; so it is written once,
and the id put in its place each time. Whatever else differs is another decision.
"""

from __future__ import annotations

import hashlib
import json
import sys
import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from qgov.api.decisions.document import member, packed

if TYPE_CHECKING:
    from qgov.dossier.model import Dossier
    from qgov.reasoning.decision import Decision

# Graphs are written under a name that no dossier has, since the id of the dossier begins many names in them.
_STAND_IN = f"urn:uuid:{uuid.uuid4()}"
_CONTENT, _RECEIPT = '{"dossier": ', ', "receipt": '


@dataclass(frozen=True)
class Named:
    """A dossier whose id is to be put into what was decided of one like it; its texts are written once."""

    dossier: Dossier

    @property
    def id(self) -> str:
        return self.dossier.id

    @cached_property
    def name(self) -> str:
        """The id as an answer has it."""
        return json.dumps(self.id, ensure_ascii=False)

    @cached_property
    def canonical(self) -> str:
        """The text that the hash of the dossier is made over."""
        return json.dumps(self._plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @cached_property
    def own(self) -> str:
        """What stands in the document of its decision between the receipt and the id."""
        return f', "dossier": {json.dumps(self._plain, sort_keys=True, ensure_ascii=False)}, "decision": {_CONTENT}'

    @cached_property
    def _plain(self) -> dict:
        from qgov.dossier.read import plain

        return plain(self.dossier.normal)

    def likeness(self, asked: tuple) -> str:
        """The same for dossiers that are decided alike when they are asked about in the same way, and for no others."""
        read = {name: value for name, value in self._plain.items() if name not in ("id", "note")}
        read["items"] = [{k: v for k, v in item.items() if k != "note"} for item in read["items"]]
        text = json.dumps(read, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(json.dumps(asked).encode() + b"\0" + text.encode()).hexdigest()


@dataclass(frozen=True)
class Pattern:
    """A decision written with a gap where the id of its dossier stands.

    ``content`` is the answer before the id, from there to the receipt, and behind that; ``bound``, before and behind
    the id, is what the receipt's hash of the decision is made over. Where decisions are kept, ``document`` is what the
    ledger packs before the receipt, as text, and behind the id, packed; ``kept`` what it keeps beside, and ``said``
    claims, facts and findings for the store, about a stand-in without notes.
    """

    content: tuple[bytes, bytes, bytes]
    bound: tuple[bytes, bytes]
    receipt: dict
    outcome: str
    document: tuple[str, bytes] = ("", b"")
    kept: dict | None = None
    said: dict[str, str] | None = None

    @property
    def size(self) -> int:
        """Bytes, nearly."""
        return sum(map(sys.getsizeof, (*self.content, *self.bound, *self.document, *(self.said or {}).values())))

    def made(self, named: Named) -> dict:
        """The parts of ``Made`` for a dossier of this likeness, without its graphs: the store may have them later.
        InputError for one that cannot be kept."""
        receipt = self.receipt_of(named)
        hashes, kept = json.dumps(receipt), None
        if self.kept is not None:
            from qgov.store.decisions import may_be_kept

            may_be_kept(named.id)
            start, end = self.document
            kept = self.kept | {"receipt": receipt, "document": packed(f"{start}{hashes}{named.own}{named.name}", end)}
        before, between, behind = self.content
        return {
            "content": b"".join((before, _bytes(named.name), between, hashes.encode(), behind)),
            "receipt": receipt, "kept": kept, "graphs": None, "outcome": self.outcome,
        }  # fmt: skip

    def graphs(self, named: Named, tenant: str, receipt: dict) -> dict[str, str]:
        """The graphs of the decision with this receipt about a dossier of this likeness, as N-Triples by IRI.
        InputError for one that cannot be kept."""
        from qgov.store.decisions import may_be_kept, record_of

        may_be_kept(named.id)
        said = {part: text.replace(_STAND_IN, named.id) for part, text in self.said.items()}
        said["claims"] += _notes(named.dossier)
        # What the dossier claims is said already.
        silent = replace(named.dossier, normal={})
        return record_of(tenant, silent, receipt["sha256"], said, self.outcome, self.kept["asOf"]).graphs

    def receipt_of(self, named: Named) -> dict:
        """The receipt of the decision about a dossier of this likeness."""
        from qgov.dossier.read import canonical_json
        from qgov.reasoning.bound import bound_text
        from qgov.reasoning.receipt import sha256

        bound = self._begun.copy()
        bound.update(bound_text(named.id).encode())
        bound.update(self.bound[1])
        hashes = {"dossier": sha256(named.canonical), "decision": bound.hexdigest()}
        parts = {name: hashes.get(name, value) for name, value in self.receipt.items() if name != "sha256"}
        return {**parts, "sha256": sha256(canonical_json(parts))}

    @cached_property
    def _begun(self):
        return hashlib.sha256(self.bound[0])


def pattern(
    decision: Decision, content: str, kept: dict | None = None, document: tuple[str, bytes] = ("", b"")
) -> Pattern:
    """The pattern of a decision, from its answer as JSON and, where it is kept, what the ledger keeps and its
    ``document_parts``. RuntimeError where the id stands elsewhere than it should."""
    from qgov.reasoning.bound import bound_text

    named, hashes = Named(decision.dossier), json.dumps(decision.receipt)
    between, behind = _parts(content, _CONTENT + named.name, f"{_RECEIPT}{hashes}")
    before_bound, behind_bound = _parts(decision.bound, "", f',"dossier":{bound_text(named.id)},"duties":')
    found = Pattern(
        (_bytes(_CONTENT), _bytes(between + _RECEIPT), _bytes(behind)),
        ((before_bound + ',"dossier":').encode(), (',"duties":' + behind_bound).encode()),
        decision.receipt, decision.outcome,
    )  # fmt: skip
    if kept is None:
        return found
    start, end = document
    shared = {part: value for part, value in kept.items() if part not in ("receipt", "document")}
    gap = f"{hashes}{named.own}{named.name}"
    return replace(found, document=(start.removesuffix(gap), end), kept=shared, said=_said(decision))


def document_parts(decision: Decision, document: str) -> tuple[str, bytes]:
    """A document as far as the id in the decision, and packed what stands behind it. RuntimeError where the id is
    elsewhere."""
    named = Named(decision.dossier)
    gap = f"{json.dumps(decision.receipt)}{named.own}{named.name}"
    start, end = _parts(document, "", gap)
    return start + gap, member(end)


def _said(decision: Decision) -> dict[str, str]:
    """Claims, facts and findings of a decision about a stand-in without notes, as N-Triples by part, checked."""
    from qgov.store.base import checked
    from qgov.store.decisions import claim_triples, said_texts
    from qgov.store.names import DECISION
    from qgov.store.terms import ntriples

    normal = {name: value for name, value in decision.dossier.normal.items() if name != "note"}
    normal["items"] = [{k: v for k, v in item.items() if k != "note"} for item in normal["items"]]
    stand_in = replace(decision.dossier, id=_STAND_IN, normal=normal)
    place = f"{DECISION}local/claims"
    claims = ntriples(checked(place, claim_triples(stand_in, place)))
    if place in claims:  # each decision has names of its own for what has none
        raise RuntimeError("a claim is written without a name")
    # What explains it takes longest to work out, and is the same of the stand-in.
    about = replace(
        decision, dossier=replace(decision.dossier, id=_STAND_IN),
        settle=lambda: decision.residual, explain=lambda _: decision.explanation,
    )  # fmt: skip
    return {"claims": claims, **said_texts(about)}


def _notes(dossier: Dossier) -> str:
    """What a dossier notes, as N-Triples."""
    import pyoxigraph as ox

    from qgov.base.iri import safe_fragment
    from qgov.lexicon import lexicon
    from qgov.store.terms import iri, ntriples

    rows = [(dossier.id, dossier.normal)]
    rows += [(f"{dossier.id}#{safe_fragment(item['id'])}", item) for item in dossier.normal["items"]]
    predicate = iri(lexicon().terms["note"].iri)
    return ntriples(ox.Triple(iri(node), predicate, ox.Literal(row["note"])) for node, row in rows if "note" in row)


def _bytes(text: str) -> bytes:
    """Text as an answer has it."""
    return text.encode("utf-8", "replace")


def _parts(text: str, start: str, gap: str) -> tuple[str, str]:
    """A text without its start, before and behind what stands in it once."""
    if not text.startswith(start) or text.count(gap) != 1:
        raise RuntimeError("a decision is not written as it should be")
    before, _, behind = text[len(start) :].partition(gap)
    return before, behind
