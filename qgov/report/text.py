"""The judgment: a decision as a short text, in the order in which a careful reader asks."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from decimal import Decimal

from qgov.base.places import name_of
from qgov.lexicon import lexicon
from qgov.norms.model import ENTRY, EXCEPTION, NORM, POINTER, SEVERITY
from qgov.reasoning.combine import UNDETERMINED, Verdict
from qgov.reasoning.decision import DISCLAIMER, Decision
from qgov.reasoning.findings import APPLIES, DEFEATED, DEPENDS, NOT, SATISFIED, Finding
from qgov.reasoning.pipeline import place_name
from qgov.reasoning.variables import show
from qgov.report.claims import claims

WIDTH = 110
_OUTCOMES = {
    "prohibited": "prohibited",
    "authorisation-required": "authorisation required",
    "conditions-open": "conditions open",
    "permitted": "permitted",
    "no-control-found": "nothing found in what is modelled",
    UNDETERMINED: "undetermined",
}
_HEADLINE = {"no-control-found": "NO CONTROL FOUND"}
_ANCHOR = {ENTRY: 0, NORM: 1, EXCEPTION: 2, POINTER: 3}


def judgment(decision: Decision, all_findings: bool = False) -> str:
    """The whole judgment as text, ending with a newline."""
    parts = [
        _title(decision),
        _headline(decision),
        _because(decision, all_findings),
        _section("Claims", claims(decision.groundings)),
        _section("What is missing", missing_words(decision)),
        _section("What would change it", changes(decision)),
        _section("Duties", _duties(decision)),
        _section("Warnings", list(decision.warnings)),
        _section("Not modelled", list(decision.not_modelled)),
        _closing(decision),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def outcome_words(outcome: str) -> str:
    """An outcome as it is said in a sentence."""
    return _OUTCOMES[outcome]


def _title(decision: Decision) -> str:
    dossier = decision.dossier
    terms = lexicon().terms
    items = ", ".join(f"{item.id} ({terms[item.type].label})" for item in dossier.items)
    route = " -> ".join(name_of(place) or place for place in (dossier.origin, *dossier.transit, dossier.destination))
    named = [party.name or party.id for party in dossier.parties]
    title = f"{terms[dossier.type].label.capitalize()} of {items}, {route}"
    title += f", {' -> '.join(named)}" if named else ""
    read = sorted({str(row["textAsOf"]) for row in decision.vintage.values()})
    law = f"Law of {decision.as_of}" + (f", texts as of {' / '.join(read)}" if read else "")
    return _wrap(title) + "\n" + _wrap(law)


def _headline(decision: Decision) -> str:
    overall = decision.overall
    word = _HEADLINE.get(overall.outcome, _OUTCOMES[overall.outcome].upper())
    sentences = [f"{place_name(code)}: {verdict_words(verdict)}." for code, verdict in decision.jurisdictions]
    lines = [word]
    if overall.outcome == UNDETERMINED:
        lines.append(_wrap(
            "Possible: " + ", ".join(_OUTCOMES[o] for o in overall.possible)
            + f". Precaution: act as if {_OUTCOMES[overall.precaution]}.", "  "))  # fmt: skip
    lines.append(_wrap(" ".join(sentences), "  "))
    if len(decision.lines) > 1:
        lines += [_wrap(f"{item}: {verdict_words(verdict)}.", "  ") for item, verdict in decision.lines]
    if overall.outcome == "no-control-found":
        lines.append(_wrap("Silence is not clearance: this says what was searched, not that nothing exists.", "  "))
    return "\n".join(lines)


def verdict_words(verdict: Verdict) -> str:
    """A verdict as it is said in a sentence."""
    if verdict.outcome == UNDETERMINED:
        return "undetermined (" + " or ".join(_OUTCOMES[o] for o in verdict.possible) + ")"
    return _OUTCOMES[verdict.outcome]


def _because(decision: Decision, all_findings: bool) -> str:
    shown = list(decision.shown(all_findings))
    severity = {code: SEVERITY.get(v.precaution, 0) for code, v in decision.jurisdictions}
    shown.sort(key=lambda f: (-severity.get(f.norm.jurisdiction, 0), f.norm.jurisdiction, _rank(f), f.provision))
    shown = _without_twins(shown)
    several = len(decision.lines) > 1
    blocks = []
    for number, finding in enumerate(shown, 1):
        head = f"{number:2d} " + (f"[{finding.line}] " if several else "") + sentence(finding)
        block = [_wrap(head, "   ", first="")]
        block += _table(finding)
        blocks.append("\n".join(block))
    if not blocks:
        return "Because\n   no entry or norm of the law searched comes near this transfer."
    return "Because\n" + "\n".join(blocks)


def _rank(finding: Finding) -> tuple:
    order = {APPLIES: 0, SATISFIED: 0, DEFEATED: 0, DEPENDS: 1, NOT: 2}
    return (_ANCHOR[finding.norm.kind], order[finding.status])


def _without_twins(findings: list[Finding]) -> list[Finding]:
    """Findings that say the same of several provisions of one jurisdiction are told once, with all provisions."""
    groups: dict[tuple, list[Finding]] = {}
    for finding in findings:
        norm = finding.norm
        told = norm.label if norm.kind == POINTER else (norm.policy or norm.iri)
        groups.setdefault((finding.line, norm.jurisdiction, told, finding.status), []).append(finding)
    return [
        replace(same[0], norm=replace(same[0].norm, provision=", ".join(dict.fromkeys(f.provision for f in same))))
        for same in groups.values()
    ]


def sentence(finding: Finding) -> str:
    """One finding in one or two sentences."""
    norm = finding.norm
    if norm.kind == ENTRY:
        said = {
            APPLIES: "describes the item",
            DEPENDS: "may describe the item",
            NOT: "does not describe the item",
        }[finding.status]
        since = f" (in force since {norm.in_force_from})"
        text = f"{norm.provision} {said}{since}."
    elif norm.kind == POINTER:
        text = f"{norm.provision}: {norm.label}." + (f" {_capital(finding.note)}." if finding.note else "")
        return text
    elif norm.kind == EXCEPTION:
        said = {
            APPLIES: "covers this transfer",
            DEPENDS: "is not shown",
            DEFEATED: "is ruled out",
            NOT: "does not cover this transfer",
        }[finding.status]
        text = f"{norm.provision}, {norm.label}: {said}."
        if finding.missing:
            text += " Not on file: " + ", ".join(word.split(":")[-1] for word in finding.missing) + "."
    elif norm.policy:
        text = f"An application would be reviewed with: {norm.policy} ({norm.provision})."
    else:
        said = {
            APPLIES: "applies", SATISFIED: "is satisfied", DEFEATED: "is set aside", DEPENDS: "may apply",
            NOT: "does not apply",
        }[finding.status]  # fmt: skip
        text = f"{norm.provision} {said}: {norm.label}."
        if finding.defeated_by:
            text += f" Set aside by {_short(finding.defeated_by)}."
        if finding.status == APPLIES and norm.satisfied_by:
            text += " No licence that covers it is on file."
    if finding.note:
        text += f" {_capital(finding.note)}."
    return text


def _table(finding: Finding) -> list[str]:
    rows = reason_rows(finding)
    widths = [max(len(row[i]) for row in rows) for i in range(3)] if rows else []
    return ["     " + "   ".join(row[i].ljust(widths[i]) for i in range(3)) + "   " + row[3] for row in rows]


def reason_rows(finding: Finding) -> list[tuple[str, str, str, str]]:
    """For an entry: each fact, its value, the provision's bound, and whether it is met."""
    if finding.norm.kind != ENTRY:
        return []
    rows = []
    for reason in finding.because:
        term = lexicon().terms.get(reason["term"])
        label = term.label if term else reason["term"]
        if reason.get("basis"):
            label += f", {reason['basis']}"
        margin = reason.get("marginInStandardUncertainties")
        verdict = reason.get("met", "")
        if margin is not None and verdict == "met":
            verdict += f", {abs(margin):.1f} u inside"
        elif margin is not None:
            verdict += f", {abs(margin):.1f} u " + ("inside" if margin > 0 else "beyond")
        rows.append(
            (label, _value(reason), str(reason.get("threshold") or " or ".join(reason.get("oneOf", []))), verdict)
        )
    return rows


