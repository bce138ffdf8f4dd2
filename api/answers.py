"""The schemas of what the service answers, for its OpenAPI document; those of a dossier come from the lexicon."""

from __future__ import annotations

from starlette.responses import Response

from qgov.lexicon import lexicon
from qgov.lexicon.schema import dossier_schema

_DEFINITIONS, _COMPONENTS = "#/$defs/", "#/components/schemas/"
_TEXT, _FLAG, _NUMBER = {"type": "string"}, {"type": "boolean"}, {"type": ["number", "null"]}
_NULLABLE = {"type": ["string", "null"]}
_OPEN = {"type": "object"}


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
                "norm": _TEXT, "provision": _TEXT, "jurisdiction": _TEXT, "kind": _TEXT, "effect": _TEXT,
                "label": _TEXT, "definition": _TEXT, "citation": _TEXT, "inForceFrom": _TEXT,
                "inForceUntil": _NULLABLE, "verification": _TEXT,
                "inForce": {"type": ["boolean", "null"], "description": "on the day asked for; null: not verified"},
            },
            "norm", "provision", "jurisdiction", "effect", "inForceFrom", "inForceUntil", "verification",
            description=words.terms["Norm"].definition,
        ),
        "NormPage": _page("norms", _of("Norm")),
        "Term": _object({"iri": _TEXT, "name": _TEXT, "label": _TEXT, "definition": _TEXT}, "iri", "name", "label"),
        "TermPage": _page("terms", _of("Term")),
        "Health": _object({"status": {"const": "ok"}, "version": _TEXT, "lexicon": _TEXT, "norms": _TEXT}, "status"),
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
