"""The schemas of what the service answers, for its OpenAPI document; those of a dossier come from the lexicon."""

from __future__ import annotations

from starlette.responses import Response

from qgov.api.jobs.run import STATES
from qgov.lexicon import lexicon
from qgov.lexicon.schema import dossier_schema

_DEFINITIONS, _COMPONENTS = "#/$defs/", "#/components/schemas/"
_TEXT, _FLAG, _NUMBER = {"type": "string"}, {"type": "boolean"}, {"type": ["number", "null"]}
_NULLABLE = {"type": ["string", "null"]}
_OPEN = {"type": "object"}
_COUNT = {"type": "integer", "minimum": 0}
_OF_NORMS = (
    "controlledUnder", "connectsBy", "satisfiedBy", "exceptedBy", "defeats", "foreclosedBy", "reviews", "mayYield",
    "asksFor", "disqualifiedBy", "conditionsOfUse", "duties",
)  # fmt: skip
_MOMENT = {"type": "string", "format": "date-time"}
_MOMENT_OR_NULL = {"type": ["string", "null"], "format": "date-time"}


class Described(Response):
    """A response that gives its type with each answer, so that the document does not guess one."""

    media_type = None


def schemas() -> dict:
    """All components: the dossier and its parts, decisions and their parts, lists, and problems."""
    dossier = dossier_schema()
    parts = dossier.pop("$defs")
    for name in ("$schema", "$id"):
        dossier.pop(name)
    return _moved({"Dossier": dossier, **parts}) | _answers()


def _moved(node: object):
    """References to definitions as references to components."""
    if isinstance(node, dict):
        return {
            key: value.replace(_DEFINITIONS, _COMPONENTS) if key == "$ref" and isinstance(value, str) else _moved(value)
            for key, value in node.items()
        }
    return [_moved(child) for child in node] if isinstance(node, list) else node