def _value(reason: dict) -> str:
    if reason.get("known") is False:
        return "unknown"
    value = reason.get("value")
    unit = "" if reason.get("unit") in (None, "1") else f" {reason['unit']}"
    if isinstance(value, list):
        return ", ".join(value) if value else "nothing declared"
    if isinstance(value, Decimal) and "lower" in reason:
        return f"{show(value)} ({_end(reason['lower'])} to {_end(reason['upper'])}){unit}"
    if isinstance(value, Decimal):
        return f"{show(value)}{unit}" + (", as declared" if reason.get("asDeclared") else "")
    if "lower" in reason:
        ends = list(dict.fromkeys((_end(reason["lower"]), _end(reason["upper"]))))
        return " to ".join(ends) + unit
    return str(value)


def _end(value: Decimal | None) -> str:
    return "open" if value is None else show(Decimal(f"{value:.6g}"))


def missing_words(decision: Decision) -> list[str]:
    """What is missing, who needs it, and what each answer leads to, a sentence each."""
    found = []
    for missing in decision.residual:
        answers = "; ".join(
            f"{answer} -> {' or '.join(_OUTCOMES[o] for o in outcomes)}" for answer, outcomes in missing.answers
        )
        needed = f" (needed by {', '.join(missing.needed_by[:4])}{' and others' if len(missing.needed_by) > 4 else ''})"
        about = f" of {missing.subject}" if missing.kind == "fact" and missing.subject else ""
        found.append(f"{missing.term}{about}: {missing.ask}{needed if missing.needed_by else ''}. {_capital(answers)}.")
    return found


def changes(decision: Decision) -> list[str]:
    """The nearest changes, a line each."""
    found = []
    for change in decision.nearest:
        if change["kind"] == "quantity":
            term = lexicon().terms.get(change["term"])
            what = f"{term.label if term else change['term']} of {change['item']}: {change['change']}"
        elif change["kind"] == "date":
            what = f"a transfer {change['change']}"
        else:
            what = change["change"]
        found.append(f"{what} -> {_OUTCOMES[change['outcome']]}")
    return found


def _duties(decision: Decision) -> list[str]:
    provisions: dict[str, list[str]] = {}
    for duty in decision.duties:
        provisions.setdefault(duty.what, []).append(duty.provision)
    return [f"{what} ({', '.join(dict.fromkeys(found))})" for what, found in provisions.items()]


def _closing(decision: Decision) -> str:
    return _wrap(f"Receipt sha256:{decision.receipt.get('sha256', '')}. {DISCLAIMER}")


def _section(title: str, rows: list[str]) -> str:
    return title + "\n" + "\n".join(_wrap(row, "     ", first="   ") for row in rows) if rows else ""


def _short(iri: str) -> str:
    from urllib.parse import unquote

    parts = iri.split("/")
    return f"{parts[-3]}:{unquote(parts[-2])}" if len(parts) > 3 else iri


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wrap(text: str, indent: str = "", first: str | None = None) -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=indent if first is None else first, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
