"""Parts of a state to which an instrument does not extend: only what was read counts, and no other instrument."""

from __future__ import annotations

import pytest

from qgov.base.errors import NormError
from qgov.norms import norm_book
from qgov.norms.extent import COLUMNS, places_outside, read_places_outside


def table(tmp_path, *rows: str):
    path = tmp_path / "instrument-extent.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return path


def test_every_instrument_of_the_table_has_norms():
    assert set(places_outside()) <= {norm.instrument for norm in norm_book().norms}


def test_the_assimilated_regulation_does_not_extend_to_northern_ireland():
    assert places_outside()["uk-dual-use"] == {"GB-NIR"}


def test_a_row_that_was_not_read_takes_nothing_away(tmp_path):
    rows = ["one,GB-NIR,verified,text,", "two,GB-NIR,secondary,press,"]
    assert read_places_outside(table(tmp_path, *rows)) == {"one": {"GB-NIR"}}


@pytest.mark.parametrize(
    ("row", "said"),
    [("one,Ulster,verified,text,", "place"), ("one,GB-NIR,read,text,", "verification"), ("one,GB-NIR,verified,,", "source")],
    ids=["no place", "no such verification", "no source"],
)
def test_a_row_that_cannot_be_read_is_refused_by_name(tmp_path, row, said):
    with pytest.raises(NormError, match=said):
        read_places_outside(table(tmp_path, row))
