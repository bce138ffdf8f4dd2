"""The vintage of each instrument: one row each, and the same day wherever else one is written."""

from __future__ import annotations

from datetime import date

import pytest

from qgov.base.errors import NormError
from qgov.base.resources import resource
from qgov.norms.load import norm_book, read_norms
from qgov.norms.model import POINTER
from qgov.norms.vintage import COLUMNS, instrument_vintages, read_instrument_vintages

HEAD = ",".join(COLUMNS) + "\n"


def test_the_day_of_an_instrument_is_that_of_the_table():
    book, vintages = norm_book(), instrument_vintages()
    for code, instrument in book.instruments.items():
        assert instrument.text_as_of == (vintages[code].text_as_of if code in vintages else None), code
    assert book.instruments["us-ear"].text_as_of == date(2026, 9, 24)


def test_the_list_of_instruments_keeps_no_day_of_its_own(tmp_path):
    text = resource("shapes/instruments.ttl").read_text(encoding="utf-8")
    path = tmp_path / "instruments.ttl"
    path.write_text(text.replace('qgov:code "us-ear" ;', 'qgov:code "us-ear" ; qgov:textAsOf "2020-01-01" ;'), "utf-8")
    with pytest.raises(NormError, match="unknown property qgov:textAsOf"):
        read_norms([path])


def test_an_instrument_of_which_something_is_encoded_has_a_row():
    encoded = {norm.instrument for norm in norm_book().norms if norm.kind != POINTER}
    assert encoded - set(instrument_vintages()) == set()


def test_a_reading_goes_stale_the_day_after():
    vintage = instrument_vintages()["us-ear"]
    assert (vintage.text_as_of, vintage.last_looked_for) == (date(2026, 9, 24), date(2026, 11, 22))
    assert not vintage.stale(vintage.stale_after) and vintage.stale(date(2027, 5, 22))


def test_what_was_not_read_has_no_day():
    assert [v.code for v in instrument_vintages().values() if v.verification == "unverified" and v.text_as_of] == []
    assert instrument_vintages()["us-ofac"].text_as_of is None


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
