"""A norm as a line, as a page and as JSON."""

from __future__ import annotations

from qgov.norms import Norm
from qgov.report.page import rows_page


def norm_line(norm: Norm) -> str:
    """One line: provision, dates, jurisdiction, effect, verification, label."""
    until = str(norm.in_force_until) if norm.in_force_until else "".ljust(10)
    return (
        f"{norm.provision:32} {norm.jurisdiction:4} {norm.in_force_from} {until} {norm.effect:23} "
        f"{norm.verification:10} {norm.label}"
    )


def norm_page(norm: Norm) -> str:
    """Everything about one norm, for reading."""
    rows = [
        ("label", norm.label),
        ("jurisdiction", norm.jurisdiction),
        ("in force", f"from {norm.in_force_from}" + (f" until {norm.in_force_until}" if norm.in_force_until else "")),
        ("first day", f"between {norm.earliest} and {norm.latest} ({norm.day_verification})" if norm.earliest else ""),
        ("effect", norm.effect),
        ("says", norm.definition),
        ("citation", norm.citation),
        ("verification", f"{norm.verification}. {norm.verification_note}".strip()),
        ("controlled under", ", ".join(norm.controlled_under)),
        ("connects by", ", ".join(norm.connects_by)),
        ("satisfied by", ", ".join(norm.satisfied_by)),
        ("defeats", ", ".join(norm.defeats)),
        ("reviews", ", ".join(norm.reviews)),
        ("policy", norm.policy),
        ("may yield", ", ".join(norm.may_yield)),
        ("asks for", ", ".join(norm.asks_for)),
        ("ruled out by", ", ".join(norm.disqualified_by)),
        ("conditions of use", ", ".join(norm.conditions_of_use)),
        ("duties", "; ".join(duty.replace(" | ", ", ") for duty in norm.duties)),
        ("IRI", norm.iri),
        ("file", norm.origin),
    ]
    return rows_page(norm.provision, rows)


def norm_dict(norm: Norm) -> dict:
    """A norm as JSON."""
    found = {
        "norm": norm.iri, "provision": norm.provision, "jurisdiction": norm.jurisdiction, "kind": norm.kind,
        "effect": norm.effect, "label": norm.label, "definition": norm.definition, "citation": norm.citation,
        "inForceFrom": norm.in_force_from.isoformat(),
        "inForceUntil": norm.in_force_until.isoformat() if norm.in_force_until else None,
        "verification": norm.verification, "verificationNote": norm.verification_note,
        "controlledUnder": list(norm.controlled_under), "connectsBy": list(norm.connects_by),
        "satisfiedBy": list(norm.satisfied_by), "defeats": list(norm.defeats), "reviews": list(norm.reviews),
        "policy": norm.policy, "mayYield": list(norm.may_yield), "asksFor": list(norm.asks_for),
        "disqualifiedBy": list(norm.disqualified_by), "conditionsOfUse": list(norm.conditions_of_use),
        "duties": list(norm.duties), "source": norm.origin,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value not in ("", [], None) or key == "inForceUntil"}
