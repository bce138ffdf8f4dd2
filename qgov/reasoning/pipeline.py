"""From dossier to decision: ground, derive the situation, read the norms in force, judge, explain."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from qgov.base import limits
from qgov.base.errors import NormError
from qgov.base.parse import fault
from qgov.base.places import name_of, state_of
from qgov.dossier.model import DECLARED, Authorisation, Dossier
from qgov.dossier.privileges import known_codes, nearest_code
from qgov.grounding import ground_item
from qgov.grounding.model import REFUTED, Fact, Grounding
from qgov.grounding.services import ground_services
from qgov.lexicon import lexicon
from qgov.norms import Norm, NormBook, norm_book
from qgov.norms.model import EXCEPTION, NORM, OPEN, POINTER
from qgov.norms.pointers import (
    ENCODED,
    NO_SUCH_DATA_LAW,
    SANCTIONS_ENCODED,
    unsearched,
    unsearched_data_law,
    unsearched_sanctions,
)
from qgov.norms.vintage import instrument_vintages
from qgov.reasoning.combine import UNDETERMINED, Whole, combine, line_verdict
from qgov.reasoning.conflicts import conflicts
from qgov.reasoning.decision import Decision, Duty
from qgov.reasoning.exposure import exposures
from qgov.reasoning.findings import APPLIES, DEPENDS, NOT, Finding, find
from qgov.reasoning.judge import Engine, LineJudgment
from qgov.reasoning.law import Law, law_of
from qgov.reasoning.misplaced import misplaced
from qgov.reasoning.residual import Missing, residual
from qgov.reasoning.splitting import split_order
from qgov.reasoning.unused import unused
from qgov.reasoning.unverified import missing_tables, with_statements
from qgov.reasoning.variables import REFERENCE
from qgov.situation import UNION, Line, Reference, build_lines, reference
from qgov.situation.asked import Asked, asked_of
from qgov.situation.data_borders import TREATIES
from qgov.situation.safeguards import safeguard_type
from qgov.situation.screening import PartyList, Screening, screen
from qgov.situation.screening.load import LIST_FAMILIES


@dataclass(frozen=True)
class Ground:
    """The groundings, facts and warnings of all items of a dossier."""

    groundings: tuple[Grounding, ...]
    facts: dict[str, dict[str, Fact]]
    warnings: tuple[str, ...]


@dataclass
class Judged:
    """What the engine found, before it is explained."""

    engine: Engine
    lines: tuple[Line, ...]
    judgments: list[LineJudgment]
    whole: Whole


def ground_dossier(dossier: Dossier, simulate: bool = True) -> Ground:
    """Check every claim of every item against physics, and what is claimed of a network against its parts."""
    services = ground_services(dossier.items, simulate, domain=domain)
    elsewhere: dict[str, dict[tuple[str, int | None], str]] = defaultdict(dict)
    for grounding in services:
        if grounding.verdict == REFUTED:
            for claim in grounding.claims:
                elsewhere[claim.item][claim.term, claim.index] = grounding.check
    found = [
        ground_item(item, simulate=simulate, domain=domain, refuted_elsewhere=elsewhere[item.id])
        for item in dossier.items
    ]
    return Ground(
        tuple(g for one in found for g in one.groundings) + services,
        {one.item.id: one.facts for one in found},
        tuple(w for one in found for w in (*one.warnings, *misplaced(one.item))),
    )


def domain(term: str) -> tuple[Decimal | None, Decimal | None]:
    """The domain of a term, from the lexicon."""
    known = lexicon().terms.get(term)
    return (known.minimum, known.maximum) if known else (None, None)


def norms_for(dossier: Dossier, book: NormBook, tables: Reference, day: date) -> tuple[Norm, ...]:
    """The norms in force, and pointers for each place whose law, or whose sanctions, were not searched for this day.
    Raises InputError for a day before the first that anything is known of."""
    if day < limits.FIRST_DAY:
        raise fault("", f"{day} lies before {limits.FIRST_DAY}; law of such a day was not searched", "give a later day")
    of_the_book = book.in_force(day)
    norms = list(of_the_book)
    for code, vintage in tables.vintages.items():
        why = vintage.unsearched(day)
        if why and code in (*ENCODED, UNION):
            norms.append(unsearched(code, place_name(code), why, tables.in_union(code, dossier.date)))
        if why and code in SANCTIONS_ENCODED:
            norms.append(unsearched_sanctions(code, place_name(code), why))
    origin = tables.jurisdictions(dossier.origin, dossier.date)
    transit = [j for place in dossier.transit for j in tables.jurisdictions(place, dossier.date)]
    pointed = law_of(of_the_book, book.acting_on_entries).pointed
    for code in dict.fromkeys((*origin, *transit)):
        both = code in tables.territories and tables.territories[code].law == "both"
        union = tables.in_union(code, dossier.date)
        if code not in SANCTIONS_ENCODED and not both and not union:
            norms.append(unsearched_sanctions(code, place_name(code)))
        if code in tables.vintages or both:
            continue
        # The lists in the table speak of exports; of transit through a state outside the Union nothing was read.
        if code not in pointed or (code not in origin and not union):
            norms.append(unsearched(code, place_name(code), union=union))
    known = law_of(of_the_book, book.acting_on_entries).of_data_transfers.union(NO_SUCH_DATA_LAW)
    of_the_union = TREATIES in tables.groups_of(dossier.origin, dossier.date)[0]
    for code in sorted(tables.data_laws_at(dossier.origin, dossier.date) - known - {UNION}):
        both = code in tables.territories and tables.territories[code].law == "both"
        if not both and not of_the_union and state_of(code) not in known:
            norms.append(unsearched_data_law(code, place_name(code)))
    return tuple(norms)


@dataclass(frozen=True)
class Built:
    """Lines, and all that they were built from."""

    lines: tuple[Line, ...]
    dossier: Dossier
    facts: dict
    asked: Asked
    screening: Screening


def judge(
    dossier: Dossier,
    facts: dict,
    norms: tuple[Norm, ...],
    tables: Reference,
    day: date,
    book: NormBook,
    lists: tuple[PartyList, ...] = (),
    built: Built | None = None,
    beside: Engine | None = None,
) -> Judged:
    """Judge every line of a dossier whose claims are grounded; its parties are compared with ``lists``. The lines are
    those of ``built`` where they were built from the same; ``beside`` judged the same items with some things
    otherwise."""
    law = law_under(norms, book.in_force(day), book.acting_on_entries)
    asked, screening = asked_under(norms, book, day), screen(dossier, lists)
    if built is not None and built.dossier is dossier and built.facts is facts:
        built = built if (built.asked, built.screening) == (asked, screening) else None
    else:
        built = None
    lines = built.lines if built else build_lines(dossier, facts, tables, asked, screening)
    engine = Engine(dossier, lines, norms, day, book.acting_on_entries, law, beside)
    lines = tuple(engine.lines.values())
    judgments = [engine.judge(line, jurisdictions_of(dossier, line, tables)) for line in lines]
    return Judged(engine, lines, judgments, combine(judgments, engine))


def asked_under(norms: tuple[Norm, ...], book: NormBook, day: date) -> Asked:
    """What these norms ask of items; what those of the book do is worked out once for the day."""
    law = law_under(norms, book.in_force(day), book.acting_on_entries)
    return law.asked(frozenset(book.questions)).joined(asked_of(norms[len(law.norms) :]))


def law_under(norms: tuple[Norm, ...], of_the_book: tuple[Norm, ...], acting_on_entries: frozenset[str]) -> Law:
    """The law that is worked out once for all transfers of a day, where these norms begin with those of the book."""
    same = norms[: len(of_the_book)] == of_the_book
    return law_of(of_the_book if same else norms, acting_on_entries)


def jurisdictions_of(dossier: Dossier, line: Line, tables: Reference) -> tuple[str, ...]:
    """Every jurisdiction that the decision speaks of: of origin, transit and destination, and of the item's origin."""
    # The list of a member state of the Union speaks of exports from there; it does not follow an item of its origin.
    origins = [
        code for code in sorted(line.values("itemOrigin"))
        if code in ENCODED and not tables.in_union(code, dossier.date)
    ]  # fmt: skip
    return tuple(dict.fromkeys([*route(dossier, tables), *origins]))


