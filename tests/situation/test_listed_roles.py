"""In which role somebody on a list receives, sends or takes part otherwise. Expectations are read from Regulation (EU) No
269/2014, Articles 1 and 2, and 15 CFR 748.5(c) to (f): what counts is what a party does, not how another law calls it."""

from __future__ import annotations

import pytest

from qgov.dossier.read import read_dossier
from qgov.lexicon import lexicon
from qgov.situation import build_lines
from qgov.situation.reference import reference
from qgov.situation.screening import screen

LIST = "us-military-end-user"
EXPORTER = {"id": "exporter", "role": "exporter", "name": "Example Exporter", "country": "DE", "kind": "company"}
USER = {"id": "user", "role": "endUser", "name": "Example University", "country": "CH", "kind": "university"}
TERMS = ("listedRecipient", "listedSender", "listedIntermediary", "listedParty", "ownedByListed", "partyOwnedByListed")


def transfer(*parties: dict, **changes) -> dict:
    return {
        "id": "urn:example:roles", "type": "RemoteAccess", "date": "2026-10-05", "origin": "DE", "destination": "CH",
        "parties": list(parties), "items": [{"id": "qpu", "type": "QuantumComputer", "computingModel": "circuit"}],
        **changes,
    }  # fmt: skip


def party(role: str, country: str | None, **more) -> dict:
    found = {"id": "x", "role": role, "name": "Example Party", "kind": "person" if role == "dataSubject" else "company"}
    return found | ({"country": country} if country else {}) | more


def told(*parties: dict, listed: str = "x", **changes) -> str:
    """For each of ``TERMS``: + where the party counts, ? where it perhaps does."""
    match = {"party": listed, "list": LIST, "status": "confirmed"}
    found = screen(read_dossier(transfer(*parties, matches=[match], **changes)))
    return "".join("+" if found.certain[t] else "?" if found.possible[t] else "." for t in TERMS[:4])


AT_DESTINATION = {
    "authority": "+..+", "broker": "??++", "carrier": "?.++", "consignee": "+..+", "controller": "+..+",
    "dataSubject": "?..?", "endUser": "+..+", "exporter": ".+.+", "owner": "....", "processor": "+..+",
    "recipient": "+..+",
}  # fmt: skip
BESIDE_A_USER = AT_DESTINATION | {"authority": "?..?", "dataSubject": "...."}
AT_ORIGIN = BESIDE_A_USER | {"authority": "....", "controller": "??++", "processor": "??++"}


@pytest.mark.parametrize("role", sorted(lexicon().words("PartyRole")))
def test_what_a_listed_party_does_counts_whatever_it_is_called(role: str):
    assert told(EXPORTER, party(role, "CH")) == AT_DESTINATION[role]
    assert told(EXPORTER, USER, party(role, "CH")) == BESIDE_A_USER[role]
    assert told(EXPORTER, USER, party(role, "DE")) == AT_ORIGIN[role]


@pytest.mark.parametrize(
    ("parties", "destination", "expected"),
    [
        ([party("controller", "DE"), USER], "CH", ".+.+"),  # nobody else can have sent
        ([party("controller", "DE"), {**USER, "role": "processor"}], "CH", ".+.+"),
        ([party("controller", "FR"), USER], "CH", "??++"),
        ([{**EXPORTER, "role": "controller"}, party("processor", "FR"), USER], "CH", "+..+"),
        ([{**EXPORTER, "role": "controller"}, party("processor", None)], "CH", "??++"),
        ([EXPORTER, party("processor", None)], "CH", "+..+"),  # nobody else can receive
        ([EXPORTER, party("processor", "DE")], "DE", "+..+"),
        ([{**EXPORTER, "role": "controller"}, party("processor", "DE")], "DE", "??++"),
        ([party("dataSubject", "DE"), {**USER, "role": "processor"}], "CH", ".?.."),
        ([EXPORTER, party("authority", "DE", kind="government")], "DE", "?..?"),
        ([EXPORTER, party("authority", "IN", kind="government")], "CH", "?..?"),
    ],
    ids=["sends-alone", "sends-to-processor", "elsewhere-alone", "elsewhere-beside-sender", "no-country",
         "no-country-alone", "inside-alone", "inside-beside-controller", "subject-alone", "authority-inside", "authority-elsewhere"],
)  # fmt: skip
def test_on_which_side_it_stands(parties: list, destination: str, expected: str):
    assert told(*parties, destination=destination) == expected


@pytest.mark.parametrize("role", ["consignee", "controller", "endUser", "processor", "recipient"])
def test_who_owns_a_receiver_counts_whatever_the_receiver_is_called(role: str):
    holder = {"id": "h", "role": "owner", "name": "Example Holding"}
    match = {"party": "h", "list": LIST, "status": "confirmed"}
    parties = [EXPORTER, party(role, "CH"), holder]
    stake = {"holder": "h", "held": "x", "share": 0.7}
    for ownership, certain in (([stake], True), ([{**stake, "share": 0.1}], None), ([], False)):
        found = screen(read_dossier(transfer(*parties, matches=[match], ownership=ownership)))
        for term in ("ownedByListed", "partyOwnedByListed"):
            assert bool(found.certain[term]) is (certain is True)
            assert bool(found.possible[term]) is (certain is False), "a share that is not stated may be any"


@pytest.mark.parametrize("role", ["controller", "endUser", "processor", "recipient"])
def test_who_receives_is_military_or_a_government_in_any_role(role: str):
    made = read_dossier(transfer(EXPORTER, party(role, "CH", kind="military")))
    line = build_lines(made, {"qpu": {}}, reference())[0]
    assert "military" in line.members["endUseIndication"] and line.members["recipientKind"] == {"military"}


def test_an_authority_that_alone_can_receive_is_read_as_one_that_does():
    made = read_dossier(transfer(EXPORTER, party("authority", "CH", kind=None) | {"kind": "government"}))
    line = build_lines(made, {"qpu": {}}, reference())[0]
    assert line.members["recipientKind"] == {"government"} and line.members["recipientHome"] == {"CH"}
    assert "company" in line.open_members["recipientKind"], "that it receives is not said"
    assert any("is read as receiving" in warning for warning in line.warnings)


def test_a_processor_inside_to_whom_an_exporter_releases_is_a_person_who_receives():
    visitor = party("processor", "DE", kind="person", citizenship=["IR"])
    made = read_dossier(transfer(EXPORTER, USER, visitor, type="TechnologyRelease"))
    line = build_lines(made, {"qpu": {}}, reference())[0]
    assert "IR" in line.members["placeReached"] and "EU" in line.values("releasedWithin")
