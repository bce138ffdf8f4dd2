"""Where parties live, who controls an exporter, and where personal data leave again."""

from __future__ import annotations

import pytest

from qgov.situation import reference
from qgov.situation.recipients import ELSEWHERE, recipient_homes, released_within, seats_of_control
from qgov.situation.route import export_from
from qgov.situation.safeguards import safeguards_on_file
from qgov.situation.storage import stored_abroad

TABLES = reference()


def guest(**words):
    return {"id": "guest", "role": "recipient", "name": "Example Guest", "kind": "person"} | words


@pytest.mark.parametrize(
    ("person", "certain", "possible"),
    [
        ({"country": "GB", "citizenship": ["RU"], "residency": ["GB"]}, {"GB"}, set()),
        ({"country": "GB", "residency": ["RU"]}, {"GB", "RU"}, set()),
        ({"country": "GB", "residency": ["RU", "GB"]}, {"GB"}, {"RU"}),
        ({"country": "GB", "citizenship": ["RU"]}, {"GB"}, {"RU"}),
        ({}, set(), {"IN", ELSEWHERE}),
    ],
)
def test_a_home_is_a_place_or_the_last_residency_and_perhaps_a_citizenship(dossier, person, certain, possible):
    made = dossier(destination="IN", parties=[guest(**person)])
    assert recipient_homes(made, TABLES) == (certain, possible)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"country": "DE", "citizenship": ["DE"], "residency": ["IN"]}, "certain"),
        ({"country": "IN", "citizenship": ["DE"]}, "certain"),
        ({"country": "DE", "citizenship": ["DE"]}, "no"),
        ({"country": "DE", "citizenship": ["IN"], "residency": ["FR"]}, "no"),
        ({"country": "DE"}, "possible"),
    ],
)
def test_to_the_union_who_lives_elsewhere_is_foreign_whatever_the_citizenship(dossier, person, expected):
    made = dossier(type="TechnologyRelease", origin="DE", destination="DE", parties=[guest(**person)])
    certain, possible = released_within(made, TABLES)
    assert ("EU" in certain, "EU" in possible) == (expected == "certain", expected == "possible")


def company(name, country, role="owner"):
    return {"id": name, "role": role, "name": name.title(), "kind": "company"} | ({"country": country} if country else {})


@pytest.mark.parametrize(
    ("holders", "ownership", "certain", "possible"),
    [
        ([], [], {"EU"}, set()),
        ([("parent", "SG")], [("parent", "maker", 1)], {"EU", "SG"}, set()),
        ([("parent", "NL"), ("top", "CN")], [("parent", "maker", 1), ("top", "parent", None)], {"EU", "CN"}, set()),
        ([("fund", "CN")], [("fund", "maker", "0.2")], {"EU"}, set()),
        ([("fund", "CN")], [("fund", "maker", "0.5")], {"EU", "CN"}, set()),
        ([("parent", None)], [("parent", "maker", 1)], {"EU"}, {ELSEWHERE}),
        ([("a", "SG"), ("b", "JP")], [("a", "maker", 1), ("b", "a", 1), ("maker", "b", "0.1")], {"EU", "SG", "JP"}, set()),
    ],
)
def test_who_controls_the_exporter_is_followed_up_through_holders(dossier, holders, ownership, certain, possible):
    from decimal import Decimal

    made = dossier(
        origin="DE", parties=[company("maker", "DE", "exporter"), *(company(*holder) for holder in holders)],
        ownership=[
            {"holder": holder, "held": held} | ({} if share is None else {"share": Decimal(share)})
            for holder, held, share in ownership
        ],
    )  # fmt: skip
    assert seats_of_control(made, TABLES) == (certain, possible)


@pytest.mark.parametrize(
    ("origin", "destination", "stored", "leaves"),
    [
        ("US", "DE", ["IN"], True),
        ("US", "DE", ["FR"], False),
        ("US", "DE", ["US"], False),
        ("US", "DE", ["US", "IN"], True),
        ("US", "DE", ["DE"], False),
        ("FR", "DE", ["IN"], True),
    ],
)
def test_personal_data_leave_again_where_they_are_stored_in_a_further_place(
    dossier, origin, destination, stored, leaves
):
    data = {"id": "scans", "type": "QuantumDataset", "personalData": True, "storedIn": stored}
    made = dossier(type="DataTransfer", origin=origin, destination=destination, items=[data])
    assert ("EU" in export_from(made, TABLES, stored_abroad(made, made.items[0]))) == leaves


@pytest.mark.parametrize(
    ("safeguard", "words"),
    [
        ({"reference": "UK Addendum B1.0", "module": 2}, {"scc-uk-addendum", "scc-uk-addendum-module-2"}),
        ({"reference": "UK Addendum to the clauses, module 3"}, {"scc-uk-addendum", "scc-uk-addendum-module-3"}),
        ({"reference": "UK Addendum"}, {"scc-uk-addendum"}),
        ({"reference": "IDTA", "module": 2}, {"scc-idta"}),
    ],
)
def test_the_british_addendum_has_the_modules_of_the_clauses_and_the_agreement_none(dossier, safeguard, words):
    assert safeguards_on_file(dossier(safeguards=[{"type": "scc"} | safeguard])) == words