def route(dossier: Dossier, tables: Reference) -> list[str]:
    """The jurisdictions of origin, transit and destination, in this order."""
    places = (dossier.origin, *dossier.transit, dossier.destination)
    return list(dict.fromkeys(code for place in places for code in tables.jurisdictions(place, dossier.date)))


def decide_dossier(
    dossier: Dossier,
    at: date | None = None,
    *,
    simulate: bool = True,
    explain: bool = True,
    book: NormBook | None = None,
    tables: Reference | None = None,
    lists: tuple[PartyList, ...] = (),
) -> Decision:
    """Decide a dossier under the law of a day (that of the transfer unless given); ``lists`` are those of persons under
    restriction that its parties are compared with."""
    day = at or dossier.date
    book, tables = book or norm_book(), tables or reference()
    ground = ground_dossier(dossier, simulate)
    norms = norms_for(dossier, book, tables, day)
    judged = judge(dossier, ground.facts, norms, tables, day, book, lists)
    findings = [
        finding for judgment in judged.judgments for finding in find(judged.engine, judgment, ground.groundings)
    ]
    findings = with_statements(findings, judged.engine, tables)
    return _assemble(dossier, day, ground, judged, findings, book, tables, explain, lists)


def _assemble(dossier, day, ground, judged, findings, book, tables, explain, lists) -> Decision:
    from qgov.reasoning.explanation import explained
    from qgov.reasoning.receipt import Seal

    whole = judged.whole
    again = Again(dossier, ground, book, tables, day, lists)
    screening = screen(dossier, lists)
    standing = [finding for finding in findings if finding.status != NOT]
    why = {"explain": lambda decision: explained(again, judged, findings, decision.residual)} if explain else {}
    return Decision(
        dossier=dossier, as_of=day, vintage=vintage_of(judged, tables), overall=whole.overall,
        lines=tuple((j.line.item.id, line_verdict(j)) for j in judged.judgments),
        jurisdictions=_ordered(whole, dossier, tables), findings=tuple(findings), groundings=ground.groundings,
        duties=tuple(duties(standing)), penalties=exposures(standing, frozenset(whole.jurisdictions), day),
        conflicts=conflicts(standing),
        not_modelled=tuple(not_modelled(standing, dossier, lists)),
        noted=(*warnings(dossier, ground, judged, tables, day), *screening.warnings), screening=screening,
        seal=Seal(book, judged), settle=lambda: missing(findings, judged, again), **why,
    )  # fmt: skip


