"""Making an answer from a dossier: pure work on bytes, so that a thread or another process can do it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

JSON, TEXT, HTML = "application/json", "text/plain", "text/html"
TURTLE, JSONLD = "text/turtle", "application/ld+json"
SVG, PNG = "image/svg+xml", "image/png"
DECISION_TYPES = (JSON, TEXT, HTML, TURTLE, JSONLD)
REMEMBERED_BYTES = 32 * 1024 * 1024
_DAYS = 4096
_KEYS: dict[str, str] = {}


@dataclass(frozen=True)
class Asked:
    """A dossier and how it is to be decided. ``at`` is an ISO day or None; ``tenant``: for whom it is kept, if any;
    without ``explain`` what would change the outcome is not worked out."""

    body: bytes
    format: str
    at: str | None = None
    simulate: bool = True
    all_findings: bool = False
    wanted: str = JSON
    tenant: str | None = None
    explain: bool = True

    @property
    def arguments(self) -> tuple:
        """What ``decided`` takes."""
        return (
            self.body, self.format, self.at, self.simulate, self.all_findings, self.wanted, self.tenant, self.explain,
        )  # fmt: skip

    def fingerprint(self) -> str:
        """The same for the same question, and for no other."""
        asked = self.arguments[1:]
        return hashlib.sha256(json.dumps(asked).encode() + b"\0" + self.body).hexdigest()


@dataclass(frozen=True)
class Made:
    """An answer: its bytes, the small receipt, and where it is kept the payload for the ledger and the graphs for the
    store as N-Triples by IRI."""

    content: bytes
    receipt: dict
    kept: dict | None = None
    graphs: dict[str, str] | None = None
    outcome: str = ""

    @property
    def id(self) -> str:
        """The id under which it is kept: the same decision has the same one."""
        return decision_id(self.receipt)

    @property
    def size(self) -> int:
        kept = len(self.kept["document"]) if self.kept else 0
        return len(self.content) + kept + sum(map(len, (self.graphs or {}).values()))


def decision_id(receipt: dict) -> str:
    """The id of a decision, from its receipt's hash: that by which the store knows it."""
    return receipt["sha256"][:32]


def decided(
    body: bytes, format: str, at: str | None, simulate: bool, all_findings: bool, wanted: str, tenant: str | None,
    explain: bool = True,
) -> dict:  # fmt: skip
    """Decide and write the answer, the parts of ``Made`` by name; InputError for a dossier that cannot be read."""
    import qgov

    asked = Asked(body, format, at, simulate, all_findings, wanted, tenant, explain)
    decision = qgov.decide(body, at=at, simulate=simulate, format=format)
    if not explain:
        decision = decision.unexplained()
    return {
        "content": rendered(decision, wanted, all_findings).encode("utf-8", "replace"),
        "receipt": decision.receipt, "kept": None if tenant is None else _kept(decision, asked),
        "graphs": None if tenant is None else _graphs(decision, tenant),
        "outcome": decision.outcome,
    }  # fmt: skip


def _graphs(decision, tenant: str) -> dict[str, str]:
    from qgov.store.decisions import decision_record

    return decision_record(tenant, decision).graphs


def grounded(body: bytes, format: str, simulate: bool, wanted: str) -> bytes:
    """The groundings of a dossier as JSON, or drawn as SVG or PNG."""
    from qgov.dossier.read import read_dossier
    from qgov.reasoning.decision import plain
    from qgov.reasoning.pipeline import ground_dossier

    dossier = read_dossier(body, format=format)
    found = ground_dossier(dossier, simulate=simulate)
    if wanted == JSON:
        rows = [plain(grounding.to_dict()) for grounding in found.groundings]
        return json.dumps({"groundings": rows}, ensure_ascii=False, allow_nan=False).encode()
    from qgov.report.grounding_png import png
    from qgov.report.grounding_sheet import grounding_sheet

    sheet = grounding_sheet(dossier, found.groundings, found.warnings)
    return png(sheet) if wanted == PNG else sheet.encode()


