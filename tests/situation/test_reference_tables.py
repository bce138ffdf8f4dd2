"""Groups by edition, and what is open before the first one that was seen."""

from __future__ import annotations

from datetime import date

import pytest

from qgov.base.errors import NormError
from qgov.base.places import name_of
from qgov.situation import reference
from qgov.situation.reference import Reference, Territory, read_editions

FIRST, SECOND = date(2025, 1, 1), date(2026, 1, 1)
TABLES = Reference(
    editions={
        "x": {
            FIRST: {"x:A": frozenset({"FR", "US", "CN"}), "x:B": frozenset({"GP"})},
            SECOND: {"x:A": frozenset({"FR"}), "x:B": frozenset({"US", "HK"})},
        }
    },
    territories={
        "PR": Territory("US", "US"), "GP": Territory("FR", "EU"), "HK": Territory("CN", "", "own"),
        "NC": Territory("FR", "", "own"),
    },
)  # fmt: skip


@pytest.mark.parametrize(
    ("place", "day", "certain", "possible"),
    [
        ("US", date(2024, 12, 31), "", "x:A x:B"), ("ZZ", date(2024, 12, 31), "", "x:A x:B"), ("US", FIRST, "x:A", ""),
        ("US", date(2025, 12, 31), "x:A", ""), ("US", SECOND, "x:B", ""), ("US", date(2099, 1, 1), "x:B", ""),
        ("US-CA", FIRST, "x:A", ""),
        ("BR", FIRST, "", ""), ("GP", FIRST, "x:B", "x:A"), ("NC", FIRST, "", "x:A"), ("FR-NC", FIRST, "", "x:A"),
        ("HK", FIRST, "", "x:A"),
        ("HK", SECOND, "x:B", ""),
    ],
)  # fmt: skip
def test_groups_by_edition(place, day, certain, possible):
    assert TABLES.groups_of(place, day) == (frozenset(certain.split()), frozenset(possible.split()))


def test_the_edition_nearest_to_a_day_is_what_is_assumed():
    assert TABLES.assumed_groups("US", date(2020, 1, 1)) == {"x:A"}
    assert TABLES.assumed_groups("US", date(2027, 1, 1)) == {"x:B"}
    assert [TABLES.edition("x", day) for day in (date(2020, 1, 1), FIRST, SECOND)] == [FIRST, FIRST, SECOND]


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(NormError):
        read_editions(tmp_path)


def test_every_place_in_the_tables_is_one():
    shipped = reference()
    named = {
        p
        for by_day in shipped.editions.values()
        for groups in by_day.values()
        for places in groups.values()
        for p in places
    }
    for place in (*named, *shipped.territories, *shipped.union_members):
        assert name_of(place), place
    for place, territory in shipped.territories.items():
        assert territory.law in ("state", "own", "both"), place
        assert territory.state or territory.law == "own", place
        assert territory.customs in ("", "EU", territory.state, place), place


@pytest.mark.parametrize("group", ["us-ear:E:1", "us-ear:E:2", "us-ear:D:5"])
def test_embargoed_groups_are_certain_from_the_first_edition(group):
    shipped = reference()
    first = min(shipped.editions["us-ear"])
    member = sorted(shipped.editions["us-ear"][first][group])[0]
    assert group in shipped.groups_of(member, first)[0]
    certain, possible = shipped.groups_of(member, date(first.year - 1, 12, 31))
    assert group in possible and group not in certain
