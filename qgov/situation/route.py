"""Where a transfer starts, passes, leaves and arrives: what norms read of its places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qgov.base.places import state_of
from qgov.dossier.model import Dossier
from qgov.situation.data_borders import for_data, read_for_data, received_by
from qgov.situation.recipients import persons
from qgov.situation.reference import UNION, Reference
from qgov.situation.sides import NO_ACTORS, RELEASED, receivers
from qgov.situation.storage import NOWHERE, Storage, is_plain

_RELEASES = (*RELEASED, "QuantumTransmission", "EntanglementDistribution", "DataTransfer")
# 15 CFR 746.6 and its counterparts reach regions of Ukraine, not the state; elsewhere a region shares its state's.
DIVIDED = frozenset({"UA"})
# Groups of destinations of the Union general export authorisations (Regulation (EU) 2021/821, Annex II).
_UNION_DESTINATIONS = "eu-dual-use:"


def received_in(dossier: Dossier, reference: Reference, stored: Storage = NOWHERE) -> tuple[str, ...]:
    """Where the item ends: the destination, where those are who receive it, and where it is stored besides. What a
    destination permits holds for a transfer only if it holds for all of these. A party inside the state or the Union of
    origin adds no place; one that handles personal data abroad receives them there. A place that lies in the customs
    territory of the Union alone, as Monaco, is not inside the Union."""
    day = dossier.date
    home = reference.laws_at(dossier.origin, day)
    parties = [party.country for party in received_by(dossier) if party.country]
    abroad = [place for place in (*parties, *stored.places) if not home & reference.laws_at(place, day)]
    return tuple(dict.fromkeys((dossier.destination, *abroad)))


def left_groups(
    dossier: Dossier, reference: Reference, stored: Storage = NOWHERE
) -> tuple[frozenset[str], frozenset[str]]:
    """The groups of the places that the item leaves, certain and open: of its origin, and of its destination where it
    is stored further on, as personal data go out of a territory from wherever in it they were (Regulation (EU)
    2016/679, Article 44)."""
    places = (dossier.origin, dossier.destination) if stored.personal else (dossier.origin,)
    found = [reference.groups_of(place, dossier.date) for place in places]
    certain = frozenset.union(*(sure for sure, _ in found))
    return certain, frozenset.union(*(perhaps for _, perhaps in found)) - certain


def received_groups(dossier: Dossier, reference: Reference, stored: Storage = NOWHERE) -> tuple[frozenset[str], ...]:
    """The groups to which every place belongs where the item is received, and those to which some does: certain and
    open for each. Findings on the protection of personal data are read by the borders of that law (``for_data``)."""
    places = received_in(dossier, reference, stored)
    found = {place: reference.groups_of(place, dossier.date) for place in places}
    every = _shared(dossier, reference, {place: certain for place, (certain, _) in found.items()})
    perhaps = _shared(dossier, reference, {place: certain | possible for place, (certain, possible) in found.items()})
    every, perhaps = for_data(dossier, reference, stored.personal, every, perhaps)
    some = frozenset.union(*(certain for certain, _ in found.values()))
    return every, perhaps - every, some, frozenset.union(*(possible for _, possible in found.values())) - some


def assumed_groups(dossier: Dossier, reference: Reference, stored: Storage = NOWHERE) -> dict[str, frozenset[str]]:
    """The groups as the edition nearest to the day has them, verified for that day or not."""
    places = received_in(dossier, reference, stored)
    found = {place: reference.assumed_groups(place, dossier.date) for place in places}
    return {
        "destinationGroup": read_for_data(
            dossier, reference, stored.personal, _shared(dossier, reference, found), reference.assumed_groups
        ),
        "reachedGroup": frozenset.union(*found.values()),
    }


def _shared(dossier: Dossier, reference: Reference, groups: dict[str, frozenset[str]]) -> frozenset[str]:
    """The groups that all places have.

    Of the destinations of the Union's general authorisations only places outside its customs territory are asked: what
    starts inside and stops in another Member State on its way is exported to where it leaves for, under an
    authorisation that holds throughout that territory (Regulation (EU) 2021/821, Article 2(2), Article 11(2)(b) and
    the last sentence of Article 12(1)).
    """
    every = frozenset.intersection(*groups.values())
    if not reference.in_union(dossier.origin, dossier.date):
        return every
    outside = [held for place, held in groups.items() if not reference.in_union(place, dossier.date)]
    abroad = frozenset.intersection(*outside) if outside else frozenset()
    return every | frozenset(group for group in abroad if group.startswith(_UNION_DESTINATIONS))


def export_from(dossier: Dossier, reference: Reference, stored: Storage = NOWHERE) -> frozenset[str]:
    """The jurisdictions that the item leaves, for its destination, for where those are who receive it, or for where it
    is stored besides as far as their law plainly reaches that; of personal data also those of the destination.

    A release to a foreign person inside the state leaves nothing: that is ``releasedWithin``.
    """
    left = _left(dossier, reference, Storage(stored.personal)) | _sent_on(dossier, reference, stored.personal)
    further = _left(dossier, reference, stored) - left
    return left | frozenset(code for code in further if is_plain(code, reference, dossier))


def _left(dossier: Dossier, reference: Reference, stored: Storage) -> frozenset[str]:
    """The jurisdictions of the origin in which not every place lies where the item is received or stored."""
    origin = frozenset(reference.jurisdictions(dossier.origin, dossier.date))
    inside = [reference.territories_of(place, dossier.date) for place in received_in(dossier, reference, stored)]
    return frozenset(code for code in origin if not all(code in territories for territories in inside))


def _perhaps_stored(
    dossier: Dossier, reference: Reference, left: frozenset[str], stored: Storage
) -> tuple[frozenset[str], list[str]]:
    """The jurisdictions that the item leaves only if a machine is a destination under their law, and what is said of
    them, and of those from which who received it would have to send it on: that would be a transfer of its own."""
    codes, places = _left(dossier, reference, stored) - left, ", ".join(stored.places)
    further = _sent_on(dossier, reference, stored.places) - left - codes
    return codes, [
        f"Whether what is stored in {places} leaves {code} by that is open: the law there may not reach machines as"
        " destinations."
        for code in sorted(codes)
    ] + [
        f"What is stored in {places} is read as sent there from {dossier.origin}: if it is sent on from {code}, that is"
        " a transfer of its own."
        for code in sorted(further - {UNION})
    ]


def _sent_on(dossier: Dossier, reference: Reference, stored: tuple[str, ...]) -> frozenset[str]:
    """The jurisdictions of the destination that the item leaves again, as it arrives there and is stored in a further
    place (Regulation (EU) 2016/679, Article 44). What stays stored where it came from was never there."""
    home = set(reference.jurisdictions(dossier.origin, dossier.date))
    further = [reference.territories_of(place, dossier.date) for place in stored]
    arrived = reference.jurisdictions(dossier.destination, dossier.date)
    return frozenset(code for code in arrived if any(not (home | {code}) & there for there in further))


def borders_left(
    dossier: Dossier, reference: Reference, stored: Storage = NOWHERE
) -> tuple[frozenset[str], frozenset[str], list[str]]:
    """The jurisdictions that the item leaves (``export_from``), certainly and perhaps, and what is said of the latter.

    Where the destination is a part of a state whose law differs, such as Northern Ireland, a party that states the
    state alone may be in that part: then whether the item leaves for it is open.
    """
    left = export_from(dossier, reference, stored)
    further, onward = _by_way_of(dossier, reference, left, Storage(stored.personal))
    open_, said = _perhaps_stored(dossier, reference, left | further, stored)
    further, onward = further | open_, [*onward, *said]
    there = reference.territories_of(dossier.destination, dossier.date)
    vague = [
        party for party in received_by(dossier)
        if party.country not in (None, dossier.destination)
        and party.country == state_of(dossier.destination)
        and reference.territories_of(party.country, dossier.date) != there
    ]  # fmt: skip
    if not vague:
        return left, further, onward
    parties = tuple(replace(p, country=dossier.destination) if p in vague else p for p in dossier.parties)
    certain = export_from(replace(dossier, parties=parties), reference, stored)
    if certain == left:
        return left, further, onward
    said = [
        f"{party.name or party.id} is in {party.country} and the item goes to {dossier.destination}: whether that is"
        f" where the party is too is open; give the party's country as a part of {party.country} (ISO 3166-2)."
        for party in vague
    ]
    return certain, (left | further) - certain, [*said, *onward]


def _by_way_of(
    dossier: Dossier, reference: Reference, left: frozenset[str], stored: Storage
) -> tuple[frozenset[str], list[str]]:
    """The Member State by way of which goods go from another one to somebody outside the Union, and what is said of it.

    Each Member State may list goods besides Annex I for their export, and who exports from where it is not established
    needs a licence under the list of another one at least where its authority says so (Regulation (EU) 2021/821,
    Articles 9(1) and 10(1)): whether the list of that state is asked is open. What is sent as data or shown to a person
    stops nowhere.
    """
    day = dossier.date
    abroad = any(not reference.in_union(place, day) for place in received_in(dossier, reference, stored))
    # Northern Ireland is inside for the Regulation, and no Member State.
    inside = reference.in_union(dossier.origin, day) and reference.in_union(state_of(dossier.destination), day)
    if dossier.type != "Export" or not (abroad and inside):
        return frozenset(), []
    home = frozenset(reference.jurisdictions(dossier.origin, day)) | left
    codes = frozenset(reference.jurisdictions(dossier.destination, day)) - home
    return codes, [
        f"The items go by way of {code} to somebody outside the Union: whether the list of {code} is asked for their"
        " export is open (Regulation (EU) 2021/821, Articles 9 and 10)."
        for code in sorted(codes)
    ]


def import_into(dossier: Dossier, reference: Reference) -> frozenset[str]:
    """The jurisdictions that the item enters."""
    destination = reference.jurisdictions(dossier.destination, dossier.date)
    return frozenset(destination) - reference.territories_of(dossier.origin, dossier.date)


def places_reached(dossier: Dossier, stored: Storage = NOWHERE) -> frozenset[str]:
    """What places the transfer touches after its origin: destination, transit, where those are who take part in it, and
    where the item is stored.

    For a release to a person, also the most recent citizenship and residency (15 CFR 734.13(b)).
    """
    nationalities = (
        place
        for party in (*receivers(dossier), *persons(dossier))
        if dossier.type in _RELEASES
        for place in party.citizenship[-1:] + party.residency[-1:]
    )
    return places_of_participants(dossier) | _with_states((*nationalities, *stored.places))


def places_of_participants(dossier: Dossier) -> frozenset[str]:
    """Destination, transit, and where those are who take part in the transfer, whatever their nationality."""
    receive = receivers(dossier)
    parties = (party.country for party in dossier.parties if party.role not in NO_ACTORS or party in receive)
    return _with_states({dossier.destination, *dossier.transit, *filter(None, parties)})


def _with_states(places: Iterable[str]) -> frozenset[str]:
    """Places, and the states of those that are parts of one."""
    places = frozenset(places)
    return places | (frozenset(state_of(place) for place in places if "-" in place) - DIVIDED)


def divided_states(dossier: Dossier, stored: Storage = NOWHERE) -> list[str]:
    """What is said where a state is named alone of which some regions are under embargo."""
    places = places_of_participants(dossier) | frozenset(stored.places)
    return [
        f"{state} is stated alone, and may be one of its regions under embargo: give the part of every place and party"
        " there (ISO 3166-2, such as UA-30 for the capital)."
        for state in sorted(DIVIDED & places)
    ]


def great_britain(dossier: Dossier) -> list[str]:
    """What is said where the United Kingdom is named alone: in Northern Ireland the Regulation of the Union is the law
    on dual-use items (Export Control Order 2008, article 2(1))."""
    if "GB" not in (dossier.origin, dossier.destination) or dossier.origin == dossier.destination:
        return []
    if dossier.type == "DataTransfer":
        return []
    return ["GB is read as Great Britain; for Northern Ireland, where the Union's Regulation applies, give GB-NIR."]
