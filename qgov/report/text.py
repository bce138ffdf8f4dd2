"""The judgment: a decision as a short text, in the order in which a careful reader asks."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from qgov.base.party_lists import named_lists
from qgov.base.places import name_of
from qgov.lexicon import lexicon
from qgov.norms import Norm, norm_book
from qgov.norms.model import ENTRY, EXCEPTION, NORM, NOTHING, POINTER, SEVERITY
from qgov.norms.words import show
from qgov.reasoning.combine import UNDETERMINED, Verdict
from qgov.reasoning.decision import DISCLAIMER, Decision
from qgov.reasoning.findings import APPLIES, DEFEATED, DEPENDS, NOT, SATISFIED, Finding
from qgov.reasoning.pipeline import place_name
from qgov.reasoning.residual import Missing
from qgov.reasoning.setaside import foreclosed
from qgov.reasoning.variables import FACT, LAW, QUESTION, REFERENCE, SCREENING
from qgov.report.changes import changes, reading_words, why_not_words
from qgov.report.claims import claims
from qgov.report.conflicts import conflict_words
from qgov.report.order import in_order
from qgov.report.outcomes import OUTCOMES
from qgov.report.penalties import penalty_words
from qgov.report.perhaps import perhaps_owed, perhaps_words
from qgov.report.screening import screening_lines
from qgov.situation import reference
from qgov.situation.recipients import SINGLED_OUT
from qgov.situation.screening.ownership import ALONE

WIDTH = 110
_HEADLINE = {"no-control-found": "NO CONTROL FOUND"}
_LISTS_OF_MEMBER_STATES = frozenset({"de-awv", "es-ict534"})
_SILENCE = "Silence is not clearance: this says what was searched, not that nothing exists."


def judgment(decision: Decision, all_findings: bool = False, why_not: bool = False) -> str:
    """The whole judgment as text, ending with a newline; ``why_not`` names every exception and what of it fails."""
    parts = [
        _title(decision),
        _headline(decision),
        _because(decision, all_findings),
        _section("Claims", claims(decision.groundings)),
        _section("Parties", screening_lines(decision.screening)),
        _section("What is missing", missing_words(decision)),
        _section("What would change it", changes(decision)),
        _section("Why not permitted", why_not_words(decision, why_not)),
        _section("How the numbers may be read", reading_words(decision)),
        _section("Duties", duty_words(decision)),
        _section("Conflicts between sovereigns", conflict_words(decision)),
        _section("Penalties", penalty_words(decision.penalties)),
        _section("Warnings", list(decision.warnings)),
        _section("Not modelled", list(decision.not_modelled)),
        _closing(decision),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


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
    lines = [headline_word(decision), *(_wrap(text, "  ") for text in headline_sentences(decision))]
    return "\n".join(lines)


def headline_word(decision: Decision) -> str:
    """The overall outcome in capitals."""
    return _HEADLINE.get(decision.outcome, OUTCOMES[decision.outcome].upper())


def headline_sentences(decision: Decision) -> list[str]:
    """What is possible and the precaution, the verdict of each jurisdiction and line, and what silence means."""
    overall = decision.overall
    found = []
    if overall.outcome == UNDETERMINED:
        found.append("Possible: " + ", ".join(OUTCOMES[o] for o in overall.possible)
                     + f". Precaution: act as if {OUTCOMES[overall.precaution]}.")  # fmt: skip
    found.append(" ".join(f"{name}: {words}." for name, words in jurisdiction_words(decision)))
    if len(decision.lines) > 1:
        found += [f"{item}: {verdict_words(verdict)}." for item, verdict in decision.lines]
    if overall.outcome == NOTHING:
        found.append(_SILENCE)
    return found


def jurisdiction_words(decision: Decision) -> list[tuple[str, str]]:
    """Each jurisdiction and its verdict; of one that the transfer only enters, that no rule is encoded."""
    entered = _only_entered(decision)
    return [
        (f"{place_name(code)} (import)", "no rule encoded")
        if code in entered and verdict.outcome == NOTHING
        else (place_name(code), verdict_words(verdict))
        for code, verdict in decision.jurisdictions
    ]


def _only_entered(decision: Decision) -> set[str]:
    """The jurisdictions of the destination that neither the route, nor an item's origin, nor a norm found reaches."""
    dossier, tables = decision.dossier, reference()
    origins = [item.origin_country for item in dossier.items if item.origin_country]
    reached = {
        code
        for place in (dossier.origin, *dossier.transit, *origins)
        for code in tables.jurisdictions(place, dossier.date)
    }
    reached |= {finding.norm.jurisdiction for finding in decision.findings if finding.status != NOT}
    return set(tables.jurisdictions(dossier.destination, dossier.date)) - reached