def missing(findings: list[Finding], judged: Judged, again: Again) -> list[Missing]:
    """The facts that would settle the outcome, the declarations and conditions of use that are not on file, and the
    tables that were not read for the day, where they are why a privilege is not shown."""
    overall = judged.whole.overall
    if overall.outcome != UNDETERMINED:
        return open_conditions(findings, judged, again) + missing_tables(findings, judged, again)
    found = residual(judged.judgments, judged.engine)
    if OPEN in overall.possible:
        found += open_conditions(findings, judged, again)
    return found + ([] if any(one.kind == REFERENCE for one in found) else missing_tables(findings, judged, again))


@dataclass(frozen=True)
class Again:
    """The same dossier judged again with something changed; claims are not grounded anew."""

    dossier: Dossier
    ground: Ground
    book: NormBook
    tables: Reference
    day: date
    lists: tuple[PartyList, ...] = ()

    def judge(
        self,
        dossier: Dossier | None = None,
        facts: dict | None = None,
        day: date | None = None,
        built: Built | None = None,
        beside: Engine | None = None,
    ) -> Judged:
        """``beside`` judged the dossier as it is."""
        dossier, day = dossier or self.dossier, day or self.day
        norms = norms_for(dossier, self.book, self.tables, day)
        facts = facts or self.ground.facts
        return judge(dossier, facts, norms, self.tables, day, self.book, self.lists, built, beside)

    def outcome(self, **changes) -> str:
        return self.judge(**changes).whole.overall.outcome


