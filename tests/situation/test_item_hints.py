"""What is said of an item that a dossier states in vain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from qgov.dossier.model import Party
from qgov.situation.certificates import shown_until
from qgov.situation.item_hints import item_hints, only_spoken_of, personal_all_the_same

DAY = date(2026, 10, 5)


def hints(dossier, **item):
    return item_hints(dossier(item).items[0], DAY)


@pytest.mark.parametrize(("day", "said"), [("2026-10-05", 0), ("2026-10-06", 1)])
def test_a_measurement_after_the_transfer_is_told(dossier, day, said):
    found = hints(dossier, cnotError={"value": Decimal("0.001"), "measuredOn": day})
    assert len(found) == said and all("cnotError" in hint and day in hint for hint in found)


def test_measurements_of_pairs_are_told_once(dossier):
    row = {"qubits": [0, 1], "cnotError": {"value": Decimal("0.001"), "measuredOn": "2026-11-01"},
           "t1": [{"value": Decimal("1e-4"), "measuredOn": "2026-11-01"}, Decimal("1e-4")]}  # fmt: skip
    (hint,) = hints(dossier, pairs=[row, row | {"qubits": [1, 2]}])
    assert hint.startswith("pairs of ") and "2026-11-01" in hint


@pytest.mark.parametrize(
    ("scheme", "until", "last"),
    [
        ("EUCC", "2030-10-05", date(2030, 10, 5)),
        ("EUCC", "2031-10-05", date(2030, 10, 5)),
        ("CCRA", "2031-10-05", date(2031, 10, 5)),
    ],
)
def test_a_certificate_of_the_scheme_is_shown_for_five_years(dossier, scheme, until, last):
    """Implementing Regulation (EU) 2024/482, Article 12(2): more than five years need the approval of an authority."""
    paper = {"scheme": scheme, "validFrom": "2025-10-05", "validUntil": until}
    item = dossier({"certificates": [paper]}).items[0]
    assert shown_until(item.certificates[0]) == last
    assert len(item_hints(item, DAY)) == (str(last) != until)


def test_five_years_from_the_last_of_february():
    assert shown_until({"scheme": "EUCC", "validFrom": date(2028, 2, 29), "validUntil": date(2040, 1, 1)}) == date(
        2033, 2, 28
    )


def test_a_certificate_of_the_last_years_there_are_is_read(dossier):
    """Five years from then there is no day any more; nothing else is said of it than of any day far off."""
    item = dossier({"certificates": [{"scheme": "eucc", "validFrom": "9998-01-01", "validUntil": "9999-12-31"}]}).items[0]
    assert shown_until(item.certificates[0]) == date.max
    assert item_hints(item, DAY) == []


@pytest.mark.parametrize(
    ("kind", "relates", "said"),
    [
        ("TechnologyRelease", ["fridge"], 1),
        ("TechnologyRelease", ["us-ear:3A904"], 0),
        ("Export", ["fridge"], 0),
    ],
    ids=["technology about the thing", "technology about a provision", "shipped together"],
)
def test_a_thing_that_a_release_is_only_about_is_told(dossier, kind, relates, said):
    fridge = {"id": "fridge", "type": "CryogenicCooler", "coolingPower": Decimal("0.001")}
    manual = {"id": "manual", "type": "Technology", "relatesTo": relates, "activity": ["use"]}
    made = dossier(type=kind, items=[fridge, manual])
    assert [len(only_spoken_of(made, item)) for item in made.items] == [said, 0]
    assert all("fridge" in hint and "manual" in hint for hint in only_spoken_of(made, made.items[0]))


@pytest.mark.parametrize(
    ("claims", "role", "told"),
    [
        ({"legalBasis": "consent"}, "recipient", ["legalBasis"]),
        ({"legalBasis": "consent", "subjectsFrom": ["DE"]}, "recipient", ["legalBasis and subjectsFrom"]),
        ({}, "dataSubject", ["a party of role dataSubject"]),
        ({"specialCategories": True, "legalBasis": "consent"}, "recipient", []),
        ({"personalData": True, "legalBasis": "consent"}, "dataSubject", []),
        ({}, "recipient", []),
    ],
)
def test_what_says_that_data_are_personal_all_the_same_is_named(dossier, claims, role, told):
    made = dossier({"type": "QuantumDataset", "personalData": False} | claims)
    other = Party(id="other", role=role, name="Example Person", country="DE")
    found = personal_all_the_same(replace(made, parties=(*made.parties, other)))
    assert [word for hint, word in zip(found, told, strict=True) if f"false and {word} stated" in hint] == told
