"""Decisions that differ in nothing but what no norm reads: the id of the dossier and its notes.

An exporter sends the same goods to the same place again and again under new order numbers. What such a decision says is
then the same to the letter but for the id, and its receipt but for the dossier and the hashes; so it is written once,
and the id put in its place each time. Whatever else differs is another decision.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qgov.dossier.model import Dossier
    from qgov.reasoning.decision import Decision

# Graphs are written under a name that no dossier has, since the id of the dossier begins many names in them.
_STAND_IN = f"urn:uuid:{uuid.uuid4()}"
_CONTENT, _RECEIPT = '{"dossier": ', ', "receipt": '


def likeness(dossier: Dossier, asked: tuple) -> str:
    """The same for dossiers that are decided alike when they are asked about in the same way, and for no others."""
    from qgov.dossier.read import canonical_json

    read = {name: value for name, value in dossier.normal.items() if name not in ("id", "note")}
    read["items"] = [{k: v for k, v in item.items() if k != "note"} for item in read["items"]]
    return hashlib.sha256(json.dumps(asked).encode() + b"\0" + canonical_json(read).encode()).hexdigest()


@dataclass(frozen=True)
class Pattern:
    """A decision written with a gap where the id of its dossier stands.

    ``content`` is the answer before the id, from there to the receipt, and behind that; ``bound``, before and behind
    the id, is what the receipt's hash of the decision is made over. Where decisions are kept, ``document`` is what the
    ledger packs before the receipt and behind the id, ``kept`` what it keeps beside, and ``said`` facts and findings
    for the store, about a stand-in.
    """

    content: tuple[str, str, str]
    bound: tuple[str, str]
    receipt: dict
    outcome: str
    document: tuple[str, str] = ("", "")
    kept: dict | None = None
    said: dict[str, str] | None = None

    @property
    def size(self) -> int:
        """Characters, nearly."""
        return sum(map(len, (*self.content, *self.bound, *self.document, *(self.said or {}).values())))

    def made(self, dossier: Dossier) -> dict:
        """The parts of ``Made`` for a dossier of this likeness, without its graphs, which take longer than the rest.
        InputError for one that cannot be kept."""
        receipt, name = self.receipt_of(dossier), json.dumps(dossier.id, ensure_ascii=False)
        hashes, kept = json.dumps(receipt), None
        if self.kept is not None:
            from qgov.store.decisions import may_be_kept

            may_be_kept(dossier.id)
            start, end = self.document
            document = f"{start}{hashes}{_own(dossier)}{name}{end}"
            kept = self.kept | {"receipt": receipt, "document": packed(document)}
        before, between, behind = self.content
        return {
            "content": f"{before}{name}{between}{hashes}{behind}".encode("utf-8", "replace"),
            "receipt": receipt, "kept": kept, "graphs": None, "outcome": self.outcome,
        }  # fmt: skip

    def graphs(self, dossier: Dossier, tenant: str, receipt: dict) -> dict[str, str]:
        """The graphs of the decision with this receipt about a dossier of this likeness, as N-Triples by IRI."""
        from qgov.store.decisions import record_of

        said = {part: text.replace(_STAND_IN, dossier.id) for part, text in self.said.items()}
        return record_of(tenant, dossier, receipt["sha256"], said, self.outcome, self.kept["asOf"]).graphs

    def receipt_of(self, dossier: Dossier) -> dict:
        """The receipt of the decision about a dossier of this likeness."""
        from qgov.dossier.read import canonical_json
        from qgov.reasoning.bound import bound_text
        from qgov.reasoning.receipt import sha256

        before, behind = self.bound
        hashes = {
            "dossier": sha256(canonical_json(dossier.normal)),
            "decision": sha256(f"{before}{bound_text(dossier.id)}{behind}"),
        }
        parts = {name: hashes.get(name, value) for name, value in self.receipt.items() if name != "sha256"}
        return {**parts, "sha256": sha256(canonical_json(parts))}


def pattern(decision: Decision, content: str, kept: dict | None = None, document: str = "") -> Pattern:
    """The pattern of a decision, from its answer as JSON and, where it is kept, what the ledger keeps and the text of
    its document. RuntimeError where the id stands elsewhere than it should."""
    from qgov.reasoning.bound import bound_text

    dossier, hashes = decision.dossier, json.dumps(decision.receipt)
    name, written = json.dumps(dossier.id, ensure_ascii=False), bound_text(dossier.id)
    between, behind = _parts(content, _CONTENT + name, f'{_RECEIPT}{hashes}')
    before_bound, behind_bound = _parts(decision.bound, "", f',"dossier":{written},"duties":')
    found = Pattern(
        (_CONTENT, between + _RECEIPT, behind), (before_bound + ',"dossier":', ',"duties":' + behind_bound),
        decision.receipt, decision.outcome,
    )  # fmt: skip
    if kept is None:
        return found
    from qgov.store.decisions import said_texts

    start, end = _parts(document, "", f"{hashes}{_own(dossier)}{name}")
    stand_in = replace(decision, dossier=replace(dossier, id=_STAND_IN))
    shared = {part: value for part, value in kept.items() if part not in ("receipt", "document")}
    return replace(found, document=(start, end), kept=shared, said=said_texts(stand_in))


def packed(document: str) -> str:
    """A document as the ledger keeps it."""
    return base64.b64encode(gzip.compress(document.encode("utf-8", "surrogatepass"), 5, mtime=0)).decode()


def _own(dossier: Dossier) -> str:
    """What stands in a document between the receipt and the id in the decision."""
    from qgov.dossier.read import canonical_json

    normal = json.dumps(json.loads(canonical_json(dossier.normal)), ensure_ascii=False)
    return f', "dossier": {normal}, "decision": {_CONTENT}'


def _parts(text: str, start: str, gap: str) -> tuple[str, str]:
    """A text without its start, before and behind what stands in it once."""
    if not text.startswith(start) or text.count(gap) != 1:
        raise RuntimeError("a decision is not written as it should be")
    before, _, behind = text[len(start) :].partition(gap)
    return before, behind