def open_conditions(findings: list[Finding], judged: Judged, again: Again) -> list[Missing]:
    """Declarations and conditions of use that are not on file, with what giving each would lead to."""
    asked: dict[str, set[str]] = {}
    idle = unused(findings)
    findings = [finding for finding in findings if (finding.line, finding.norm.iri) not in idle]
    for finding in findings:
        for word in finding.missing:
            asked.setdefault(word, set()).add(finding.provision)
        if finding.status == DEPENDS and finding.norm.asks_for:
            for name in judged.engine.unanswered(finding.norm):
                asked.setdefault(f"declarations.{name}", set()).add(finding.provision)
    found = []
    for word, provisions in sorted(asked.items()):
        rest = again.dossier  # each answer is told for the case that the other conditions are met
        for other in sorted(set(asked) - {word}):
            rest = _given(other, rest, findings)[0][1]
        answers = tuple(
            (answer, (again.outcome(dossier=changed, beside=judged.engine),))
            for answer, changed in _given(word, rest, findings)
        )
        kind, _, name = word.partition(".") if word.startswith("declarations.") else word.partition(":")
        about = "declaration" if kind == "declarations" else "condition of use"
        found.append(Missing(about, name, word, tuple(sorted(provisions)), answers, f"{about}: {name}"))
    return found


def _given(word: str, dossier: Dossier, findings: list[Finding]) -> list[tuple[str, Dossier]]:
    if word.startswith("declarations."):
        name = word.split(".")[1]
        if name == "partiesScreened":
            return [
                (
                    "screened, no match",
                    replace(dossier, declarations=replace(dossier.declarations, parties_screened=dossier.date)),
                )
            ]
        return [
            (
                str(answer).lower(),
                replace(dossier, declarations=replace(dossier.declarations, **{DECLARED[name]: answer})),
            )
            for answer in (False, True)
        ]
    condition = word.split(":")[1]
    lacking = [finding.norm for finding in findings if word in finding.missing]
    authorisations = dossier.authorisations
    for code in sorted({norm.authorisation_code for norm in lacking if norm.authorisation_code}):
        held = [a for a in authorisations if a.code == code] or [Authorisation("general-authorisation", code)]
        fresh = (replace(paper, conditions_met=(*paper.conditions_met, condition)) for paper in held)
        authorisations = (*(a for a in authorisations if a.code != code), *fresh)
    resting = (norm.safeguards for norm in lacking if not norm.authorisation_code)
    kinds = {safeguard_type(kind) for kinds in resting for kind in kinds}
    safeguards = tuple(
        {**row, "conditionsMet": (*row.get("conditionsMet", ()), condition)} if row.get("type") in kinds else row
        for row in dossier.safeguards
    )
    if condition in lexicon().words("SafeguardType"):
        safeguards = (*safeguards, {"type": condition})
    return [("on file", replace(dossier, authorisations=authorisations, safeguards=safeguards))]


def duties(findings: list[Finding]) -> list[Duty]:
    """What follows for the parties from what applies; of an exception only where it is shown and not ``unused``.

    A norm writes a duty as "who | what | by when"; anything else is a NormError.
    """
    found = []
    idle = unused(findings)
    for finding in findings:
        if finding.status != APPLIES or not finding.norm.duties or (finding.line, finding.norm.iri) in idle:
            continue
        if finding.norm.kind == EXCEPTION or finding.norm.kind == NORM:
            for text in finding.norm.duties:
                parts = [part.strip() for part in text.split(" | ")]
                if len(parts) != 3 or not all(parts):
                    raise NormError(f"{finding.norm.iri}: a duty reads 'who | what | by when', not {text!r}")
                found.append(Duty(*parts, finding.provision, finding.line))
    return list(dict.fromkeys(found))


