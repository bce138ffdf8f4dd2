"""Orders split so that each part stays below a threshold are pointed out, with the numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from qgov.dossier.read import read_dossier
from qgov.reasoning.splitting import split_shipments

from .changing import data_of, explain


def worth(*values: int, **more) -> dict:
    data = data_of("2026-de-in-aachen")
    item = data["items"][0]
    data["items"] = [
        {**item, "id": f"part{n}", "value": {"value": value, "currency": "EUR"}, **more}
        for n, value in enumerate(values)
    ]
    return data


def modules(*counts: int, **whole) -> dict:
    """Modules of one machine, with a small error, from Germany to India."""
    data = data_of("2026-de-in-aachen")
    item = {**data["items"][0], "cnotError": Decimal("0.0005")}
    parts = [{**item, "id": f"m{n}", "physicalQubits": count, "workingQubits": count, "partOf": "whole"}
             for n, count in enumerate(counts)]  # fmt: skip
    data["items"] = [{"id": "whole", "type": "QuantumComputer", "computingModel": "circuit", **whole}, *parts]
    return data


def said(data: dict, words: str) -> list[str]:
    return [warning for warning in explain(data).warnings if words in warning]


def test_values_that_each_stay_below_are_added():
    (warning,) = said(worth(3000, 4000), "whole contract")
    assert "EUR 5000" in warning and "EUR 7000" in warning and "part0 3000, part1 4000" in warning
    assert "de-awv:8(3)" in warning


def test_values_that_stay_below_together_are_not():
    assert said(worth(2000, 3000), "whole contract") == []


def test_a_single_part_above_is_no_split():
    assert said(worth(6000, 100), "whole contract") == []


def test_pieces_count():
    (warning,) = said(worth(3000, quantity=2), "whole contract")
    assert "EUR 6000" in warning


def test_modules_of_one_machine_are_added():
    (warning,) = said(
        modules(40, 50, 60, physicalQubits=20, workingQubits=20, cnotError=Decimal("0.0005")), "one machine"
    )
    assert "m0 40, m1 50, m2 60" in warning and "together 150" in warning
    assert "eu-dual-use:4A506.a.2" in warning


def test_modules_that_do_not_reach_it_together_are_not():
    assert said(modules(20, 30, physicalQubits=20, workingQubits=20, cnotError=Decimal("0.0005")), "one machine") == []


def test_a_module_that_is_caught_itself_is_no_split():
    assert said(modules(40, 120, physicalQubits=20, workingQubits=20, cnotError=Decimal("0.0005")), "one machine") == []


def test_a_machine_of_which_no_count_is_stated_hides_no_split():
    (warning,) = said(modules(40, 50, 60), "one machine")
    assert "m0 40, m1 50, m2 60" in warning and "together 150" in warning


BOUNDS = [Decimal(5000)]


def shipments(*rows: tuple[str, int]) -> list:
    base = read_dossier(worth(1))
    found = []
    for number, (day, value) in enumerate(rows):
        item = replace(base.items[0], value={"value": Decimal(value), "currency": "EUR"})
        found.append(replace(base, id=f"urn:example:{number}", date=date.fromisoformat(day), items=(item,)))
    return found


def test_shipments_between_the_same_parties_are_added():
    (found,) = split_shipments(reversed(shipments(("2026-01-01", 4000), ("2026-02-01", 3000), ("2026-03-01", 9000))), BOUNDS)
    assert found["dossiers"] == ["urn:example:0", "urn:example:1"]
    assert found["total"] == 7000 and found["bound"] == 5000
    assert (found["from"], found["until"]) == (date(2026, 1, 1), date(2026, 2, 1))


def test_shipments_far_apart_or_to_others_are_not():
    first, second = shipments(("2024-01-01", 4000), ("2026-02-01", 3000))
    assert split_shipments([first, second], BOUNDS) == []
    near, elsewhere = shipments(("2026-01-01", 4000), ("2026-02-01", 3000))
    assert split_shipments([near, replace(elsewhere, destination="SG")], BOUNDS) == []


def test_a_shipment_after_a_run_is_added_to_the_end_of_it():
    """The third lies more than a year after the first, and less than one after the second."""
    rows = (("2026-01-01", 3000), ("2026-11-01", 3000), ("2027-03-01", 3000))
    found = split_shipments(shipments(*rows), BOUNDS)
    assert [one["dossiers"] for one in found] == [
        ["urn:example:0", "urn:example:1"], ["urn:example:1", "urn:example:2"],
    ]  # fmt: skip
    assert all(one["until"] - one["from"] <= timedelta(days=365) and one["total"] == 6000 for one in found)


def test_many_shipments_are_told_in_runs_that_overlap_no_more_than_they_must():
    day = date(2025, 1, 1)
    rows = [((day + timedelta(days=10 * n)).isoformat(), 1000) for n in range(100)]
    found = split_shipments(shipments(*rows), BOUNDS)
    told = {name for one in found for name in one["dossiers"]}
    assert told == {f"urn:example:{n}" for n in range(100)}
    assert len(found) <= 4


def test_values_that_do_not_count_together_are_not_added():
    """Only such goods count (Außenwirtschaftsverordnung, section 8(3)): of a listed cooler, no amplifier that is not."""
    data = data_of("2026-de-in-aachen") | {"date": "2025-03-03"}
    euro = {"originCountry": "DE", "usContent": 0, "value": {"value": 3000, "currency": "EUR"}}
    cooler = {"type": "CryogenicCooler", "coolingPower": Decimal("0.001"), "coolingTemperature": Decimal("0.1"),
              "holdTime": 360000, **euro}  # fmt: skip
    amplifier = {"type": "ParametricAmplifier", "operatingTemperature": Decimal("0.02"), "noiseFigure": Decimal("0.5"),
                 "frequencyLow": 4000000000, "frequencyHigh": 8000000000, **euro}  # fmt: skip
    assert said(data | {"items": [{"id": "a", **cooler}, {"id": "b", **amplifier}]}, "of the contract count") == []
    (warning,) = said(data | {"items": [{"id": "a", **cooler}, {"id": "b", **cooler}, {"id": "c", **amplifier}]},
                      "of the contract count")  # fmt: skip
    assert "EUR 6000" in warning
