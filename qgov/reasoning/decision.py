"""The decision: outcome per line, per jurisdiction and overall, with everything that it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from json.encoder import encode_basestring

from qgov.base.kept import Kept
from qgov.dossier.model import Dossier
from qgov.grounding.model import Grounding
from qgov.norms.model import Norm
from qgov.reasoning.bound import bound_data, bound_text, plain_number
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


NOT_EXPLAINED = Explanation(
    warnings=("nearest, robustness, metricAudit and whyNot are empty because no explanation was asked for.",)
)


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

    def to_dict(self, all_findings: bool = False, explain: bool = True) -> dict:
        """The decision as JSON has it: plain dicts, lists, numbers and text; without ``explain``, ``unexplained``.

        The receipt's ``decision`` hash binds every name but ``receipt`` and ``disclaimer``, as it is written here, with
        all findings whichever are shown.
        """
        if not explain:
            return self.unexplained().to_dict(all_findings)
        return {**self.content(all_findings), "receipt": self.receipt, "disclaimer": DISCLAIMER}

    def unexplained(self) -> Decision:
        """The same decision without what would change it and why it is not permitted, which take longest: ``nearest``,
        ``robustness``, ``metric_audit`` and ``why_not`` are empty and a warning says that they were not asked for.

        Its receipt is its own: the ``decision`` hash binds the empty lists and the warning, so it differs from that of
        the explained decision, and ``full_receipt`` of what this returns is the one that it fits. The verifier checks
        in it all that it checks in any: facts, norms, statuses, outcomes and duties; it reads no explanation.
        """
        return replace(self, settle=lambda: self.residual, explain=lambda decision: NOT_EXPLAINED)

    def content(self, all_findings: bool = False) -> dict:
        """The same without its receipt: what the receipt binds, which is all findings whichever are shown."""
        return plain(self._said | {"findings": [finding_dict(finding) for finding in self.shown(all_findings)]})

    @cached_property
    def bound(self) -> str:
        """The text of ``content`` with all findings that the receipt's hash is made over."""
        parts = {name: bound_text(part) for name, part in self._said.items()}
        parts["findings"] = f"[{','.join(map(finding_text, self.findings))}]"
        return "{" + ",".join(f'"{name}":{parts[name]}' for name in sorted(parts)) + "}"

    def bound_content(self) -> dict:
        """``content`` with all findings as a full receipt has it, whose canonical text is ``bound``. Read it, do not
        change it: findings share their reasons."""
        findings = [finding_dict(f, f.reasons.data(f.norm) if f.reasons else []) for f in self.findings]
        return bound_data(self._said) | {"findings": findings}

    @cached_property
    def _said(self) -> dict:
        """The content with no findings yet, in the order of the document."""
        return {
            "dossier": self.dossier.id,
            **self.overall.to_dict(),
            "asOf": self.as_of,
            "vintage": self.vintage,
            "lines": [{"item": item, **verdict.to_dict()} for item, verdict in self.lines],
            "jurisdictions": [{"code": code, **verdict.to_dict()} for code, verdict in self.jurisdictions],
            "findings": [],
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


def finding_dict(finding: Finding, because: list[dict] | None = None) -> dict:
    """A finding as JSON has it, or with its reasons in another form."""
    norm = finding.norm
    found = {
        "norm": norm.iri,
        "provision": norm.provision,
        "jurisdiction": norm.jurisdiction,
        "line": finding.line,
        "effect": norm.effect,
        "status": finding.status,
        "because": list(finding.because) if because is None else because,
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


def finding_text(finding: Finding) -> str:
    """The text of a finding that a receipt binds. What its norm says of itself is the same in every decision."""
    from_citation, from_effect, from_yields, from_norm, from_policy = _texts_of(finding.norm)
    because = finding.reasons.text(finding.norm) if finding.reasons else ""
    defeated = "null" if finding.defeated_by is None else encode_basestring(finding.defeated_by)
    missing = f',"missing":{bound_text(finding.missing)}' if finding.missing else ""
    note = f',"note":{encode_basestring(finding.note)}' if finding.note else ""
    line = encode_basestring(finding.line)
    verified = "true" if finding.verified else "false"
    return (
        f'{{"because":[{because}]{from_citation}{defeated}{from_effect}{line}{from_yields}{missing}'
        f'{from_norm}{note}{from_policy}"{finding.status}","verified":{verified}}}'
    )


def _norm_texts(norm: Norm) -> tuple[str, str, str, str, str]:
    """What a norm adds to the text of each of its findings, cut where the finding itself has something to say."""
    yields = f',"mayYield":{bound_text(norm.may_yield)}' if norm.may_yield else ""
    policy = f',"policy":{bound_text(norm.policy)}' if norm.policy else ""
    return (
        f',"citation":{bound_text(norm.citation)},"defeatedBy":',
        f',"effect":{bound_text(norm.effect)},"jurisdiction":{bound_text(norm.jurisdiction)}'
        f',"label":{bound_text(norm.label)},"line":',
        yields,
        f',"norm":{bound_text(norm.iri)}',
        f'{policy},"provision":{bound_text(norm.provision)},"status":',
    )


_texts_of = Kept(_norm_texts)


def plain(value: object) -> object:
    """Values as JSON has them: decimals become numbers, dates become text."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, (list, tuple, frozenset)):
        return [plain(child) for child in value]
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