def not_modelled(findings: list[Finding], dossier: Dossier, lists: tuple[PartyList, ...] = ()) -> list[str]:
    """What is known to exist and could bear on the transfer but is not encoded."""
    found = [
        f"{finding.provision}: {finding.norm.label}"
        for finding in findings
        if finding.norm.kind == POINTER and finding.status != NOT
    ]
    found += [
        f"{finding.provision}: {finding.norm.label} (not shown)"
        for finding in findings
        if finding.norm.kind == EXCEPTION and finding.status == DEPENDS
    ]
    loaded = {party_list.family for party_list in lists}
    if lists:
        missing = [label for family, label in LIST_FAMILIES.items() if family not in loaded]
        found += [f"Parties: not compared with the {label}; it was not loaded." for label in missing]
    elif dossier.declarations.parties_screened is not None:
        found.append("Parties: screened as declared; no list was loaded.")
    return list(dict.fromkeys(found))


def warnings(dossier: Dossier, ground: Ground, judged: Judged, tables: Reference, day: date) -> list[str]:
    """What a reader must know: refuted claims, assumed data, papers that do not count, stale law."""
    found = list(ground.warnings)
    for line in judged.lines:
        found.extend(line.warnings)
    for judgment in judged.judgments:
        if judgment.cautious:
            found.append(
                f"{judgment.line.item.id}: too much is unknown to try every world; the cautious reading was used."
            )
    screened = dossier.declarations.parties_screened
    if screened is not None and screened > dossier.date:
        found.append(f"partiesScreened {screened} lies after the transfer on {dossier.date} and does not count.")
    codes = {code for code, _ in _ordered(judged.whole, dossier, tables)}
    for code, vintage in sorted(tables.vintages.items()):
        if code in codes and day > vintage.stale_after:
            found.append(
                f"The law of {code} was read as of {vintage.text_as_of}; for {day} that is stale"
                f" (since {vintage.stale_after})."
            )
    found.extend(stale_instruments(judged, codes, day))
    found.extend(split_order(judged.judgments))
    known = judged.engine.law.authorisation_codes
    for authorisation in dossier.authorisations:
        if authorisation.type != "licence" and authorisation.code not in known:
            found.append(_not_counted(authorisation))
    return list(dict.fromkeys(found))


def _not_counted(paper: Authorisation) -> str:
    """What is said of a privilege that no norm in force here grants."""
    name = paper.code or paper.type
    if not paper.code or paper.code in known_codes():
        return f"The {paper.type} {name} is not modelled for this transfer and was not counted."
    nearest = nearest_code(paper.code)
    near = f"; the nearest known code is {nearest}" if nearest else ""
    return f"The {paper.type} {name} is not known here by that code and was not counted{near}."


def stale_instruments(judged: Judged, codes: set[str], day: date) -> list[str]:
    """One warning that names each instrument of the jurisdictions ``codes`` with a norm that reaches the transfer and a
    reading that is stale on that day."""
    old = {code: vintage for code, vintage in sorted(instrument_vintages().items()) if vintage.stale(day)}
    if not old:
        return []
    concerned = {norm.instrument for one in judged.judgments for norm in one.norms if norm.jurisdiction in codes}
    stale = [
        f"{code} (text as of {vintage.text_as_of or 'no known day'}, stale since {vintage.stale_after})"
        for code, vintage in old.items()
        if code in concerned
    ]
    return [f"Not read again in time for {day}: {', '.join(stale)}."] if stale else []


def vintage_of(judged: Judged, tables: Reference) -> dict:
    """Which law was searched, per jurisdiction, and the editions of the tables used."""
    codes = {code for judgment in judged.judgments for code in judgment.possible}
    return {
        code: {
            "textAsOf": v.text_as_of,
            "searchedFrom": v.searched_from,
            "staleAfter": v.stale_after,
            "source": v.source,
        }
        for code, v in sorted(tables.vintages.items())
        if code in codes
    }


def _ordered(whole: Whole, dossier: Dossier, tables: Reference) -> tuple:
    rank = {code: index for index, code in enumerate(route(dossier, tables))}
    return tuple(sorted(whole.jurisdictions.items(), key=lambda pair: (rank.get(pair[0], 99), pair[0])))


def place_name(code: str) -> str:
    return {"EU": "European Union", "INT": "International law"}.get(code) or name_of(code) or state_of(code)
