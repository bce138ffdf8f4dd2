"""The shares of 15 CFR 734.4 in the code are those of the table of thresholds."""

from __future__ import annotations

from qgov.norms.thresholds import reported_thresholds
from qgov.situation.de_minimis import LEVEL, LEVEL_E


def test_the_levels_are_those_of_the_table():
    table = {row.provision: (row.operator, row.value) for row in reported_thresholds() if row.term == "usShare"}
    assert table == {"us-ear:734.4(c)": ("<=", LEVEL_E), "us-ear:734.4(d)": ("<=", LEVEL)}
