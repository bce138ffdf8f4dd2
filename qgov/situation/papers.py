"""What is on file on the day of the transfer: licences, exceptions relied on, safeguards and certificates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache

from qgov.base.iri import ancestors
from qgov.base.places import state_of
from qgov.dossier.model import Authorisation, Dossier, Item
from qgov.norms import Norm, norm_book
from qgov.norms.model import ENTRY
from qgov.situation.authorities import authorities_named, jurisdictions_of_authority
from qgov.situation.certificates import scheme_of, shown_until, vulnerability_analysis
from qgov.situation.citations import acts_spelt_out
from qgov.situation.clauses import CLAIMED_IN, NOT_TOLD, OTHER, clauses_named
from qgov.situation.deemed import INSTRUMENT as DEEMED_UNDER
from qgov.situation.deemed import deemed_destinations, names_deemed, of_these_regulations
from qgov.situation.each_recipient import EACH, GROUNDS, TOOLS, left_out, names_each, without_ground
from qgov.situation.granting import INSTRUMENT as UNION_DUAL_USE
from qgov.situation.granting import granting_states, outside_exporters
from qgov.situation.grounds import CONSENT, DEROGATION, derogation, other_consent
from qgov.situation.group_rules import other_approval
from qgov.situation.known_provisions import unknown_provisions
from qgov.situation.licence_terms import SET_BY_AUTHORITY, shortened
from qgov.situation.listings import finding_not_told, issuer_for, other_finding
from qgov.situation.reference import UNION, Reference
from qgov.situation.safeguard_hints import safeguard_hints
from qgov.situation.sides import receivers

_PRIVILEGES = ("exception", "general-authorisation")
_INTERNATIONAL = "INT"
# Implementing Decision (EU) 2021/914, Article 4: its first day, and from when nobody concludes the clauses before it.
NEW_CLAUSES, OLD_CLAUSES_REPEALED = date(2021, 6, 27), date(2021, 9, 27)
# The decisions before it by the words that norms read; 2004/915/EC added a second set of clauses to 2001/497/EC.
_OLD_CLAUSES = {
    "scc-2001": re.compile(r"2001/497|2004/915"),
    "scc-2010": re.compile(r"2010/87"),
}
_OLD_CLAUSES_NOT_TOLD = "scc-before-2021"
_TEXT_NOT_TOLD = "scc-text-not-told"
_MODULE = re.compile(r"\bmodule[\s-]*([1-4])\b", re.IGNORECASE)
_ROLES = re.compile(r"\b[CP]2[CP]\b", re.IGNORECASE)
_AGREEMENT = re.compile(r"\bIDTA\b|\binternational data transfer agreement\b", re.IGNORECASE)
_ADDENDUM = re.compile(r"\b(?:UK|IDTA|ICO|international data transfer)[\s_-]+addendum\b", re.IGNORECASE)
_MODULES = {"C2C": 1, "C2P": 2, "P2P": 3, "P2C": 4}
OF_UNION = "scc-uk-addendum"
"""The word for the addendum of the Information Commissioner to the clauses of the Union."""
_ADEQUACY, _COVERED = "adequacy", "recipient-covered"
RECIPIENT_SHOWN = f"{_ADEQUACY}-{_COVERED}"
"""The word for a paper that says that a finding of adequacy covers the receiver: of a finding for some receivers alone,
as those on a public list, this is the scope, and who is not shown to be among them is not found adequate."""

SHOWN_TO_ALL = {
    "adequacy": frozenset({"recipient-covered", EACH}),
    "impact-assessment": frozenset({"destination-law-assessed", "circumstances-assessed"}),
    "redress": frozenset({"enforceable-rights"}),
}
"""The conditions that a safeguard is made to find out or to secure, whatever paper a transfer rests on, by its type."""


def licensed_provisions(
    dossier: Dossier, reference: Reference, places: tuple[str, ...]
) -> tuple[frozenset[str], list[str]]:
    """The provisions that a licence valid on the day covers, for these places of receipt and these recipients; and what
    is to be said of the papers on file.

    A licence counts for the law of the jurisdiction whose authority issued it, of several authorities of one state for
    what this one licenses, under the dual-use regulation of the Union if that is the Member State which grants
    (``granting_states``), and no longer than the usual term of that law; who issued it is believed as declared where
    the authority is not stated or not known. A deemed export goes to the country of the person (``deemed``).
    """
    found: set[str] = set()
    notes = safeguard_hints(dossier, reference, places)
    notes += _left_without(dossier)
    notes += unknown_provisions(dossier, frozenset(item.id for item in dossier.items))
    notes += outside_exporters(dossier, reference)
    for licence in dossier.authorisations:
        if licence.type != "licence":
            continue
        why_not = _not_valid(licence, dossier, reference, places)
        name = f"licence {licence.code}" if licence.code else "a licence"
        if why_not:
            notes.append(f"{name[0].upper()}{name[1:]} does not count: {why_not}.")
        else:
            issued, doubts = _issued_for(licence, dossier, reference, places)
            ended, overlong = _past_its_term(licence, issued, dossier.date)
            counting = [provision for provision in issued if provision not in ended]
            found.update(counting)
            alone = _named_alone(counting)
            if len(alone) < len(counting):
                doubts += _believed(licence)
            doubts += overlong
            if alone:
                doubts.append(
                    f"counts for no listed item where it names {', '.join(alone)}, a requirement and no entry; name in"
                    " covers the entries that it was issued for"
                )
            notes.extend(f"{name[0].upper()}{name[1:]} {doubt}." for doubt in doubts)
            if not licence.destinations:
                notes.append(f"{name[0].upper()}{name[1:]} names no destinations; read as unrestricted, as declared.")
    return frozenset(found), notes


def _not_valid(licence: Authorisation, dossier: Dossier, reference: Reference, places: tuple[str, ...]) -> str | None:
    if not licence.covers:
        return "it says not what it covers (covers)"
    if licence.valid_from is None or licence.valid_until is None:
        return "validFrom and validUntil are needed to show that it is valid on the day"
    if not licence.valid_from <= dossier.date <= licence.valid_until:
        return f"it is valid from {licence.valid_from} until {licence.valid_until}, the transfer is on {dossier.date}"
    place = _not_named(licence, reference, places)
    if place is not None and not names_deemed(licence, dossier, reference):
        return f"it names the destinations {', '.join(licence.destinations)}, not {place}"
    if licence.parties:
        missing = _recipients_left_out(licence, dossier)
        if missing:
            return f"it does not name the recipient {', '.join(missing)}"
    return None


def _issued_for(
    licence: Authorisation, dossier: Dossier, reference: Reference, places: tuple[str, ...]
) -> tuple[list[str], list[str]]:
    """Those of the provisions it covers that it names the destinations of and its authority can license, and what is to
    be said of the others."""
    covered, notes = _for_destinations(licence, dossier, reference, places)
    named = authorities_named(licence.authority) if licence.authority else ()
    owners = frozenset(authority.jurisdiction for authority in named)
    if not owners:
        return covered, notes
    foreign = [p for p in covered if not _may_license(owners, _jurisdiction(p), dossier, reference)]
    if foreign:
        notes.append(
            f"does not count for {', '.join(foreign)}: {licence.authority} is an authority of"
            f" {', '.join(sorted(owners))}, whose licences are none under that law"
        )
    others = [
        p
        for p in covered
        if p not in foreign and _jurisdiction(p) not in (None, _INTERNATIONAL)
        and not any(authority.may_license(p, places) for authority in named)
    ]  # fmt: skip
    if others:
        foreign += others
        notes.append(
            f"does not count for {', '.join(others)}: {licence.authority} is not the authority that licenses under"
            f" {', '.join(dict.fromkeys(p.partition(':')[0] for p in others))}"
        )
    ours = [p for p in covered if p not in foreign and p.partition(":")[0] == UNION_DUAL_USE]
    if ours:
        granting = granting_states(dossier, reference, places)
        if not granting <= owners:
            foreign += ours
            notes.append(
                f"does not count for {', '.join(ours)}: {licence.authority} is an authority of"
                f" {', '.join(sorted(owners))}, and for this transfer {', '.join(sorted(granting))} grants"
                " (Regulation (EU) 2021/821, Articles 11(3), 12(2) and 13(1))"
            )
        elif not granting and reference.in_union(dossier.origin, dossier.date):
            if not owners & {state_of(dossier.origin)}:
                notes.append(
                    f"counts although the exporter of whose state {licence.authority} would be an authority is not"
                    " stated with its country; believed as declared"
                )
    return [provision for provision in covered if provision not in foreign], notes


def _for_destinations(
    licence: Authorisation, dossier: Dossier, reference: Reference, places: tuple[str, ...]
) -> tuple[list[str], list[str]]:
    """Those of the provisions that a licence covers for the destinations that count under their law, and what is to be
    said of the others: of a deemed export that is the country of the person."""
    deemed = names_deemed(licence, dossier, reference)
    place = _not_named(licence, reference, places)
    by_person = [p for p in licence.covers if deemed is not None and p.partition(":")[0] == DEEMED_UNDER]
    by_place = [p for p in licence.covers if p not in by_person]
    named = ", ".join(licence.destinations)
    notes = []
    if by_person and not deemed:
        countries = ", ".join(sorted(deemed_destinations(dossier)))
        notes.append(
            f"does not count for {', '.join(by_person)}: it names the destinations {named} and not the person, and what"
            f" is released to a person of {countries} is deemed to go there (15 CFR 734.13(b), 734.14(b))"
        )
        by_person = []
    if by_place and place is not None:
        notes.append(f"does not count for {', '.join(by_place)}: it names the destinations {named}, not {place}")
        by_place = []
    return [p for p in licence.covers if p in by_person or p in by_place], notes


def _believed(licence: Authorisation) -> list[str]:
    """What is said of a licence that counts without its authority being known."""
    if licence.authority is None:
        return ["counts although its authority is not stated; believed as declared"]
    if jurisdictions_of_authority(licence.authority):
        return []
    return [f"counts although its authority {licence.authority} is not known; believed as declared"]


def _named_alone(provisions: Iterable[str]) -> list[str]:
    """The requirements for listed items that a licence names without an entry of the same law: a licence is for items,
    so that it counts there for the entries that it names."""
    stated = list(provisions)
    with_entries = {_jurisdiction(provision) for provision in stated if provision in _entry_names()}
    return [
        provision
        for provision in stated
        if provision in _acting_on_entries() and _jurisdiction(provision) not in with_entries
    ]


@cache
def _acting_on_entries() -> frozenset[str]:
    """The requirements that act on what entries describe, and what stands above them without holding an entry."""
    controls = {control for norm in norm_book().norms if norm.kind == ENTRY for control in norm.controlled_under}
    return frozenset(above for control in controls for above in ancestors(control)) - _entry_names()


def _past_its_term(licence: Authorisation, issued: list[str], day: date) -> tuple[frozenset[str], list[str]]:
    """The provisions for which a licence has outrun the term of its law, and what to say where it claims more."""
    short = {provision: found for provision, found in shortened(licence).items() if provision in issued}
    told: dict[tuple, list[str]] = {}
    for provision, found in short.items():
        told.setdefault(found, []).append(provision)
    notes = [
        f"is stated to run until {licence.valid_until}; for {', '.join(provisions)} it"
        f" {'counts until' if day <= last else 'counted until'} {last} ({term.provision}: {term.months} months, unless"
        f" {term.unless}); give {SET_BY_AUTHORITY} in conditionsMet if the longer period was set so"
        for (term, last), provisions in told.items()
    ]
    return frozenset(provision for provision, (_, last) in short.items() if day > last), notes


def _may_license(owners: frozenset[str], law: str | None, dossier: Dossier, reference: Reference) -> bool:
    """Whether an authority of one of these jurisdictions issues licences under the law of another or its own.

    Licences of the Union are issued by the authorities of its members (Regulation (EU) 2021/821, Article 12), and by
    that of a state outside for its part that the Regulation reaches, as Northern Ireland; the measures of the Security
    Council are licensed by the states that give effect to them. Of a provision of no known instrument nothing is told.
    """
    if law in owners or law in (None, _INTERNATIONAL):
        return True
    here = reference.jurisdictions(dossier.origin, dossier.date)
    return law == UNION and any(
        reference.in_union(owner, dossier.date) or (UNION in here and owner in here) for owner in owners
    )


@cache
def _laws() -> dict[str, str]:
    """The jurisdiction of each instrument that norms name: those encoded, and those that only pointers know."""
    book = norm_book()
    pointed = {norm.instrument: norm.jurisdiction for norm in book.norms}
    return pointed | {code: instrument.jurisdiction for code, instrument in book.instruments.items()}


def _jurisdiction(provision: str) -> str | None:
    code, _, rest = provision.partition(":")
    return rest if code in ("national-law", "sanctions", "data-law") else _laws().get(code)


def claimed_privileges(dossier: Dossier, without: Collection[int] = ()) -> frozenset[str]:
    """The codes of the exceptions and general authorisations that the parties rely on, valid on the day; ``without``
    those that are not for this line (``privileges_left_out``). A derogation names its ground as reference."""
    found = {_derogation(row, dossier) for row in standing_safeguards(dossier)} - {None}
    held = (paper for index, paper in enumerate(dossier.authorisations) if index not in without)
    return frozenset(found).union(
        paper.code
        for paper in held
        if paper.type in _PRIVILEGES and paper.code and _on_day(paper.valid_from, paper.valid_until, dossier.date)
    )


def conditions_on_papers(dossier: Dossier, without: Collection[int] = ()) -> frozenset[str]:
    """The conditions of use that the papers of ``claimed_privileges`` show to be met, each after the code of its paper
    and a colon, for pointers that cannot name their paper as a norm does."""
    return frozenset(
        f"{paper.code}:{condition}"
        for index, paper in enumerate(dossier.authorisations)
        if index not in without and paper.type in _PRIVILEGES and paper.code
        and _on_day(paper.valid_from, paper.valid_until, dossier.date)
        for condition in paper.conditions_met
    )  # fmt: skip


def privileges_left_out(
    dossier: Dossier, reference: Reference, places: tuple[str, ...], item: str, describing: Iterable[Norm]
) -> dict[int, str]:
    """The exceptions and general authorisations on file that are not for an item, its recipients or its places of
    receipt, by their index among the authorisations, and why not.

    Where a paper says what it covers, it is for an item only if it covers, as a licence has to, every entry that may
    describe the item (``describing``) of the lists that it speaks of; for one that none of them describes, only if it
    speaks of no entry.
    """
    found = {}
    entries: tuple[Norm, ...] | None = None
    for index, held in enumerate(dossier.authorisations):
        if held.type not in _PRIVILEGES or not held.code:
            continue
        place = _not_named(held, reference, places)
        if place is not None and not (of_these_regulations(held.code) and names_deemed(held, dossier, reference)):
            found[index] = f"{held.code} does not count: it names {', '.join(held.destinations)}, not {place}."
        elif held.parties and (missing := _recipients_left_out(held, dossier)):
            found[index] = f"{held.code} does not count: it does not name the recipient {', '.join(missing)}."
        elif held.covers:
            entries = tuple(describing) if entries is None else entries
            gap = _not_covered(held, entries)
            if gap is not None:
                found[index] = f"{held.code} does not count for {item}: it covers {', '.join(held.covers)}, not {gap}."
    return found


def _not_covered(paper: Authorisation, describing: tuple[Norm, ...]) -> str | None:
    """What a privilege that says what it covers leaves out of an item; None where it covers the item."""
    covers = set(paper.covers)
    lists = {provision.partition(":")[0] for provision in covers}
    perhaps = [entry for entry in describing if entry.instrument in lists]
    if not perhaps:
        return None if covers.isdisjoint(_entry_names()) else "this item"
    return next((entry.provision for entry in perhaps if covers.isdisjoint(ancestors(entry.provision))), None)


@cache
def _entry_names() -> frozenset[str]:
    """The control entries that are encoded, and all above them."""
    return frozenset(above for norm in norm_book().norms if norm.kind == ENTRY for above in ancestors(norm.provision))


def _recipients_left_out(paper: Authorisation, dossier: Dossier) -> list[str]:
    return [party.id for party in receivers(dossier) if party.id not in paper.parties]


def _not_named(paper: Authorisation, reference: Reference, places: tuple[str, ...]) -> str | None:
    """A place that the destinations of a paper leave out; None where it names none at all."""
    named = set(paper.destinations)
    return next((place for place in places if named and not {place, *reference.belongs_to(place)} & named), None)


def safeguards_on_file(dossier: Dossier, without: Collection[int] = ()) -> frozenset[str]:
    """The types of the safeguards that stand on the day; of standard clauses also the module, as ``scc-module-2``; and
    ``RECIPIENT_SHOWN``, also where who relies on a finding says so. ``without`` are the authorisations that are not for
    the line (``privileges_left_out``)."""
    on_day = standing_safeguards(dossier)
    covered = any(
        held.type in _PRIVILEGES and _COVERED in held.conditions_met and index not in without
        and _on_day(held.valid_from, held.valid_until, dossier.date)
        for index, held in enumerate(dossier.authorisations)
    )  # fmt: skip
    return frozenset({RECIPIENT_SHOWN} if covered else ()).union(*(safeguard_words(row, dossier) for row in on_day))


def standing_safeguards(dossier: Dossier) -> list[dict]:
    """The safeguards that stand on the day of the transfer."""
    return [row for row in dossier.safeguards if _on_day(row.get("date"), None, dossier.date)]


def safeguard_words(safeguard: Mapping, dossier: Dossier) -> frozenset[str]:
    """The words by which norms read a safeguard; none where it is no longer one, or never was under the law of the
    sender, nor where it is for some receivers alone and nothing on file is for another."""
    words = _words_alone(safeguard, dossier)
    return frozenset() if words and _leaves_somebody(safeguard, dossier) else words


def receivers_without_ground(dossier: Dossier) -> list[str]:
    """Those who receive and for whom no paper on file may be a ground, where every one that counts names others."""
    if not any(row.get("parties") and row.get("type") in GROUNDS for row in dossier.safeguards):
        return []
    rows = [
        row
        for row in standing_safeguards(dossier)
        if row.get("type") in GROUNDS and (_words_alone(row, dossier) or _derogation_alone(row, dossier))
    ]
    relied = (
        held.parties
        for held in dossier.authorisations
        if held.type in _PRIVILEGES and held.code and held.code not in _codes_of_tools()
        and held.code.partition(":")[0] == issuer_for(dossier)
        and _on_day(held.valid_from, held.valid_until, dossier.date)
    )  # fmt: skip
    return without_ground(rows, relied, dossier)


@cache
def _codes_of_tools() -> frozenset[str]:
    """The codes by which grounds are claimed that rest on a tool besides, as the standard clauses of Brazil: who is
    served is told by the tool."""
    tools = TOOLS - {_ADEQUACY}
    return frozenset(
        norm.authorisation_code
        for norm in norm_book().norms
        if norm.authorisation_code and {safeguard_type(kind) for kind in norm.safeguards} & tools
    )


def _leaves_somebody(safeguard: Mapping, dossier: Dossier) -> bool:
    return safeguard.get("type") in GROUNDS and bool(receivers_without_ground(dossier))


def _left_without(dossier: Dossier) -> list[str]:
    """What is said where the papers on file are for others than one who receives."""
    names = receivers_without_ground(dossier)
    if not names:
        return []
    return [
        f"Nothing on file is for {', '.join(names)}: the safeguards name others (parties), and a safeguard, consent or"
        f" derogation is for those whom it names; give one for each, or {EACH} in conditionsMet where each has one."
    ]


def _derogation(safeguard: Mapping, dossier: Dossier) -> str | None:
    """The code of the ground that a derogation rests on, where it is for those who receive."""
    return None if _leaves_somebody(safeguard, dossier) else _derogation_alone(safeguard, dossier)


def _derogation_alone(safeguard: Mapping, dossier: Dossier) -> str | None:
    return None if left_out(safeguard, dossier) is not None else derogation(safeguard, dossier)


def _words_alone(safeguard: Mapping, dossier: Dossier) -> frozenset[str]:
    """The words of a safeguard, whoever else receives."""
    kind = safeguard.get("type")
    if not kind or left_out(safeguard, dossier) is not None:
        return frozenset()
    if kind == CONSENT and other_consent(safeguard, dossier) is not None:
        return frozenset()
    if other_approval(safeguard, dossier) is not None:
        return frozenset()
    if kind == "scc" and (other := _other_clauses(safeguard, dossier)) is not None:
        return other
    if kind == _ADEQUACY and other_finding(safeguard, dossier) is not None:
        return frozenset()
    if kind == _ADEQUACY and finding_not_told(safeguard, dossier):
        return frozenset({kind})
    if kind == _ADEQUACY and _COVERED in safeguard.get("conditionsMet", ()):
        return frozenset({kind, RECIPIENT_SHOWN})
    if kind == "scc":
        kind = _british(str(safeguard.get("reference") or "")) or kind
    module = _module(safeguard) if kind in ("scc", OF_UNION) else None
    return frozenset({kind} if module is None else {kind, f"{kind}-module-{module}"})


def clauses_without_module(dossier: Dossier) -> list[str]:
    """What is said of standard clauses that name no module: they are made for one pair of roles each, so that it has to
    be shown for whom these are."""
    return [
        f"/safeguards/{index}: standard clauses of which no module is named are not shown to be for the roles of the"
        " parties: give module, 1 to 4."
        for index, row in enumerate(dossier.safeguards)
        if safeguard_words(row, dossier) in (frozenset({"scc"}), frozenset({OF_UNION}))
        and state_of(dossier.origin) not in CLAIMED_IN
    ]


def repealed_clauses(dossier: Dossier) -> list[str]:
    """What is said of clauses of earlier decisions that are not shown to have been concluded before their repeal."""
    return [
        f"/safeguards/{index}: {row['reference']} was repealed on {OLD_CLAUSES_REPEALED}; its clauses count where they"
        " were concluded before that day (date) and name no module, of which they had none."
        for index, row in enumerate(dossier.safeguards)
        if row.get("type") == "scc" and row.get("reference") and _old_clauses(row) == frozenset()
    ]


def safeguard_type(kind: str) -> str:
    """The type of a safeguard by the word that norms read; ``scc-module-2`` and ``scc-idta`` are standard clauses."""
    if kind == RECIPIENT_SHOWN:
        return _ADEQUACY
    return "scc" if kind.startswith("scc-") else kind


def _british(reference: str) -> str | None:
    """The word for clauses that the Information Commissioner issued under section 119A of the Data Protection Act
    2018: the transfer agreement, or the addendum to the clauses of the Union, which has their modules. They are no
    clauses of any other law."""
    if _ADDENDUM.search(reference):
        return OF_UNION
    return "scc-idta" if _AGREEMENT.search(reference) else None


def _other_clauses(safeguard: Mapping, dossier: Dossier) -> frozenset[str] | None:
    """The words for clauses that are not those in force of the law of the sender, as far as is told; None for these."""
    reference, state = acts_spelt_out(str(safeguard.get("reference") or "")), state_of(dossier.origin)
    if state in CLAIMED_IN:  # who claims the ground says by it that these are the clauses
        return frozenset() if clauses_named(reference, state) == OTHER else None
    repealed = any(decision.search(reference) for decision in _OLD_CLAUSES.values())
    named = None if repealed or _british(reference) else clauses_named(reference, state)
    if named == OTHER:
        return frozenset()
    old = _old_clauses(safeguard)
    return frozenset({_TEXT_NOT_TOLD}) if old is None and named == NOT_TOLD else old


def _old_clauses(safeguard: Mapping) -> frozenset[str] | None:
    """The words for clauses that were concluded on the decisions before Implementing Decision (EU) 2021/914; None for
    others, and no word where they were concluded too late, on a day that is not told, or are said to have a module,
    which those clauses had not."""
    signed, reference = safeguard.get("date"), acts_spelt_out(str(safeguard.get("reference") or ""))
    named = {word for word, decision in _OLD_CLAUSES.items() if decision.search(reference)}
    if not named and (signed is None or signed >= NEW_CLAUSES):
        return None
    if signed is None or signed >= OLD_CLAUSES_REPEALED or _module(safeguard) is not None or _british(reference):
        return frozenset()
    return frozenset(named if len(named) == 1 else {_OLD_CLAUSES_NOT_TOLD})


def _module(safeguard: dict) -> int | None:
    """The module of the clauses: the one stated, or the only one that the reference names (``module 2``, ``C2P``)."""
    stated = safeguard.get("module")
    if stated is not None:
        return int(stated) if stated == int(stated) else None
    reference = str(safeguard.get("reference") or "")
    named = {int(number) for number in _MODULE.findall(reference)}
    named |= {_MODULES[roles.upper()] for roles in _ROLES.findall(reference)}
    return named.pop() if len(named) == 1 else None


def conditions_on_file(
    dossier: Dossier,
    code: str | None,
    wanted: frozenset[str],
    safeguards: frozenset[str] = frozenset(),
    without: Collection[int] = (),
) -> frozenset[str]:
    """The wanted conditions that are shown to whoever relies on an authorisation of a code or on kinds of safeguards.

    A paper shows the conditions that it says are met (``conditionsMet``) for itself alone: what was approved in one is
    not approved in another, so of several papers of one kind the one counts that shows most. Some safeguards show a
    condition to all: the one that their type names, such as an impact assessment, and what they are made to find out
    (``SHOWN_TO_ALL``). ``without`` are the authorisations that are not for the line (``privileges_left_out``).
    """
    shared: set[str] = set(safeguards_on_file(dossier))
    by_kind: dict[str | None, list[frozenset[str]]] = defaultdict(list)
    rows: list[tuple[Mapping, frozenset[str]]] = []
    for safeguard in standing_safeguards(dossier):
        said, kind = wanted.intersection(safeguard.get("conditionsMet", ())), safeguard.get("type")
        if kind in SHOWN_TO_ALL:
            if kind == _ADEQUACY and (not safeguard_words(safeguard, dossier) or finding_not_told(safeguard, dossier)):
                continue
            shared |= said & SHOWN_TO_ALL[kind]
            rows += [(safeguard, said)] if _COVERED in safeguard.get("conditionsMet", ()) else []
        elif code is not None and code == _derogation(safeguard, dossier):
            by_kind[code].append(said)
            rows.append((safeguard, said))
        elif safeguard_words(safeguard, dossier) & safeguards:
            by_kind[kind].append(said)
            rows.append((safeguard, said))
    relied = False
    for index, held in enumerate(dossier.authorisations):
        if code is not None and held.code == code and held.type in _PRIVILEGES and index not in without:
            if _on_day(held.valid_from, held.valid_until, dossier.date):
                by_kind[code].append(wanted.intersection(held.conditions_met))
                relied = True
    shared &= wanted
    best = {kind: max(papers, key=lambda said: (len(said - shared), sorted(said))) for kind, papers in by_kind.items()}
    if EACH in wanted:
        kinds = [(row, code if row["type"] == DEROGATION else row["type"], said) for row, said in rows]
        full = [(row, kind) for row, kind, said in kinds if best.get(kind, frozenset()) <= said | shared | {EACH}]
        named = [row for row, kind in full if kind in by_kind or (kind == _ADEQUACY and _COVERED in wanted)]
        # What is relied on is for all whom it does not leave out; a safeguard is for those it names, and so is what
        # rests on one besides.
        for_all = relied and not any(row.get("parties") for row in named)
        shared |= {EACH} if for_all or names_each(named, dossier) else set()
    return frozenset(shared).union(*best.values())


def conditions_shown(dossier: Dossier, norm: Norm, without: Collection[int] = ()) -> frozenset[str]:
    """Those of the conditions of use of an exception that the papers on file show; ``without`` are the authorisations
    that are not for the line."""
    if not norm.conditions_of_use:
        return frozenset()
    if not (dossier.safeguards or dossier.authorisations) and EACH not in norm.conditions_of_use:
        return frozenset()
    wanted = frozenset(norm.conditions_of_use)
    return conditions_on_file(dossier, norm.authorisation_code, wanted, norm.safeguards, without)


def papers_standing(dossier: Dossier) -> tuple[bool, ...]:
    """Which authorisations and safeguards stand on the day, in the order of the dossier."""
    return (
        *(_on_day(held.valid_from, held.valid_until, dossier.date) for held in dossier.authorisations),
        *(_on_day(safeguard.get("date"), None, dossier.date) for safeguard in dossier.safeguards),
    )


def certificates_on_file(item: Item, day: date) -> frozenset[str]:
    """The certificates of an item that are valid on the day, as ``<scheme>``, ``<scheme>:<level>``,
    ``<scheme>:<profile>`` and ``<scheme>:AVA_VAN.<n>``; one without both days, or past the longest term of its scheme,
    is not shown to be valid."""
    found: set[str] = set()
    for certificate in item.certificates:
        start, end = (certificate.get(key) for key in ("validFrom", "validUntil"))
        scheme = scheme_of(certificate)
        if scheme and start and end and start <= day <= shown_until(certificate):
            found.add(scheme)
            found.update(f"{scheme}:{certificate[key]}" for key in ("level", "profile") if certificate.get(key))
            found.update(f"{scheme}:{depth}" for depth in vulnerability_analysis(certificate)[0])
    return frozenset(found)


def _on_day(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)
