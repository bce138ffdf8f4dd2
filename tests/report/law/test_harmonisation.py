"""The matrix is what a SPARQL query over the norms graph gives, cell by cell."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

from qgov.base.resources import resource
from qgov.norms import norm_book
from qgov.norms.conditions import Within
from qgov.norms.model import ENTRY
from qgov.report.law.harmonisation import classes, differing, matrix, matrix_page, matrix_text
from qgov.store.query import open_graphs, run_query

_KINDS = {
    "minInclusive": "min_inclusive", "minExclusive": "min_exclusive",
    "maxInclusive": "max_inclusive", "maxExclusive": "max_exclusive",
}  # fmt: skip


def test_the_query_finds_the_bounds_of_the_matrix():
    query = resource("data/queries/harmonisation.rq").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(run_query(open_graphs(None), query, "csv")))
    asked = {
        (row["item"].rsplit("/", 1)[-1], row["provision"], row["from"], row["term"].rsplit("/", 1)[-1],
         row["kind"].rsplit("#", 1)[-1], Decimal(row["bound"]))
        for row in rows
        if row["term"] and not row["bound"].count("-") == 2
    }  # fmt: skip
    read = {
        (item, norm.provision, norm.in_force_from.isoformat(), leaf.term, kind, bound)
        for norm in norm_book().norms
        if norm.kind == ENTRY
        for item in classes(norm.condition)
        for leaf in norm.condition.leaves()
        if isinstance(leaf, Within)
        for kind, name in _KINDS.items()
        if (bound := getattr(leaf, name)) is not None
    }
    assert read <= asked
    assert {row[:2] for row in asked} <= {row[:2] for row in read}


def test_a_difference_between_states_is_marked():
    (row,) = [row for row in matrix(date(2026, 11, 25)) if row.item == "QuantumComputer"]
    assert set(row.cells) >= {"US", "EU", "GB", "JP"}
    assert row.differing == differing(row.cells)
    (amplifiers,) = [row for row in matrix(date(2026, 11, 25)) if row.item == "ParametricAmplifier"]
    assert {"frequencyHigh"} & set(amplifiers.differing), "2 GHz is included in some states and not in others"


def test_the_pages_name_every_entry():
    rows = matrix()
    text, page = matrix_text(rows), matrix_page(rows)
    for norm in norm_book().norms:
        if norm.kind == ENTRY and classes(norm.condition):
            assert norm.provision in text and norm.provision in page
    assert "<script" not in page and "not legal advice" in page
