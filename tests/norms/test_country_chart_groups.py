"""The destinations that 742.4(a)(1) and (a)(2) except by name or group, against the marks of the country chart."""

from __future__ import annotations

from datetime import date

import pytest

from qgov.situation.country_chart import EMBARGOED, country_charts
from qgov.situation.memberships import members_on
from qgov.situation.reference import reference

HOME = {"US"}  # a citizen or permanent resident is no foreign person; the chart has no row for the United States
# Footnote 5 to the chart: Liechtenstein shares the row of Switzerland, while Country Group A:1 names Switzerland only.
BY_FOOTNOTE = {"LI"}


def unmarked(chart: dict, column: str) -> set[str]:
    return {place for place, row in chart.items() if row.kind != EMBARGOED and column not in row.marks}


@pytest.mark.parametrize("day", sorted(country_charts()))
def test_ns_column_1_excepts_who_has_no_mark(day: date):
    members = members_on("us-ear:ns-1-exempt", day)
    assert set(members) - HOME == unmarked(country_charts()[day], "NS1")
    assert all(members.values()), "the edition was read"


@pytest.mark.parametrize("day", sorted(country_charts()))
def test_ns_column_2_excepts_country_group_a1(day: date):
    tables = reference()
    free = unmarked(country_charts()[day], "NS2")
    for place in country_charts()[day]:
        certain, possible = tables.groups_of(place, day)
        if place in free - BY_FOOTNOTE:
            assert "us-ear:A:1" in certain | possible, place
        else:
            assert "us-ear:A:1" not in certain, place


def test_the_encryption_rule_excepts_canada_alone():
    assert set(members_on("us-ear:ei-exempt", date(2026, 9, 24))) - HOME == {"CA"}
    assert set(members_on("us-ear:ns-1-exempt", date(2024, 4, 18))) - HOME == {"CA"}
