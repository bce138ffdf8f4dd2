"""Exports that stop in a Member State on their way, and parties of whom the state alone is told."""

from __future__ import annotations

import pytest

from qgov.situation.reference import reference
from qgov.situation.route import assumed_groups, borders_left, received_groups

TABLES = reference()
EU001 = "eu-dual-use:EU001"


def _to(dossier, origin: str, destination: str, *countries: str):
    users = [{"id": f"user-{n}", "role": "endUser", "country": country} for n, country in enumerate(countries)]
    return dossier(origin=origin, destination=destination, parties=users)


@pytest.mark.parametrize(
    ("origin", "destination", "users", "covered"),
    [
        ("DE", "JP", ("JP",), True), ("DE", "ES", ("JP",), True), ("DE", "JP", ("JP", "ES"), True),
        ("DE", "GB-NIR", ("US",), True), ("DE", "ES", ("IN",), False), ("DE", "ES", ("JP", "IN"), False),
        ("DE", "ES", ("ES",), False), ("JP", "ES", ("US",), False), ("US", "ES", ("JP",), False),
    ],
)  # fmt: skip
def test_a_stop_inside_the_union_is_no_destination_of_its_authorisations(dossier, origin, destination, users, covered):
    made = _to(dossier, origin, destination, *users)
    every, perhaps, some, _ = received_groups(made, TABLES)
    assert (EU001 in every) == covered and EU001 not in perhaps
    assert (EU001 in assumed_groups(made, TABLES)["destinationGroup"]) == covered
    assert (EU001 in some) == bool({"JP", "US"} & {destination, *users} - {origin})


def test_groups_of_other_laws_are_asked_of_every_place(dossier):
    every, *_ = received_groups(_to(dossier, "DE", "ES", "JP"), TABLES)
    assert "us-ear:A:1" in every and "us-ear:A:5" in every
    every, *_ = received_groups(_to(dossier, "DE", "ES", "CN"), TABLES)
    assert "us-ear:A:1" not in every


@pytest.mark.parametrize(
    ("destination", "user", "certain", "perhaps"),
    [
        ("GB-NIR", "GB-NIR", "DE", ""), ("GB-NIR", "GB", "DE", "EU"), ("GB-NIR", "GB-LND", "DE EU", ""),
        ("GB-NIR", "IN", "DE EU", ""), ("GB", "GB-NIR", "DE EU", ""), ("GB", "GB", "DE EU", ""),
        ("ES", "ES", "DE", ""),
    ],
)  # fmt: skip
def test_a_party_of_the_united_kingdom_may_be_in_northern_ireland(dossier, destination, user, certain, perhaps):
    left, open_, said = borders_left(_to(dossier, "DE", destination, user), TABLES)
    assert (left, open_) == (frozenset(certain.split()), frozenset(perhaps.split()))
    assert bool(said) == bool(perhaps)


@pytest.mark.parametrize(
    ("destination", "user", "perhaps"),
    [("ES", "JP", "ES"), ("ES", "ES", ""), ("ES", "FR", ""), ("ES", "GB-NIR", ""), ("GB-NIR", "JP", ""), ("JP", "JP", "")],
)
def test_the_list_of_the_member_state_on_the_way_is_perhaps_asked(dossier, destination, user, perhaps):
    """Regulation (EU) 2021/821, Articles 9(1) and 10(1): goods from Germany by way of Spain to somebody in Japan."""
    left, open_, said = borders_left(_to(dossier, "DE", destination, user), TABLES)
    assert "DE" in left and open_ == frozenset(perhaps.split()) and bool(said) == bool(perhaps)
