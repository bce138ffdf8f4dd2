"""Which Member State grants an authorisation under Regulation (EU) 2021/821 for a transfer.

An authorisation is valid throughout the customs territory of the Union (Article 12(1)), but only one Member State may
grant it: who grants is another question than where it is valid.
"""

from __future__ import annotations

import re

from qgov.base.places import state_of
from qgov.dossier.model import Dossier, Party
from qgov.situation.reference import UNION, Reference

INSTRUMENT = "eu-dual-use"
_EXPORTER, _BROKER = "exporter", "broker"
_GENERAL = re.compile(r"EU00[1-8]")


def granting_states(dossier: Dossier, reference: Reference, places: tuple[str, ...]) -> frozenset[str]:
    """The states whose authorities grant the authorisations for a transfer that is received in these places, all of
    them where more than one would have to; none where the dossier does not tell.

    Between Member States it is the one from which the items go (Article 11(3)). What leaves the Union is authorised
    where the exporter is established, for one who is established outside where the items are (Article 12(2)); so is
    technical assistance by where its provider is, or from where it is given (Article 13(1)). A deal between third
    countries is authorised where the broker is (Article 13(1)), or who assists abroad. An exporter without a country
    tells nothing. Northern Ireland counts as inside, by the authority of its state.
    """
    if not _inside(dossier.origin, dossier, reference):
        brokers = _established(dossier, reference, _BROKER)
        return _states(brokers or _established(dossier, reference, _EXPORTER))
    start = state_of(dossier.origin)
    if any(state_of(place) != start for place in places):
        if all(UNION in reference.territories_of(place, dossier.date) for place in places):
            return frozenset({start})
    exporters = [party for party in dossier.parties if party.role == _EXPORTER]
    if not exporters or any(not party.country for party in exporters):
        return frozenset()
    established = _established(dossier, reference, _EXPORTER)
    return _states(established) | ({start} if len(established) < len(exporters) else frozenset())


def outside_exporters(dossier: Dossier, reference: Reference) -> list[str]:
    """What is said where a general authorisation of the Union is relied on by an exporter outside: for such a one the
    Regulation speaks of individual authorisations alone (Article 12(2)), and its exporter may be the contracting party
    inside (Article 2(3))."""
    relied = sorted({p.code for p in dossier.authorisations if p.code and _GENERAL.fullmatch(p.code)})
    if not relied or not _inside(dossier.origin, dossier, reference):
        return []
    return [
        f"{', '.join(relied)}: the exporter {party.id} is established outside the Union ({party.country}), for whom the"
        " Member State where the items are grants individual authorisations (Regulation (EU) 2021/821, Article 12(2));"
        " name as exporter the contracting party in the Union, if there is one (Article 2(3))."
        for party in dossier.parties
        if party.role == _EXPORTER and party.country and not _inside(party.country, dossier, reference)
    ]


def _inside(place: str, dossier: Dossier, reference: Reference) -> bool:
    return UNION in reference.jurisdictions(place, dossier.date)


def _established(dossier: Dossier, reference: Reference, role: str) -> list[Party]:
    """The parties of a role that are stated to be in the Union."""
    return [
        party for party in dossier.parties
        if party.role == role and party.country and _inside(party.country, dossier, reference)
    ]  # fmt: skip


def _states(parties: list[Party]) -> frozenset[str]:
    return frozenset(state_of(party.country) for party in parties if party.country)
