"""A list is told of where its instrument extends, that of an embargo where one of its prohibitions may reach the
transfer, and nowhere else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov import decide

FRIDGE = {"id": "fridge", "type": "CryogenicCooler", "coolingPower": 1, "holdTime": 172801, "usContent": 0}


def told(origin: str, destination: str, transit: list[str] | None = None, **changes: object) -> set[tuple[str, str]]:
    party = {"name": "Example", "kind": "company"}
    made = {
        "id": "urn:example:fridge", "type": "Export", "date": "2026-10-05", "origin": origin, "destination": destination,
        "transit": transit or [],
        "parties": [
            {"id": "exporter", "role": "exporter", "country": origin, **party},
            {"id": "user", "role": "endUser", "country": destination, **party},
        ],
        "items": [FRIDGE | {"coolingTemperature": 1, "originCountry": origin} | changes],
    }  # fmt: skip
    return {(finding.provision, finding.status) for finding in decide(made).shown()}


@pytest.mark.parametrize(
    ("origin", "entry"),
    [
        ("DE", "eu-restrictive-measures:833-2014.VII.X.A.VIII.010"),
        ("GB", "uk-sanctions:2019-855.2E.3"),
    ],
)
def test_an_embargo_on_russia_is_told_of_towards_russia_alone(origin, entry):
    assert (entry, "applies") in told(origin, "RU")
    assert entry not in {provision for provision, _ in told(origin, "IN")}


def test_a_control_list_is_told_of_where_nothing_follows_from_it():
    inside = told("DE", "FR", coolingTemperature=Decimal("0.1"))
    assert ("eu-dual-use:3A504.a", "applies") in inside


@pytest.mark.parametrize(
    ("origin", "transit", "seen"),
    [("GB", [], True), ("GB-NIR", [], False), ("GB-NIR", ["GB"], True)],
    ids=["from Great Britain", "from Northern Ireland", "from Northern Ireland by way of Great Britain"],
)
def test_a_list_is_not_told_of_where_its_instrument_does_not_extend(origin, transit, seen):
    """Annex I to the assimilated Regulation is law in Great Britain alone; that of the Union is told of instead."""
    shown = told(origin, "US", coolingTemperature=Decimal("0.1"), transit=transit)
    assert ("eu-dual-use:3A504.a", "applies") in shown or origin == "GB"
    assert (("uk-dual-use:3A504.a", "applies") in shown) is seen
