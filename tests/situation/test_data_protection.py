"""What conditions on personal data read: who sends, who receives, and where the data ends."""

from __future__ import annotations

import json
from datetime import date

import pytest

from qgov.dossier.read import read_dossier
from qgov.situation import reference
from qgov.situation.adequacy import Adequacy
from qgov.situation.memberships import GroupMembership
from qgov.situation.recipients import (
    HOUSEHOLD,
    NO_IMPORTER,
    data_roles,
    private_questions,
    read_as_senders,
    recipient_kinds,
    sender_kinds,
)
from qgov.situation.reference import Reference, dated_memberships
from qgov.situation.route import left_groups, received_in
from qgov.situation.storage import Storage

DAY = date(2026, 10, 5)


def transfer(*parties, origin="DE", destination="IN"):
    data = {
        "id": "urn:example:transfer", "type": "DataTransfer", "date": DAY.isoformat(), "origin": origin,
        "destination": destination, "items": [{"id": "scans", "type": "QuantumDataset"}],
        "parties": [{"id": f"p{n}", **party} for n, party in enumerate(parties)],
    }  # fmt: skip
    return read_dossier(json.dumps(data))


def handler(role, country=None, kind="company"):
    return {"role": role} | ({"kind": kind} if kind else {}) | ({"country": country} if country else {})


def test_who_handles_data_abroad_receives_it_there():
    assert received_in(transfer(handler("controller", "DE"), handler("processor", "US")), reference()) == ("IN", "US")


def test_a_place_in_the_customs_territory_alone_receives():
    for place in ("MC", "GB-NIR"):
        made = transfer(handler("controller", "DE"), handler("processor", place), destination="FR")
        assert received_in(made, reference()) == ("FR", place)
        assert data_roles(made, reference())[0]["receiverRole"] == {"processor"}


@pytest.mark.parametrize(
    ("origin", "stored", "inside"),
    [
        ("DE", (), True), ("ES-CE", (), True), ("GP", (), True), ("MC", (), False), ("GB-NIR", (), False),
        ("NO", (), False), ("IN", (), False), ("IN", ("MC",), True),
    ],
)  # fmt: skip
def test_what_leaves_the_union_leaves_where_the_treaties_apply(origin, stored, inside):
    made = transfer(handler("controller", origin), origin=origin, destination="FR")
    assert ("gdpr:union" in left_groups(made, reference(), Storage(stored, stored))[0]) is inside


@pytest.mark.parametrize(
    ("sender", "receiver", "raised"),
    [
        (("controller", "person"), ("controller", "person"), [HOUSEHOLD]),
        (("controller", "company"), ("recipient", "person"), [NO_IMPORTER]),
        (("controller", "person"), ("recipient", "person"), [HOUSEHOLD, NO_IMPORTER]),
        (("controller", "company"), ("controller", "person"), []),
        (("controller", None), ("recipient", None), []),
    ],
    ids=["both", "receiver", "both-no-role", "receiver-with-role", "not-stated"],
)  # fmt: skip
def test_only_stated_natural_persons_raise_the_questions_of_private_life(sender, receiver, raised):
    made = transfer(handler(sender[0], "DE", sender[1]), handler(receiver[0], "IN", receiver[1]))
    assert sorted(private_questions(made, reference())) == raised


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


@pytest.mark.parametrize(
    ("others", "read"),
    [
        ([handler("controller", "IN")], True), ([handler("controller")], False), ([handler("controller", "FR")], False),
        ([handler("controller", "IN"), handler("broker", "IN")], False), ([], False),
    ],
    ids=["abroad", "nowhere", "in-the-union", "with-a-broker", "alone"],
)  # fmt: skip
def test_who_alone_can_send_and_is_the_person_concerned_is_read_as_sending(others, read):
    made = transfer(handler("dataSubject", "DE", "person"), *others)
    assert bool(read_as_senders(made, reference())) is read
    assert ("dataSubject" in data_roles(made, reference())[0]["senderRole"]) is read