def validated(body: bytes, format: str) -> dict:
    """That a dossier is well formed, and what it leaves the law asking for."""
    from qgov.dossier.read import read_dossier

    dossier = read_dossier(body, format=format)
    return {"valid": True, "dossier": dossier.id, "warnings": remarks(dossier)}


def remarks(dossier) -> list[str]:
    """What is well formed but leaves the law asking: declarations that are not given, parties that are not named."""
    asked = {
        "militaryEndUse": dossier.declarations.military_end_use,
        "wmdEndUse": dossier.declarations.wmd_end_use,
        "informedByAuthority": dossier.declarations.informed_by_authority,
        "partiesScreened": dossier.declarations.parties_screened,
    }
    found = [f"declarations.{name} is not given" for name, value in asked.items() if value is None]
    if "id" not in dossier.normal:
        found.append("id is not given; the hash of the dossier serves")
    if not dossier.parties:
        found.append("parties are not given")
    return found


def rendered(decision, wanted: str, all_findings: bool) -> str:
    """The decision in one of ``DECISION_TYPES``."""
    if wanted == JSON:
        return json.dumps(decision.to_dict(all_findings=all_findings), ensure_ascii=False, allow_nan=False)
    if wanted == TEXT:
        from qgov.report.text import judgment

        return judgment(decision, all_findings)
    if wanted == HTML:
        from qgov.report.html import page

        return page(decision, all_findings)
    from qgov.report.rdf import decision_text

    return decision_text(decision, "turtle" if wanted == TURTLE else "jsonld")


def _kept(decision, asked: Asked) -> dict:
    """What the ledger keeps: the receipt's hashes, what was asked, and packed all that the full receipt holds but the
    norms, which decisions of one law share."""
    full = decision.full_receipt()
    norms = full.pop("norms")
    # In the order of the answer, not in canonical order: what is read back is then the answer to the byte.
    document = json.dumps(full, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")
    return {
        "outcome": decision.outcome, "precaution": decision.overall.precaution, "asOf": decision.as_of.isoformat(),
        "at": asked.at, "simulate": asked.simulate, "explain": asked.explain,
        "shown": " ".join(str(n) for n, finding in enumerate(decision.findings) if finding.relevant),
        "norms": _norms_key(decision.receipt["normsInForce"], norms), "receipt": decision.receipt,
        "document": base64.b64encode(gzip.compress(document, 5, mtime=0)).decode(),
    }  # fmt: skip


def _norms_key(digest: str, norms: dict) -> str:
    """``norms_key`` of norms with this hash: a day has many decisions, and the document is long."""
    found = _KEYS.get(digest)
    if found is None:
        if len(_KEYS) >= _DAYS:
            _KEYS.pop(next(iter(_KEYS)), None)
        found = _KEYS[digest] = norms_key(norms)
    return found


def norms_key(norms: dict) -> str:
    """The hash of a norms document without its day, which many days share."""
    from qgov.reasoning.receipt import canonical_receipt

    return hashlib.sha256(canonical_receipt({k: v for k, v in norms.items() if k != "day"})).hexdigest()


@dataclass
class Remembered:
    """The last answers by what was asked. A decision depends on the dossier, the day and the program alone, so the same
    question has the same answer; each time it is asked it is a decision of its own in the ledger."""

    limit: int = REMEMBERED_BYTES
    _answers: OrderedDict = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _size: int = 0

    def get(self, fingerprint: str) -> Made | None:
        with self._lock:
            found = self._answers.get(fingerprint)
            if found is not None:
                self._answers.move_to_end(fingerprint)
            return found

    def put(self, fingerprint: str, answer: Made) -> None:
        with self._lock:
            if fingerprint in self._answers or answer.size > self.limit // 8:
                return
            self._answers[fingerprint] = answer
            self._size += answer.size
            while self._size > self.limit:
                self._size -= self._answers.popitem(last=False)[1].size
