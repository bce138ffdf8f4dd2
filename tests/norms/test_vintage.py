"""The vintage of each instrument: one row each, and the same day wherever else one is written."""

from __future__ import annotations

from datetime import date

import pytest

from qgov.base.errors import NormError
from qgov.norms.load import norm_book
from qgov.norms.vintage import COLUMNS, instrument_vintages, read_instrument_vintages

HEAD = ",".join(COLUMNS) + "\n"


def test_a_day_in_the_list_of_instruments_is_that_of_the_table():
    for code, instrument in norm_book().instruments.items():
        if instrument.text_as_of is not None:
            assert instrument_vintages()[code].text_as_of == instrument.text_as_of, code


def test_a_reading_goes_stale_the_day_after():
    vintage = instrument_vintages()["us-ear"]
    assert (vintage.text_as_of, vintage.last_looked_for) == (date(2026, 9, 24), date(2026, 11, 22))
    assert not vintage.stale(vintage.stale_after) and vintage.stale(date(2027, 5, 22))


def test_what_was_not_read_has_no_day():
    assert [v.code for v in instrument_vintages().values() if v.verification == "unverified" and v.text_as_of] == []
    assert instrument_vintages()["us-28cfr"].text_as_of is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,2026-11-23,2026-11-22,2027-05-21,verified,text,", "textAsOf: 2026-11-23 lies after 2026-11-22"),
        ("x,2026-01-01,2026-11-22,2026-11-22,verified,text,", "staleAfter: 2026-11-22 does not lie after"),
        ("x,2026-01-01,2026-11-22,2027-05-21,unverified,not read,", "textAsOf: a text that was not read"),
        ("x,,,2027-05-21,verified,text,", "lastLookedFor: empty"),
        ("x,,2026-11-22,,verified,text,", "staleAfter: empty"),
    ],
)
def test_a_broken_row_is_refused(tmp_path, row, said):
    path = tmp_path / "vintage.csv"
    path.write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(NormError, match=said):
        read_instrument_vintages(path)