def _answers() -> dict:
    words = lexicon()

    def word(name: str) -> dict:
        return {"type": "string", "enum": sorted(words.words(name))}

    outcome = word("Outcome")
    verdict = {"outcome": outcome, "possible": _list(outcome), "precaution": outcome}
    claim = _object({"item": _TEXT, "term": _TEXT, "index": {"type": "integer"}}, "item", "term")
    return {
        "Decision": _object(
            {
                "dossier": _TEXT, **verdict, "asOf": {"type": "string", "format": "date"}, "vintage": _OPEN,
                "lines": _list(_object({"item": _TEXT, **verdict}, "item", *verdict)),
                "jurisdictions": _list(_object({"code": _TEXT, **verdict}, "code", *verdict)),
                "findings": _list(_of("Finding")), "groundings": _list(_of("Grounding")),
                "duties": _list(_object({"what": _TEXT, "provision": _TEXT, "item": _TEXT}, "what", "provision")),
                "residual": _list(_OPEN), "nearest": _list(_OPEN), "conflicts": _list(_of("Conflict")),
                "robustness": _list(_OPEN), "metricAudit": _list(_OPEN), "whyNot": _list(_OPEN),
                "notModelled": _list(_TEXT), "warnings": _list(_TEXT), "screening": _OPEN,
                "penalties": _list(_OPEN), "receipt": _OPEN, "disclaimer": _TEXT,
            },
            "outcome", "possible", "precaution", "asOf", "vintage", "lines", "jurisdictions", "findings", "groundings",
            "duties", "residual", "nearest", "conflicts", "notModelled", "warnings", "receipt",
            description=words.terms["Decision"].definition,
        ),
        "Conflict": _object(
            {
                "between": _list(_TEXT), "jurisdictions": _list(_TEXT), "lines": _list(_TEXT), "certain": _FLAG,
                "what": _TEXT, "resolution": _TEXT, "citation": _TEXT,
            },
            "between", "jurisdictions", "lines", "certain", "what", "resolution", "citation",
            description=words.terms["Conflict"].definition,
        ),
        "Finding": _object(
            {
                "norm": _TEXT, "provision": _TEXT, "jurisdiction": _TEXT, "line": _NULLABLE, "effect": word("Effect"),
                "status": word("FindingStatus"), "because": _list(_OPEN), "defeatedBy": _NULLABLE, "verified": _FLAG,
                "label": _TEXT, "citation": _TEXT, "policy": _TEXT, "mayYield": _list(_TEXT), "missing": _list(_TEXT),
                "note": _TEXT,
            },
            "norm", "provision", "jurisdiction", "line", "effect", "status", "because", "defeatedBy", "verified",
            description=words.terms["Finding"].definition,
        ),
        "Grounding": _object(
            {
                "claim": claim, "claims": _list(claim), "check": _TEXT, "kind": word("GroundingKind"),
                "verdict": word("Verdict"), "value": _NUMBER, "bound": _NUMBER, "margin": _NUMBER,
                "assumptions": _list(_TEXT), "needs": _list(_TEXT), "source": _TEXT, "circuit": _NULLABLE,
                "zScore": {"type": "number"}, "side": {"enum": ["", "at most", "at least"]},
                "standardUncertainty": {"type": "number"}, "unit": _TEXT, "formula": _TEXT, "reason": _TEXT,
                "simulated": _OPEN, "count": {"type": "integer"}, "counts": _OPEN,
            },
            "check", "kind", "verdict", "value", "bound", "margin", "assumptions", "needs", "source", "circuit",
            description=words.terms["Grounding"].definition,
        ),
        "Groundings": _object({"groundings": _list(_of("Grounding"))}, "groundings"),
        "Validation": _object(
            {"valid": {"const": True}, "dossier": _TEXT, "warnings": _list(_TEXT)}, "valid", "dossier", "warnings",
            description="The dossier is well formed. Warnings name what the law may ask for and it leaves out.",
        ),
        "Norm": _object(
            {
                "norm": _TEXT, "name": {"type": "string", "description": "in lists: what /v1/norms/{name} takes"},
                "provision": _TEXT, "jurisdiction": _TEXT, "kind": _TEXT, "effect": _TEXT,
                "label": _TEXT, "definition": _TEXT, "condition": _of("NormCondition"), "citation": _TEXT,
                "inForceFrom": _TEXT, "inForceUntil": _NULLABLE, "verification": _TEXT, "verificationNote": _TEXT,
                **dict.fromkeys(_OF_NORMS, _list(_TEXT)), "policy": _TEXT, "authorisationCode": _TEXT,
                "source": {"type": "string", "description": "the file that it is written in"},
                "inForce": {"type": ["boolean", "null"], "description": "on the day asked for; null: not verified"},
            },
            "norm", "provision", "jurisdiction", "effect", "condition", "inForceFrom", "inForceUntil", "verification",
            description=words.terms["Norm"].definition,
        ),
        "NormCondition": _object(
            {"words": {"type": "array", "items": _of("ConditionPart")}, "read": _OPEN}, "words", "read",
            description="What a norm asks: in words, all parts of which have to hold, and as receipts write it. "
            "No words: nothing more is asked than that it reaches the transfer.",
        ),
        "ConditionPart": {
            "oneOf": [
                {"type": "string"},
                *(_object({way: _list(_of("ConditionPart"))}, way) for way in ("any", "all", "not")),
            ],
            "description": "A phrase, or parts of which one, all, or not all together have to hold.",
        },
        "DecisionPage": _page(
            "decisions",
            _object(
                {
                    "id": _TEXT, "entry": {"type": "integer", "description": "its place in the ledger"},
                    "time": {"type": "string", "format": "date-time"}, "outcome": outcome,
                    "asOf": {"type": "string", "format": "date"},
                },
                "id", "entry", "time", "outcome", "asOf",
            ),
        ),
        "Receipt": _object(
            {"format": _TEXT, "receipt": _OPEN, "dossier": _OPEN, "decision": _OPEN, "situation": _OPEN, "norms": _OPEN,
             "derivation": {}},
            "format", "receipt", "dossier", "decision", "situation", "norms", "derivation",
            description="All that a decision rests on, in the canonical form of RFC 8785, for `qgov verify`.",
        ),
        "Job": _object(
            {
                "id": _TEXT, "state": {"enum": list(STATES)}, "created": _MOMENT, "started": _MOMENT_OR_NULL,
                "finished": _MOMENT_OR_NULL, "at": _NULLABLE,
                "register": _object({"type": _TEXT, "bytes": _COUNT, "sha256": _TEXT}, "type", "bytes", "sha256"),
                "progress": _object(
                    {"parts": _COUNT, "of": _COUNT, "rows": _COUNT, "rejected": _COUNT},
                    "parts", "of", "rows", "rejected",
                ),
                "result": _object(
                    {"rows": _COUNT, "results": _COUNT, "rejected": _COUNT, "sha256": _TEXT, "law": _TEXT},
                    "rows", "results", "rejected",
                ),
                "faults": _list(_object({"pointer": _TEXT, "message": _TEXT, "remedy": _TEXT}, "pointer", "message")),
                "links": {"type": "object", "additionalProperties": _TEXT},
            },
            "id", "state", "created", "started", "finished", "at", "register", "progress", "links",
            description="A screening: queued, running, done, failed or cancelled. Its result counts rows.",
        ),
        "JobPage": _page("jobs", _of("Job")),
        "Summary": _object({"register": _TEXT, "rows": _OPEN, "outcomes": {"type": "array"}, "law": _TEXT},
                           "register", "rows", "outcomes", "law"),
        "Index": _object({"name": _TEXT, "version": _TEXT, "links": {"type": "object", "additionalProperties": _TEXT}},
                         "name", "version", "links"),
        "JsonLd": {"type": ["object", "array"], "description": "RDF as JSON-LD."},
        "Resource": {"type": ["object", "array"], "description": "What is known of it, as JSON-LD."},
        "Schema": _OPEN,
        "DraftReport": _object(
            {
                "readable": {"type": "boolean", "description": "it is Turtle"},
                "valid": {"type": "boolean", "description": "it has no faults; there may be warnings"},
                "norms": _list(_object(
                    {"norm": _TEXT, "provision": _TEXT, "jurisdiction": _TEXT, "kind": _TEXT, "effect": _TEXT,
                     "inForceFrom": _TEXT, "inForceUntil": _NULLABLE},
                    "norm", "provision", "jurisdiction", "kind", "effect", "inForceFrom", "inForceUntil",
                )),
                "faults": _list(_of("DraftFault")), "warnings": _list(_of("DraftFault")),
            },
            "readable", "valid", "norms", "faults", "warnings",
            description="What is wrong with a draft of norms, and what its author should look at.",
        ),
        "DraftFault": _object(
            {
                "file": _TEXT, "line": {"type": ["integer", "null"], "minimum": 1},
                "norm": {"type": "string", "description": "its IRI; empty where the fault is none of one norm"},
                "path": {"type": "string", "description": "the term or property at fault, if it is one"},
                "message": _TEXT, "remedy": _TEXT,
            },
            "file", "line", "norm", "path", "message", "remedy",
        ),
        "NormPage": _page("norms", _of("Norm")),
        "Term": _object({"iri": _TEXT, "name": _TEXT, "label": _TEXT, "definition": _TEXT, "module": _TEXT},
                        "iri", "name", "label"),
        "TermPage": _page("terms", _of("Term")),
        "Health": _object({"status": {"const": "ok"}, "version": _TEXT, "lexicon": _TEXT, "norms": _TEXT}, "status"),
        "Readiness": _object({"ready": {"const": True}, "checks": {"type": "object", "additionalProperties": _FLAG}},
                             "ready", "checks"),
        "Problem": _object(
            {
                "type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT,
                "errors": _list(
                    _object(
                        {
                            "pointer": {
                                "type": "string",
                                "description": "JSON Pointer into the dossier; empty for all of it, and for the query.",
                            },
                            "parameter": {"type": "string", "description": "Query parameter, if the fault is there."},
                            "message": _TEXT,
                            "remedy": _TEXT,
                        },
                        "pointer", "message", "remedy",
                    )
                ),
            },
            "type", "title", "status", "detail", "errors", description="What is wrong, where, and what would be right.",
        ),
    }  # fmt: skip


def _object(properties: dict, *required: str, description: str = "") -> dict:
    found = {"type": "object", "properties": properties, "required": list(required)}
    return found | ({"description": description} if description else {})


def _page(name: str, row: dict) -> dict:
    return _object({name: _list(row), "count": {"type": "integer"}, "next": _NULLABLE}, name, "count", "next")


def _list(items: dict) -> dict:
    return {"type": "array", "items": items}


def _of(name: str) -> dict:
    return {"$ref": _COMPONENTS + name}
