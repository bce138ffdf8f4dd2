"""Making an answer from a dossier: pure work on bytes, so that a thread or another process can do it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from qgov.api.decisions.alike import Named, Pattern, document_parts, pattern
from qgov.api.decisions.document import dossier_of, packed
from qgov.api.decisions.remembered import Remembered

JSON, TEXT, HTML = "application/json", "text/plain", "text/html"
TURTLE, JSONLD = "text/turtle", "application/ld+json"
SVG, PNG, TRIG = "image/svg+xml", "image/png", "application/trig"
DECISION_TYPES = (JSON, TEXT, HTML, TURTLE, JSONLD)
VALIDATION_TYPES = (JSON, TURTLE, JSONLD, TRIG)
GROUNDING_TYPES = (JSON, TURTLE, JSONLD, HTML, SVG)
_DAYS = 4096
_KEYS: dict[str, str] = {}
_PATTERNS: Remembered[Pattern] = Remembered()


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

    @property
    def way(self) -> tuple:
        """How it is asked, apart from the dossier and from where it is kept."""
        return self.at, self.simulate, self.all_findings, self.tenant is not None, self.explain

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
    """Decide and write the answer, the parts of ``Made`` by name; InputError for a dossier that cannot be read.

    Where a dossier like it was decided before, the graphs are None: ``graphed`` makes them.
    """
    from qgov.dossier.read import read_dossier

    asked = Asked(body, format, at, simulate, all_findings, wanted, tenant, explain)
    dossier = read_dossier(body, format=format)
    if wanted != JSON:
        return _made(dossier, asked)[0]
    named = Named(dossier)
    found = _PATTERNS.get(like := named.likeness(asked.way))
    if found is None:
        made, found = _made(dossier, asked)
        _PATTERNS.put(like, found)
        return made
    return found.made(named)


def graphed(document: str, at: str | None, simulate: bool, explain: bool, tenant: str) -> dict:
    """The receipt and the graphs of a decision, from the document that the ledger keeps of it: parts of ``Made``."""
    from qgov.dossier.read import read_dossier

    body = dossier_of(document)
    asked = Asked(body, "json", at, simulate, False, JSON, tenant, explain)
    named = Named(read_dossier(body, format="json"))
    found = _PATTERNS.get(like := named.likeness(asked.way))
    if found is None:
        made, found = _made(named.dossier, asked)
        _PATTERNS.put(like, found)
        return {"receipt": made["receipt"], "graphs": made["graphs"]}
    receipt = found.receipt_of(named)
    return {"receipt": receipt, "graphs": found.graphs(named, tenant, receipt)}


def _made(dossier, asked: Asked) -> tuple[dict, Pattern | None]:
    """The parts of ``Made``, and for JSON the pattern for dossiers like this one."""
    from qgov.reasoning import law_date
    from qgov.reasoning.pipeline import decide_dossier

    decision = decide_dossier(dossier, law_date(asked.at), simulate=asked.simulate)
    if not asked.explain:
        decision = decision.unexplained()
    content = rendered(decision, asked.wanted, asked.all_findings)
    kept, document, found, graphs = None, ("", b""), None, None
    if asked.tenant is not None:
        kept, document = _kept(decision, asked)
    if asked.wanted == JSON:
        found = pattern(decision, content, kept, document)
    if asked.tenant is not None and found is not None:
        graphs = found.graphs(Named(dossier), asked.tenant, decision.receipt)
    elif asked.tenant is not None:
        from qgov.store.decisions import decision_record

        graphs = decision_record(asked.tenant, decision).graphs
    made = {
        "content": content.encode("utf-8", "replace"), "receipt": decision.receipt, "kept": kept, "graphs": graphs,
        "outcome": decision.outcome,
    }  # fmt: skip
    return made, found


def grounded(body: bytes, format: str, simulate: bool, wanted: str) -> bytes:
    """The groundings of a dossier as JSON, in RDF, as a page, or drawn as SVG or PNG."""
    from qgov.dossier.read import read_dossier
    from qgov.reasoning.decision import plain
    from qgov.reasoning.pipeline import ground_dossier

    dossier = read_dossier(body, format=format)
    found = ground_dossier(dossier, simulate=simulate)
    if wanted == JSON:
        rows = [plain(grounding.to_dict()) for grounding in found.groundings]
        return json.dumps({"groundings": rows}, ensure_ascii=False, allow_nan=False).encode()
    if wanted in (TURTLE, JSONLD):
        from qgov.report.rdf import groundings_text

        said = groundings_text(dossier.id, found.groundings, "turtle" if wanted == TURTLE else "jsonld")
        return said.encode("utf-8", "replace")
    if wanted == HTML:
        from qgov.report.grounding_page import grounding_page

        return grounding_page(dossier, found.groundings, found.warnings).encode("utf-8", "replace")
    from qgov.report.grounding_png import png
    from qgov.report.grounding_sheet import grounding_sheet

    sheet = grounding_sheet(dossier, found.groundings, found.warnings)
    return png(sheet) if wanted == PNG else sheet.encode()


def validated(body: bytes, format: str, wanted: str = JSON) -> str:
    """That a dossier is well formed, and what it leaves the law asking for; or the dossier as RDF says it."""
    from qgov.dossier.rdf import dossier_text
    from qgov.dossier.read import read_dossier
    from qgov.report.dossier import dossier_jsonld

    dossier = read_dossier(body, format=format)
    if wanted == JSONLD:
        return json.dumps(dossier_jsonld(dossier), ensure_ascii=False, allow_nan=False)
    if wanted != JSON:
        return dossier_text(dossier, "turtle" if wanted == TURTLE else "trig")
    found = {"valid": True, "dossier": dossier.id, "warnings": remarks(dossier)}
    return json.dumps(found, ensure_ascii=False, allow_nan=False)


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


def _kept(decision, asked: Asked) -> tuple[dict, tuple[str, bytes]]:
    """What the ledger keeps: the receipt's hashes, what was asked, and packed a document of all that the full receipt
    holds but the norms, which decisions of one law share. And that document in two parts, as ``packed`` takes them."""
    full = decision.full_receipt()
    norms = full.pop("norms")
    # In the order of the answer, not in canonical order: what is read back is then the answer to the byte.
    parts = document_parts(decision, json.dumps(full, ensure_ascii=False, allow_nan=False))
    return {
        "outcome": decision.outcome, "precaution": decision.overall.precaution, "asOf": decision.as_of.isoformat(),
        "at": asked.at, "simulate": asked.simulate, "explain": asked.explain,
        "shown": " ".join(str(n) for n, finding in enumerate(decision.findings) if finding.relevant),
        "norms": _norms_key(decision.receipt["normsInForce"], norms), "receipt": decision.receipt,
        "document": packed(*parts),
    }, parts  # fmt: skip


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