def verdict_words(verdict: Verdict) -> str:
    """A verdict as it is said in a sentence."""
    if verdict.outcome == UNDETERMINED:
        return "undetermined (" + " or ".join(OUTCOMES[o] for o in verdict.possible) + ")"
    return OUTCOMES[verdict.outcome]


def _because(decision: Decision, all_findings: bool) -> str:
    blocks = []
    for number, (text, finding) in enumerate(because_rows(decision, all_findings), 1):
        block = [_wrap(f"{number:2d} {text}", "   ", first="")]
        block += _table(finding) if finding else []
        blocks.append("\n".join(block))
    if not blocks:
        return "Because\n   no entry or norm of the law searched comes near this transfer."
    return "Because\n" + "\n".join(blocks)


def because_rows(decision: Decision, all_findings: bool = False) -> list[tuple[str, Finding | None]]:
    """The findings as sentences, those that decide first, each with the finding whose facts it rests on.

    Exceptions whose text was not read are told in one sentence a line and jurisdiction, which rests on no facts;
    so are, last and unless all findings are asked for, the duties of an instrument that only may apply.
    """
    shown = in_order(decision, decision.shown(all_findings))
    told, perhaps = (shown, []) if all_findings else perhaps_owed(shown)
    several = len(decision.lines) > 1
    unread: dict[tuple[str, str], list[str]] = {}
    for finding in filter(_unread, shown):
        unread.setdefault((finding.line, finding.norm.jurisdiction), []).append(finding.provision)
    rows: list[tuple[str, Finding | None]] = []
    for finding in _without_twins(told):
        prefix = f"[{finding.line}] " if several else ""
        if not _unread(finding):
            rows.append((prefix + sentence(finding) + _outranked(finding, shown), finding))
        elif provisions := unread.pop((finding.line, finding.norm.jurisdiction), None):
            rows.append((prefix + _unread_words(list(dict.fromkeys(provisions))), None))
    return rows + [(perhaps_words(group, len(decision.lines)), None) for group in perhaps]


def _outranked(finding: Finding, shown: list[Finding]) -> str:
    """What is said of an entry of a Member State's list where Annex I describes the item too."""
    norm, line = finding.norm, finding.line
    if norm.kind != ENTRY or finding.status == NOT or norm.instrument not in _LISTS_OF_MEMBER_STATES:
        return ""
    awake = {f.provision for f in shown if f.line == line and f.norm.kind == NORM and f.status != NOT}
    above = [
        f for f in shown
        if f.line == line and f.norm.kind == ENTRY and f.norm.instrument == "eu-dual-use" and f.status == APPLIES
    ]  # fmt: skip
    if not above or not awake.isdisjoint(norm.controlled_under):
        return ""
    if "eu-dual-use:3(1)" not in awake:
        return f" Nothing follows from it here: {' and '.join(norm.controlled_under)} do not apply."
    return (
        f" Nothing follows from it here: {above[0].provision} describes the item, and the list of a Member State is for"
        " exports that Annex I does not list (Regulation (EU) 2021/821, Article 9(1))."
    )


def _unread(finding: Finding) -> bool:
    return finding.norm.kind == EXCEPTION and finding.status == DEPENDS and not finding.norm.verified


def _unread_words(provisions: list[str]) -> str:
    if len(provisions) == 1:
        return (f"Exception {provisions[0]} may help; its conditions were not read in the official text, "
                "so it does not.")  # fmt: skip
    return (f"Exceptions {', '.join(provisions)} may help; their conditions were not read in the official text, "
            "so they do not.")  # fmt: skip


def _without_twins(findings: list[Finding]) -> list[Finding]:
    """Findings that say the same of several provisions of one jurisdiction are told once, with all provisions."""
    groups: dict[tuple, list[Finding]] = {}
    for finding in findings:
        norm = finding.norm
        told = norm.label if norm.kind == POINTER else (norm.policy or norm.iri)
        groups.setdefault((finding.line, norm.jurisdiction, told, finding.status), []).append(finding)
    return [
        replace(
            same[0],
            norm=replace(
                same[0].norm,
                provision=", ".join(dict.fromkeys(f.provision for f in same)),
                citation="; ".join(dict.fromkeys(f.norm.citation for f in same)),
            ),
        )
        for same in groups.values()
    ]


