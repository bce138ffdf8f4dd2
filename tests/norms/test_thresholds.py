"""The numbers in the shapes against the table that was made from the texts apart from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from qgov.base.errors import NormError
from qgov.lexicon import lexicon
from qgov.norms.load import NormBook, norm_book
from qgov.norms.thresholds import (
    COLUMNS,
    Difference,
    compare,
    read_thresholds,
    reported_thresholds,
    threshold_table,
    thresholds_of,
)
from qgov.norms.vintage import instrument_vintages

INSTRUMENTS = sorted({row.provision.split(":")[0] for row in threshold_table()})
BANDS = {
    1: (34, 100, "0.0001"), 2: (100, 200, "0.001"), 3: (200, 350, "0.002"), 4: (350, 500, "0.003"),
    5: (500, 700, "0.004"), 6: (700, 1100, "0.005"), 7: (1100, 2000, "0.006"), 8: (2000, None, None),
}  # fmt: skip
COMPUTERS = {
    "us-ear:4A906.a.{}": "2024-09-06", "eu-dual-use:4A506.a.{}": "2025-11-15", "uk-eco:PL9014.a.1.a.{}": "2024-04-01",
    "uk-dual-use:4A506.a.{}": "2025-12-16", "jp-goods:7(6)(i)({})": "2024-09-08", "de-awv:4A1906a.{}": "2024-07-23",
    "es-ict534:4A901.a.{}": "2023-06-07", "fr-arrete2024:4A906.a.{}": "2024-03-01",
}  # fmt: skip
HEAD = ",".join(COLUMNS) + "\n"
ROW = "us-ear:4A906.a.1,US,QuantumComputer,operationalQubits,>=,34,1,2024-09-06,,verified,verified,15 CFR 774,\n"


def differences(**changes) -> list[Difference]:
    """What comparing says of the shipped shapes and a table in which the rows of a provision are changed."""
    provision = changes.pop("provision", None)
    table = [replace(row, **changes) if row.provision == provision else row for row in threshold_table()]
    return compare(norm_book(), table)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_shapes_and_table_agree(instrument):
    left = [d for d in compare(norm_book(), threshold_table()) if d.instrument == instrument]
    assert not left, "\n".join(map(str, left))


def test_nothing_in_a_shape_is_missing_from_the_table():
    assert [d for d in compare(norm_book(), threshold_table()) if d.instrument not in INSTRUMENTS] == []
    assert len(thresholds_of(norm_book())) >= 110


def test_what_is_reported_is_in_no_shape_and_says_why():
    encoded = {one.place_in_law for one in thresholds_of(norm_book())}
    assert reported_thresholds() and encoded.isdisjoint(one.place_in_law for one in reported_thresholds())
    for one in reported_thresholds():
        assert one.verification != "verified" or one.provision.startswith("us-ear:734.4"), one  # de minimis is code
        assert one.note and one.source, one


def test_the_same_bands_everywhere_with_their_own_first_days():
    by_key = {(t.provision, t.term, t.operator): t for t in (*threshold_table(), *reported_thresholds())}
    for pattern, day in COMPUTERS.items():
        for band, (low, high, error) in BANDS.items():
            provision = pattern.format(band)
            assert by_key[provision, "operationalQubits", ">="].value == low
            assert by_key[provision, "operationalQubits", ">="].start == date.fromisoformat(day)
            upper = by_key.get((provision, "operationalQubits", "<"))
            assert (upper.value if upper else None) == high, provision
            infidelity = by_key.get((provision, "meanCnotInfidelity", "<="))
            assert (infidelity.value if infidelity else None) == (Decimal(error) if error else None), provision


def test_where_the_lists_differ():
    by_key = {(t.provision, t.term, t.operator): t for t in threshold_table()}
    assert by_key["de-awv:3A1904b", "baseTemperature", "<="].value == 4
    assert by_key["us-ear:3A904.b", "baseTemperature", "<"].value == 4
    for strict in ("jp-goods:6(2)(yo)", "de-awv:3A1901b13"):
        assert by_key[strict, "frequencyHigh", ">"].value == 2_000_000_000
        assert (strict, "highestNoiseFigure", "<") in by_key
    # The German text says "at every frequency"; the Japanese one leaves open whether one frequency is enough.
    assert ("de-awv:3A1901b13", "lowestNoiseFigure", "<") not in by_key
    assert ("jp-goods:6(2)(yo)", "lowestNoiseFigure", "<") in by_key
    assert by_key["us-ear:3A901.b", "frequencyHigh", ">="].value == 2_000_000_000
    assert {t.until for t in threshold_table() if t.provision.startswith("uk-eco:")} == {date(2025, 12, 15)}
    assert not any(t.item == "IsotopicMaterial" for t in threshold_table() if t.jurisdiction == "DE")
    assert by_key["us-ear:3A904.a", "holdTime", ">"].value == 48 * 3600


def test_terms_items_and_units_are_those_of_the_lexicon():
    words = lexicon()
    assert {t.term for t in threshold_table()} <= set(words.terms)
    for row in threshold_table():
        assert row.item in words.item_types() or row.item in ("Item", "PhysicalItem"), row
        if row.unit != "EUR":
            assert row.unit == words.terms[row.term].unit, row


def test_every_instrument_of_the_table_has_a_vintage():
    assert set(INSTRUMENTS) <= set(instrument_vintages())


def test_a_wrong_number_is_found():
    changed = "us-ear:4A906.a.8"  # one row: 2000 qubits
    (found,) = [d for d in differences(provision=changed, value=Decimal(1999)) if d.provision == changed]
    assert "the shape says" in str(found) and "2000" in str(found) and "1999" in str(found)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_wrong_first_day_is_found(days):
    changed = "eu-dual-use:4A506.a.8"
    wrong = date(2025, 11, 15) + timedelta(days=days)
    (found,) = [d for d in differences(provision=changed, start=wrong) if d.provision == changed]
    assert str(wrong) in str(found)


def test_a_wrong_last_day_is_found():
    changed = "uk-eco:PL9014.a.1.a.8"
    (found,) = [d for d in differences(provision=changed, until=None) if d.provision == changed]
    assert "until 2025-12-15" in str(found)


def test_another_operator_is_missing_on_both_sides():
    changed = "us-ear:4A906.a.8"
    found = [str(d) for d in differences(provision=changed, operator=">") if d.provision == changed]
    assert len(found) == 2
    assert found[0].startswith("in a shape, not in the table") and found[1].startswith("in the table, not in a shape")


def test_a_second_row_for_one_bound_is_found():
    extra = replace(threshold_table()[0], provision="us-ear:4A906.a.8", term="operationalQubits", operator=">=",
                    value=Decimal(3000), start=date(2020, 1, 1))  # fmt: skip
    assert any(
        "the table says" in str(d) and "3000" in str(d) for d in compare(norm_book(), [*threshold_table(), extra])
    )


def test_an_empty_table_misses_every_bound_of_the_shapes():
    found = compare(norm_book(), ())
    assert len(found) == len(thresholds_of(norm_book()))
    assert compare(NormBook(()), ()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",34,", ",,", "column value: empty"), (",34,", ",3.4e1,", "is no plain decimal"),
        (",>=,", ",=>,", "column operator: '=>' is none of"), (",US,", ",UK,", "column jurisdiction: 'UK'"),
        ("us-ear:4A906.a.1", "4A906.a.1", "column provision"), ("2024-09-06", "6.9.2024", "is no calendar day"),
        (",verified,verified,", ",verified,seen,", "column from_verification: 'seen'"),
        (",1,2024", ",,2024", "column unit: empty"), (",QuantumComputer,", ",,", "column item: empty"),
    ],
)  # fmt: skip
def test_a_broken_row_is_refused(tmp_path, old, new, said):
    path = tmp_path / "thresholds.csv"
    path.write_text(HEAD + ROW, encoding="utf-8")
    assert len(read_thresholds(path)) == 1
    path.write_text(HEAD + ROW.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(NormError, match=said):
        read_thresholds(path)
