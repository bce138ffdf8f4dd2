"""Where personal data leave the law that protects them, and to whom."""

from __future__ import annotations

import json

import pytest

from qgov.dossier.read import read_dossier
from qgov.situation import reference
from qgov.situation.data_borders import ORGANISATION, data_received_in, organisation_receives, personal_data_from
from qgov.situation.each_recipient import in_need
from qgov.situation.route import export_from, received_groups


def transfer(origin, destination, *receivers):
    sender = {"id": "sender", "role": "controller", "country": origin, "kind": "company"}
    parties = [sender, *({"id": f"p{n}", "role": "recipient", **party} for n, party in enumerate(receivers))]
    data = {
        "id": "urn:example:transfer", "type": "DataTransfer", "date": "2026-10-05", "origin": origin,
        "destination": destination, "items": [{"id": "scans", "type": "QuantumDataset"}], "parties": parties,
    }  # fmt: skip
    return read_dossier(json.dumps(data))


def at(place, kind="company"):
    return {"country": place, "kind": kind}


@pytest.mark.parametrize(
    ("origin", "destination", "receiver", "left", "customs"),
    [
        ("GB", "IM", "IM", "GB", False), ("GB", "GB", "IM", "GB", False), ("GB", "JE", "JE", "GB", True),
        ("GB", "GB-NIR", "GB-NIR", "", False), ("IM", "GB", "GB", "IM", True), ("CH", "LI", "LI", "CH", False),
        ("DE", "MC", "MC", "DE EU", True), ("DE", "FR", "FR", "DE", True), ("DE", "NO", "NO", "DE EU", True),
        ("ES-CE", "IN", "IN", "ES-CE EU", True), ("GB-NIR", "IN", "IN", "GB GB-NIR", True), ("MC", "IN", "IN", "MC", True),
    ],
)  # fmt: skip
def test_the_law_on_data_has_borders_of_its_own(origin, destination, receiver, left, customs):
    made = transfer(origin, destination, at(receiver))
    assert personal_data_from(made, reference()) == (frozenset(left.split()), frozenset())
    assert bool(export_from(made, reference())) is customs


def test_an_organisation_is_outside_every_law_wherever_it_sits():
    for origin, left in (("DE", {"DE", "EU"}), ("GB", {"GB"}), ("CH", {"CH"}), ("BR", {"BR"})):
        made = transfer(origin, origin, at(origin, ORGANISATION))
        assert organisation_receives(made) is True
        assert personal_data_from(made, reference()) == (left, frozenset())
        assert [party.id for party in in_need(made)] == ["p0"]


def test_whether_an_organisation_receives_may_be_open():
    made = transfer("DE", "DE", {"role": "processor"} | at("DE", ORGANISATION))
    assert organisation_receives(made) is None
    assert personal_data_from(made, reference()) == (frozenset(), {"DE", "EU"})
    every, perhaps, *_ = received_groups(made, reference())
    assert "gdpr:eea" in perhaps - every


def test_findings_on_a_place_are_none_on_an_organisation_there():
    company, organisation = (transfer("DE", "CH", at("CH", kind)) for kind in ("company", ORGANISATION))
    assert "gdpr:adequacy" in received_groups(company, reference())[0]
    every, perhaps, *_ = received_groups(organisation, reference())
    assert not [group for group in every | perhaps if group.startswith("gdpr:")]
    assert [group for group in every if group.startswith("us-ear:")]


def test_the_state_of_origin_needs_no_finding_of_its_own():
    made = transfer("GB", "GB", at("GB"), at("IM"))
    assert data_received_in(made, reference()) == ("GB", "IM")
    assert "uk-gdpr:adequacy" in received_groups(made, reference())[0]
