"""What conditions on personal data read: who sends, who receives, and where the data ends."""

from __future__ import annotations

import json
from datetime import date

import pytest

from qgov.dossier.read import read_dossier
from qgov.situation import reference
from qgov.situation.adequacy import Adequacy
from qgov.situation.lines import received_in
from qgov.situation.memberships import GroupMembership
from qgov.situation.recipients import data_roles, recipient_kinds, sender_kinds
from qgov.situation.reference import Reference, dated_memberships

DAY = date(2026, 10, 5)


def transfer(*parties, destination="IN"):
    data = {
        "id": "urn:example:transfer", "type": "DataTransfer", "date": DAY.isoformat(), "origin": "DE",
        "destination": destination, "items": [{"id": "scans", "type": "QuantumDataset"}],
        "parties": [{"id": f"p{n}", **party} for n, party in enumerate(parties)],
    }  # fmt: skip
    return read_dossier(json.dumps(data))


def handler(role, country=None, kind="company"):
    return {"role": role, "kind": kind} | ({"country": country} if country else {})


def test_who_handles_data_abroad_receives_it_there():
    assert received_in(transfer(handler("controller", "DE"), handler("processor", "US")), reference()) == ("IN", "US")


@pytest.mark.parametrize(
    ("place", "destination", "sends"),
    [
        (None, "IN", True), ("DE", "IN", True), ("FR", "IN", True), ("IN", "IN", False), ("US", "IN", False),
        ("FR", "FR", False), ("AT", "FR", True),
    ],
)  # fmt: skip
def test_a_handler_sends_from_the_side_of_the_origin_and_receives_at_the_destination(place, destination, sends):
    dossier = transfer(handler("processor", place), destination=destination)
    certain, possible = data_roles(dossier, reference())
    term, other = ("senderRole", "receiverRole") if sends else ("receiverRole", "senderRole")
    assert certain[term] == {"processor"} and possible[term] == frozenset()
    assert certain[other] == frozenset() and possible[other] == {"controller", "processor"}


def test_a_kind_that_is_not_stated_may_be_any():
    dossier = transfer({"role": "controller", "country": "DE"}, handler("processor", "IN", "government"))
    certain, possible = sender_kinds(dossier, reference())
    assert certain == frozenset() and {"government", "company"} <= possible
    assert recipient_kinds(dossier, reference()) == ({"government"}, frozenset())


def test_places_of_both_kinds_are_protected_together():
    rows = dated_memberships(
        [GroupMembership("gdpr:eea", "NO", date(2018, 7, 20), None, "verified", "x")],
        [
            Adequacy("gdpr", "CH", "general", date(2018, 5, 25), None, "x", "verified", "x"),
            Adequacy("gdpr", "BR", "general", date(2026, 1, 26), date(2026, 1, 26), "x", "secondary", "x"),
            Adequacy("gdpr", "CA", "commercial", date(2018, 5, 25), None, "x", "verified", "x"),
        ],
    )
    tables = Reference(memberships=rows)
    assert "gdpr:protected" in tables.groups_of("NO", DAY)[0] & tables.groups_of("CH", DAY)[0]
    assert tables.groups_of("CA", DAY)[0] == {"gdpr:adequacy-commercial", "gdpr:adequate-in-part"}
    maybe = {"gdpr:adequacy", "gdpr:protected", "gdpr:adequate-in-part"}
    assert tables.groups_of("BR", date(2026, 1, 26)) == (frozenset(), maybe)
    assert tables.groups_of("NO", date(2018, 7, 19)) == (frozenset(), frozenset())
