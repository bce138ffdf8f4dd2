"""A table is read strictly: every fault is named with its file, line and column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qgov.base.errors import NormError
from qgov.base.tables import read_table

COLUMNS = ("id", "day", "until", "value", "place")
HEAD = "id,day,until,value,place\n"


def rows(tmp_path, text: str):
    path = tmp_path / "some.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path, COLUMNS, ("id", "day"))


def test_cells_are_read_as_what_they_are(tmp_path):
    first, second = rows(tmp_path, HEAD + 'a,2026-03-02,,0.0001,DE\nb,,2026-12-31,"-12",US-CA\n')
    assert first.interval("day", "until") == (date(2026, 3, 2), None)
    assert second.interval("day", "until") == (None, date(2026, 12, 31))
    assert (first.number("value"), second.number("value")) == (Decimal("0.0001"), Decimal(-12))
    assert (first.place("place"), second.place("place")) == ("DE", "US-CA")
    assert second.maybe("day") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,day,until,value\n", "the columns are id, day, until, value; they must be id, day, until, value, place"),
        ("", "the columns are none"),
        (HEAD + "a,,,1\n", "line 2: 4 cells, 5 columns"),
        (HEAD + "a,,,1,DE,\n", "line 2: 6 cells, 5 columns"),
        (HEAD + "a,,,1, DE\n", "line 2, column place: blanks at an end"),
        (HEAD + "a,2026-01-01,,1,DE\na,2026-01-01,,2,DE\n", "line 3: the same id, day as the line before"),
        (HEAD + "b,,,1,DE\na,,,1,DE\n", "line 3: out of order; rows are sorted by id, day"),
        (HEAD + 'a,,,"1,DE\n', "line 2"),
    ],
)
def test_a_table_that_is_not_one_is_refused(tmp_path, text, said):
    with pytest.raises(NormError, match=said):
        rows(tmp_path, text)


@pytest.mark.parametrize("number", ["1e-3", "1,5", ".5", "5.", "+1", "NaN", "0x1", "1 000", "--1", "٣"])
def test_a_number_is_a_plain_decimal(tmp_path, number):
    (row,) = rows(tmp_path, HEAD + f'a,,,"{number}",DE\n')
    with pytest.raises(NormError, match=r"line 2, column value: .* is no plain decimal"):
        row.number("value")


@pytest.mark.parametrize("day", ["2026-02-29", "20260302", "2026-3-2", "02.03.2026", "2026-W10-1", "today"])
def test_a_day_is_a_calendar_day(tmp_path, day):
    (row,) = rows(tmp_path, HEAD + f"a,{day},,1,DE\n")
    with pytest.raises(NormError, match=r"line 2, column day: .* is no calendar day"):
        row.day("day")


def test_an_interval_does_not_end_before_it_begins(tmp_path):
    (row,) = rows(tmp_path, HEAD + "a,2026-03-02,2026-03-01,1,DE\n")
    with pytest.raises(NormError, match="column until: 2026-03-01 lies before 2026-03-02"):
        row.interval("day", "until")


@pytest.mark.parametrize("place", ["UK", "EU", "de", "", "XX", "*"])
def test_a_place_is_a_code(tmp_path, place):
    (row,) = rows(tmp_path, HEAD + f"a,,,1,{place}\n")
    with pytest.raises(NormError, match="line 2, column place"):
        row.place("place")
    assert place not in ("EU", "*") or row.place("place", ("EU", "*")) == place


def test_a_word_is_one_of_those_allowed(tmp_path):
    (row,) = rows(tmp_path, HEAD + "a,,,1,DE\n")
    assert row.word("id", ("a", "b")) == "a"
    with pytest.raises(NormError, match="column id: 'a' is none of b, c"):
        row.word("id", ("b", "c"))
    with pytest.raises(NormError, match="column day: empty"):
        row.text("day")