def sentence(finding: Finding) -> str:
    """One finding in one or two sentences; what it applies is named with its citation."""
    norm = finding.norm
    if norm.kind == ENTRY:
        said = {
            APPLIES: "The item is described by",
            DEPENDS: "The item may be described by",
            NOT: "The item is not described by",
        }[finding.status]
        text = f"{said} {norm.provision} ({norm.citation}; in force since {norm.in_force_from})."
    elif norm.kind == POINTER:
        text = f"{norm.provision}: {norm.label}."
    elif norm.kind == EXCEPTION:
        said = {
            APPLIES: "covers this transfer",
            DEPENDS: "is not shown",
            DEFEATED: "is ruled out",
            NOT: "is not relied on" if _unclaimed(finding) else "does not cover this transfer",
        }[finding.status]
        text = f"{norm.provision} {said}: {_told(norm)}."
        if foreclosed(finding):
            text += f" Foreclosed by {_short(finding.defeated_by)}."
        if finding.missing:
            text += " Not on file: " + ", ".join(word.split(":")[-1] for word in finding.missing) + "."
        if finding.status == DEPENDS and (waiting := _open_questions(finding)):
            text += " It waits for an open question: " + " ".join(waiting)
    elif norm.policy and norm.reviews:
        text = f"An application would be reviewed with: {norm.policy}, {norm.provision} ({norm.citation})."
    else:
        said = {
            APPLIES: "applies", SATISFIED: "is satisfied", DEFEATED: "is set aside", DEPENDS: "may apply",
            NOT: "does not apply",
        }[finding.status]  # fmt: skip
        text = f"{norm.provision} {said}: {_told(norm)}."
        if norm.policy:  # a rule for states, under which nobody applies for anything
            text += f" It binds states: {norm.policy}."
        if finding.defeated_by:
            text += f" Set aside by {_short(finding.defeated_by)}."
        if finding.status == APPLIES and norm.satisfied_by:
            text += " No licence that covers it is on file."
    if finding.note:
        text += f" {_capital(_in_words(finding.note))}."
    return text


def _unclaimed(finding: Finding) -> bool:
    """Whether a privilege does not cover a transfer for want of being relied on, whatever else may be wanting."""
    return any(row["term"] == "claimedPrivilege" and row["met"] == "not met" for row in finding.because)


def _open_questions(finding: Finding) -> list[str]:
    """The open questions of law that a finding waits for."""
    asked = norm_book().questions
    rows = [row for row in finding.because if row["term"] == "openQuestion" and row["met"] == "open"]
    ids = dict.fromkeys(value for row in rows for value in row["value"])
    return list(dict.fromkeys(asked[value].definition for value in ids if value in asked))


def _told(norm: Norm) -> str:
    """The label with the citation in place of the number that many labels end with."""
    label = re.sub(r" \((?:[^()]|\([^()]*\))*\)$", "", norm.label)
    return f"{label} ({norm.citation})"


def _in_words(text: str) -> str:
    """A text in which outcomes are said as people say them."""
    for outcome in OUTCOMES:
        text = re.sub(rf"(?<![\w-]){outcome}(?![\w-])", _yield(outcome), text)
    return text


def _yield(outcome: str) -> str:
    return "nothing" if outcome == NOTHING else OUTCOMES.get(outcome, outcome)


def _table(finding: Finding) -> list[str]:
    rows = reason_rows(finding)
    widths = [max(len(row[i]) for row in rows) for i in range(3)] if rows else []
    first = ["     " + "   ".join(row[i].ljust(widths[i]) for i in range(2)) + "   " for row in rows]
    columns = [start + row[2].ljust(widths[2]) + "   " + row[3] for start, row in zip(first, rows, strict=True)]
    joined = [start + f"{row[2]}: {row[3]}" for start, row in zip(first, rows, strict=True)]
    for table in (columns, joined):
        if all(len(line) <= WIDTH for line in table):
            return table
    return [_wrap(f"{label}: {value}; {bound}: {met}", "       ", first="     ") for label, value, bound, met in rows]


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
        return ", ".join(value) if value else "none"
    if isinstance(value, Decimal) and "lower" in reason:
        return f"{show(value)} ({_ends(reason)}){unit}"
    if isinstance(value, Decimal):
        computed = any("pair" in note for note in reason.get("notes", []))
        return f"{show(value)}{unit}" + (", as declared" if reason.get("asDeclared") and not computed else "")
    if "lower" in reason:
        return _ends(reason) + unit
    return str(value)


def _ends(reason: dict) -> str:
    """An interval, rounded outwards so that what is shown holds what was read."""
    low, high = _end(reason["lower"], ROUND_FLOOR), _end(reason["upper"], ROUND_CEILING)
    return low if low == high else f"{low} to {high}"


