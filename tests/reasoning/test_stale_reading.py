"""A decision under law that was not read again in time says which instruments that concerns."""

from __future__ import annotations

from datetime import date, timedelta

from qgov import decide
from qgov.base.resources import resource
from qgov.norms.vintage import instrument_vintages

HEADLINE = resource("data/dossiers/2026-us-in-boston-headline.json")


def stale(day: date) -> list[str]:
    decision = decide(str(HEADLINE), at=day.isoformat(), simulate=False)
    return [warning for warning in decision.warnings if warning.startswith("Not read again in time")]


def test_the_warning_begins_the_day_after_the_last_on_which_the_reading_counts():
    last = instrument_vintages()["us-ear"].stale_after
    assert not any("us-ear" in warning for warning in stale(last))
    (warning,) = stale(last + timedelta(days=1))
    assert f"us-ear (text as of {instrument_vintages()['us-ear'].text_as_of}, stale since {last})" in warning
    assert "eu-dual-use" not in warning, "no norm of the Union concerns an export from the United States to India"
