"""Deemed exports and reexports: the country of the person is the destination that a licence names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qgov.situation import reference
from qgov.situation.deemed import deemed_destinations, names_deemed
from qgov.situation.licences import licensed_provisions


def release(dossier, person, origin="US", destination="US", **licence):
    party = {"id": "p", "role": "recipient", "name": "Example Engineer", "kind": "person", "country": destination}
    paper = {
        "type": "licence", "code": "EXAMPLE-1", "covers": ["us-ear:4E906"], "validFrom": "2026-01-01",
        "validUntil": "2026-12-31",
    }  # fmt: skip
    return dossier(
        type="TechnologyRelease", origin=origin, destination=destination, parties=[party | person],
        items=[{"id": "t", "type": "Technology", "relatesTo": ["us-ear:4A906.b"]}], authorisations=[paper | licence],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("person", "origin", "destination", "deemed"),
    [
        ({"citizenship": ["CN"]}, "US", "US", {"CN"}),
        ({"citizenship": ["CN", "CA"]}, "US", "US", {"CA"}),
        ({"citizenship": ["CN"], "residency": ["US"]}, "US", "US", set()),
        ({"citizenship": ["CN"], "residency": ["VN"]}, "US", "US", {"CN", "VN"}),
        ({"citizenship": ["CN"]}, "DE", "DE", {"CN"}),
        ({"citizenship": ["CN"]}, "US", "DE", {"CN"}),
        ({"citizenship": ["DE"]}, "US", "DE", set()),
        ({"citizenship": ["CN"], "residency": ["DE"]}, "US", "DE", set()),
        ({"citizenship": ["US"]}, "JP", "DE", set()),
        ({}, "US", "US", set()),
    ],
)
def test_where_a_release_is_deemed_to_go(dossier, person, origin, destination, deemed):
    """15 CFR 734.13(b), 734.14(b): the most recent country of citizenship or permanent residency."""
    assert deemed_destinations(release(dossier, person, origin, destination)) == deemed


@pytest.mark.parametrize(
    ("person", "licence", "counts"),
    [
        ({"citizenship": ["CN"]}, {"destinations": ["CN"]}, True),
        ({"citizenship": ["CN"]}, {"destinations": ["IN"]}, False),
        ({"citizenship": ["CN"]}, {"destinations": ["US"]}, False),
        ({"citizenship": ["CN"]}, {"destinations": ["US"], "parties": ["p"]}, True),
        ({"citizenship": ["CN"]}, {}, True),
        ({"citizenship": ["CN"], "residency": ["VN"]}, {"destinations": ["CN"]}, False),
        ({"citizenship": ["CN"], "residency": ["VN"]}, {"destinations": ["CN", "VN"]}, True),
        ({}, {"destinations": ["US"]}, True),
        ({}, {"destinations": ["CN"]}, False),
    ],
)
def test_a_licence_for_a_deemed_export_names_the_country_of_the_person(dossier, person, licence, counts):
    found, notes = licensed_provisions(release(dossier, person, **licence), reference(), ("US",))
    assert ("us-ear:4E906" in found) is counts, notes


@pytest.mark.parametrize(
    ("person", "licence", "counts"),
    [
        ({"citizenship": ["CN"]}, {"destinations": ["GB"]}, False),
        ({"citizenship": ["CN"]}, {"destinations": ["CN"]}, False),
        ({"citizenship": ["CN"]}, {"destinations": ["GB", "CN"]}, True),
        ({"citizenship": ["CN"]}, {"destinations": ["GB"], "parties": ["p"]}, True),
        ({"citizenship": ["CN"]}, {}, True),
        ({"citizenship": ["GB"]}, {"destinations": ["GB"]}, True),
        ({"citizenship": ["CN"], "residency": ["GB"]}, {"destinations": ["GB"]}, True),
        ({"citizenship": ["US"]}, {"destinations": ["GB"]}, True),
    ],
)
@pytest.mark.parametrize(("origin", "type"), [("US", "TechnologyRelease"), ("JP", "RemoteAccess"), ("US", "Export")])
def test_abroad_a_licence_names_the_place_and_the_person(dossier, person, licence, counts, origin, type):
    """15 CFR 734.14(b): any release outside the United States to a foreign person of another country."""
    made = replace(release(dossier, person, origin, "GB", **licence), type=type)
    found, notes = licensed_provisions(made, reference(), ("GB",))
    assert ("us-ear:4E906" in found) is counts, notes


def test_other_law_asks_for_the_place(dossier):
    made = release(dossier, {"citizenship": ["CN"]}, "DE", "DE", covers=["us-ear:4E906", "eu-dual-use:4E001"],
                   destinations=["CN"])  # fmt: skip
    found, notes = licensed_provisions(made, reference(), ("DE",))
    assert found == {"us-ear:4E906"} and any("eu-dual-use:4E001: it names the destinations CN" in n for n in notes)


def test_a_paper_without_destinations_answers_nothing(dossier):
    made = release(dossier, {"citizenship": ["CN"]})
    assert names_deemed(made.authorisations[0], made, reference()) is None
