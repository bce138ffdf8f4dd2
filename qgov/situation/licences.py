"""Which provisions the licences on file cover on the day of the transfer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from qgov.base.iri import ancestors
from qgov.base.places import state_of
from qgov.dossier.model import Authorisation, Dossier
from qgov.norms import norm_book
from qgov.norms.model import ENTRY
from qgov.situation.authorities import authorities_named, jurisdictions_of_authority
from qgov.situation.deemed import INSTRUMENT as DEEMED_UNDER
from qgov.situation.deemed import deemed_destinations, names_deemed
from qgov.situation.granting import INSTRUMENT as UNION_DUAL_USE
from qgov.situation.granting import granting_states, outside_exporters
from qgov.situation.known_provisions import unknown_provisions
from qgov.situation.licence_terms import SET_BY_AUTHORITY, shortened
from qgov.situation.privileges import entry_names, not_named, recipients_left_out
from qgov.situation.reference import UNION, Reference
from qgov.situation.safeguard_hints import safeguard_hints
from qgov.situation.safeguards import left_without

_INTERNATIONAL = "INT"


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
    notes += left_without(dossier)
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
    place = not_named(licence, reference, places)
    if place is not None and not names_deemed(licence, dossier, reference):
        return f"it names the destinations {', '.join(licence.destinations)}, not {place}"
    if licence.parties:
        missing = recipients_left_out(licence, dossier)
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
    place = not_named(licence, reference, places)
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
    with_entries = {_jurisdiction(provision) for provision in stated if provision in entry_names()}
    return [
        provision
        for provision in stated
        if provision in _acting_on_entries() and _jurisdiction(provision) not in with_entries
    ]


@cache
def _acting_on_entries() -> frozenset[str]:
    """The requirements that act on what entries describe, and what stands above them without holding an entry."""
    controls = {control for norm in norm_book().norms if norm.kind == ENTRY for control in norm.controlled_under}
    return frozenset(above for control in controls for above in ancestors(control)) - entry_names()


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