def _end(value: Decimal | None, rounding: str) -> str:
    if value is None:
        return "open"
    return show(value if value == value.to_integral_value() else Context(prec=4, rounding=rounding).plus(value))


def missing_words(decision: Decision) -> list[str]:
    """What is missing, who needs it, and what each answer leads to, a sentence or two each."""
    relevant = {finding.provision for finding in decision.shown()}
    return list(dict.fromkeys(_missing(missing, relevant) for missing in decision.residual))


def _missing(missing: Missing, relevant: set[str]) -> str:
    answers = ", ".join(
        f"{answer} -> {' or '.join(OUTCOMES[o] for o in outcomes)}" for answer, outcomes in missing.answers
    )
    by = _needed_by(missing, relevant)
    needed = f" Needed by {by}." if by else ""
    if missing.kind == "declaration":
        return f"Declare {missing.subject}" + (f" ({by})" if by else "") + f": {answers}."
    if missing.kind == "condition of use":
        outcomes = " or ".join(dict.fromkeys(OUTCOMES[o] for _, found in missing.answers for o in found))
        return f"Put on file: {missing.subject}" + (f" ({by})" if by else "") + f" -> {outcomes}."
    if missing.kind == "unmodelled":
        told = sorted((word for word, _ in missing.answers), key=lambda word: -SEVERITY.get(word, 0))
        yields = " or ".join(dict.fromkeys(map(_yield, told)))
        about = f" ({missing.ask})" if missing.ask else ""
        return f"Read {by or missing.subject}{about}" + (f": it could yield {yields}." if yields else ".")
    answers = f": {answers}." if answers else "."
    if missing.kind == FACT:
        name, _, value = missing.term.partition(":")
        term = lexicon().terms.get(name)
        label = (term.label if term else name) + (f" {value}" if value and value != SINGLED_OUT else "")
        reading = f" ({term.reading})" if term and term.reading else ""
        about = f" of {missing.subject}" if missing.subject and missing.subject != value else ""
        return f"State {label}{about}{answers}{needed}{reading}"
    if missing.kind == SCREENING:
        name, _, value = missing.term.partition(":")
        asked = {
            "listedIntermediary": "whether the intermediary that is like it is the one on the",
            "listedParty": "whether the party that is like it is the one on the",
            "listedRecipient": "whether the recipient that is like it is the one on the",
            "listedSender": "whether the sender that is like it is the one on the",
            "ownedByListed": "whether half or more of a recipient belongs to persons on the",
            "partyOwnedByListed": "whether half or more of a party belongs to persons on the",
        }[name]
        if name == "partyOwnedByListed" and value in ALONE:
            asked = "whether a party is controlled, or more than half of it held, by one person on the"
        if value == "us-entity-list-all-items":
            # The entry of a party that is on the list may be for some items alone: that, not the likeness, is open.
            whose = name.removeprefix("listed").lower()
            entry = f"whether the {whose} is on the Entity List by an entry for every item subject to the Regulations"
            return f"Find out {entry} ({value}){answers}{needed}"
        return f"Find out {asked} {named_lists()[value].label} ({value}){answers}{needed}"
    if missing.kind == QUESTION:
        question = norm_book().questions.get(missing.subject)
        return f"Settle {missing.subject}{answers}" + (f" {question.definition}" if question else "") + needed
    if missing.kind == REFERENCE:
        return f"Find out {missing.ask}{answers}{needed}"
    return f"{'Read' if missing.kind == LAW else 'Find out'} {missing.ask or missing.term}{answers}"


def _needed_by(missing: Missing, relevant: set[str]) -> str:
    """The provisions that need it: those that the judgment names, otherwise the first few."""
    named = [provision for provision in missing.needed_by if provision in relevant] or list(missing.needed_by)
    return ", ".join(named[:4]) + (" and others" if len(named) > 4 else "")


def duty_words(decision: Decision) -> list[str]:
    """Who must do what by when, with every provision that says so: first what is owed under what decides."""
    told = [(finding.line, finding.provision) for finding in in_order(decision, decision.shown())]
    place = {at: number for number, at in reversed(list(enumerate(told)))}
    provisions: dict[str, list[str]] = {}
    for duty in sorted(decision.duties, key=lambda duty: place.get((duty.item, duty.provision), len(told))):
        provisions.setdefault(f"{_capital(duty.who)} {duty.what}, {duty.by_when}", []).append(duty.provision)
    return [f"{text} ({', '.join(dict.fromkeys(found))})." for text, found in provisions.items()]


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
