"""The decision: outcome per line, per jurisdiction and overall, with everything that it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from qgov.dossier.model import Dossier
from qgov.grounding.model import Grounding
from qgov.reasoning.combine import Verdict
from qgov.reasoning.exposure import Exposure
from qgov.reasoning.findings import Finding
from qgov.situation.screening import Screening

DISCLAIMER = "This is not legal advice."


@dataclass(frozen=True)
class Duty:
    """Who must do what, by when, under which provision, for which item."""

    who: str
    what: str
    by_when: str
    provision: str
    item: str

    def to_dict(self) -> dict:
        return {"who": self.who, "what": self.what, "byWhen": self.by_when, "provision": self.provision,
                "item": self.item}  # fmt: skip


@dataclass(frozen=True)
class Explanation:
    """``nearest``: the smallest changes that flip the outcome; ``robustness``: how far each quantity is from a
    threshold that does; ``metric_audit``: which readings of a number do; ``why_not``: what fails of each exception."""

    nearest: tuple[dict, ...] = ()
    robustness: tuple[dict, ...] = ()
    metric_audit: tuple[dict, ...] = ()
    why_not: tuple[dict, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """The answer to one dossier under the law of one day.

    What is missing (``residual``), what would change the outcome (``explanation``) and the receipt take longer than the
    decision itself; each is worked out when it is first asked for.
    """

    dossier: Dossier
    as_of: date
    vintage: dict
    overall: Verdict
    lines: tuple[tuple[str, Verdict], ...]
    jurisdictions: tuple[tuple[str, Verdict], ...]
    findings: tuple[Finding, ...]
    groundings: tuple[Grounding, ...]
    duties: tuple[Duty, ...] = ()
    penalties: tuple[Exposure, ...] = ()
    conflicts: tuple[dict, ...] = ()
    not_modelled: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    screening: Screening = field(default_factory=Screening)
    seal: Callable[[Decision], dict] = field(default=lambda decision: {}, compare=False, repr=False)

    settle: Callable[[], tuple] = field(default=tuple, compare=False, repr=False)
    explain: Callable[[Decision], Explanation] = field(
        default=lambda decision: Explanation(), compare=False, repr=False
    )

    @cached_property
    def residual(self) -> tuple:
        """What is missing, and what each answer would lead to."""
        return tuple(self.settle())

    @cached_property
    def explanation(self) -> Explanation:
        """What would change the outcome, and why it is not permitted."""
        return self.explain(self)

    @property
    def nearest(self) -> tuple[dict, ...]:
        return self.explanation.nearest

    @property
    def robustness(self) -> tuple[dict, ...]:
        return self.explanation.robustness

    @property
    def metric_audit(self) -> tuple[dict, ...]:
        return self.explanation.metric_audit

    @property
    def why_not(self) -> tuple[dict, ...]:
        return self.explanation.why_not

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know."""
        return (*self.noted, *self.explanation.warnings)

    @cached_property
    def receipt(self) -> dict:
        """The hashes that bind the decision to what it rests on; worked out when asked for."""
        return self.seal(self)

    def full_receipt(self) -> dict:
        """The receipt with all that the hashes bind and the derivation, as ``qgov verify`` reads it."""
        return self.seal.full(self)

    @property
    def outcome(self) -> str:
        return self.overall.outcome

    @property
    def possible(self) -> tuple[str, ...]:
        return self.overall.possible

    def shown(self, all_findings: bool = False) -> tuple[Finding, ...]:
        return self.findings if all_findings else tuple(finding for finding in self.findings if finding.relevant)

    def to_dict(self, all_findings: bool = False) -> dict:
        """The decision as JSON has it: plain dicts, lists, numbers and text."""
        return {**self.content(all_findings), "receipt": self.receipt, "disclaimer": DISCLAIMER}

    def content(self, all_findings: bool = False) -> dict:
        """The same without its receipt: what the receipt binds."""
        return plain(
            {
                "dossier": self.dossier.id,
                **self.overall.to_dict(),
                "asOf": self.as_of,
                "vintage": self.vintage,
                "lines": [{"item": item, **verdict.to_dict()} for item, verdict in self.lines],
                "jurisdictions": [{"code": code, **verdict.to_dict()} for code, verdict in self.jurisdictions],
                "findings": [finding_dict(finding) for finding in self.shown(all_findings)],
                "groundings": [grounding.to_dict() for grounding in self.groundings],
                "duties": [duty.to_dict() for duty in self.duties],
                "penalties": [exposure.to_dict() for exposure in self.penalties],
                "residual": [missing.to_dict() for missing in self.residual],
                "nearest": list(self.nearest),
                "robustness": list(self.robustness),
                "metricAudit": list(self.metric_audit),
                "whyNot": list(self.why_not),
                "conflicts": list(self.conflicts),
                "notModelled": list(self.not_modelled),
                "warnings": list(self.warnings),
                "screening": self.screening.to_dict(),
            }
        )


def finding_dict(finding: Finding) -> dict:
    norm = finding.norm
    found = {
        "norm": norm.iri,
        "provision": norm.provision,
        "jurisdiction": norm.jurisdiction,
        "line": finding.line,
        "effect": norm.effect,
        "status": finding.status,
        "because": list(finding.because),
        "defeatedBy": finding.defeated_by,
        "verified": finding.verified,
        "label": norm.label,
        "citation": norm.citation,
    }
    if norm.policy:
        found["policy"] = norm.policy
    if norm.may_yield:
        found["mayYield"] = list(norm.may_yield)
    if finding.missing:
        found["missing"] = list(finding.missing)
    if finding.note:
        found["note"] = finding.note
    return found


def plain(value: object) -> object:
    """Values as JSON has them: decimals become numbers, dates become text."""
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, (list, tuple, frozenset)):
        return [plain(child) for child in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
