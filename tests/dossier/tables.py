"""Random dossiers of devices as JSON text, plain and hostile: numbers keep the text that they are written with."""

from __future__ import annotations

import json
import random


class Number(str):
    """A number as it stands in the text."""


def text(value: object, space: str = "") -> str:
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + f",{space}".join(f"{json.dumps(k)}:{space}{text(v, space)}" for k, v in value.items()) + "}"
    if isinstance(value, Pairs):
        return "{" + ",".join(f"{json.dumps(key)}:{text(entry, space)}" for key, entry in value) + "}"
    if isinstance(value, list):
        return "[" + f",{space}".join(text(entry, space) for entry in value) + "]"
    return json.dumps(value, ensure_ascii=False)


class Pairs(list):
    """An object as keys and values, so that a key may stand twice."""


UNITS = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}


class Maker:
    """One random dossier a seed. ``odd`` is how likely each value is something that no plain table holds."""

    def __init__(self, seed: int, odd: float = 0.0):
        self.rng, self.odd = random.Random(seed), odd
        style = self.rng.random()
        self.bare = style < 0.4
        self.mixed = 0.4 <= style < 0.5
        self.digits = self.rng.choice([1, 2, 3, 6, 15, 17])
        self.metric = self.rng.choice([None, None, "average-gate-infidelity", "process-infidelity", "interleaved-rb",
                                       "rb-error-per-clifford"])  # fmt: skip
        self.percent = self.rng.random() < 0.3
        self.time_unit = self.rng.choice(list(UNITS))
        self.understated = self.rng.choice([1, 1, 1, 10, 100])

    def number(self, value: float) -> Number:
        how = self.rng.random()
        if how < 0.05:
            return Number(f"{value:.{self.digits}e}")
        if how < 0.1:
            return Number(f"{value:.12f}")
        return Number(f"{value:.{self.digits}g}")

    def spoilt(self) -> object:
        """What is no number, or none of a plain table."""
        return self.rng.choice([
            None, True, "0.01", [], {}, Number("NaN"), Number("-Infinity"), Number("1e999"), Number("1e-310"),
            Number("-1"), Number("-0"), Number("0"), Number("0.0"), Number("1"), Number("1.0"), Number("7"),
            Number("9" * 41), Number("0." + "9" * 39), Number("1." + "0" * 38 + "1"), Number("0." + "0" * 320 + "1"),
            Number("1e-120"), Number("1e120"), Number("0.8"), Number("0.9"), Number("01"), Number(".5"), Number("1E-3"),
            {"value": Number("0.01"), "lower": Number("0.001")}, {"lower": Number("1e-6"), "upper": Number("2e-6")},
            {"value": Number("0.01"), "colour": "red"}, {"value": Number("0.01"), "unit": "parsec"},
            {"value": Number("0.01"), "unit": 1}, {"value": Number("0.01"), "uncertainty": Number("-1e-9")},
            {"value": Number("0.01"), "uncertainty": Number("1e-3"), "coverageFactor": Number("11")},
            {"value": Number("0.01"), "metric": "best ever"}, {"value": Number("0.01"), "note": " "},
            {"value": Number("0.01"), "measuredOn": "2026-02-30"}, {"value": Number("0.01"), "source": "a\"b: c"},
            {"value": Number("0.01"), "source": "a\x7fb"}, {"value": Number("0.01"), "source": "a\u202eb"},
            {"value": Number("0.01"), "frequency": Number("5e9")}, {"value": Number("0.01"), "unit": None},
            {"unit": "s"}, {"uncertainty": Number("0.1")},
            Pairs([("value", Number("0.01")), ("value", Number("0.02"))]),
            Pairs([("value", Number("0.01")), ("unit", "1"), ("unit", "1")]),
        ])  # fmt: skip

    def quantity(self, value: float, unit: str | None, error: bool = False) -> object:
        rng = self.rng
        if rng.random() < self.odd:
            return self.spoilt()
        scale = 100 if unit == "%" else UNITS.get(unit, 1.0)
        if self.bare or (self.mixed and rng.random() < 0.5):
            return self.number(value)
        found = {"value": self.number(value * scale)}
        if unit and unit != "s":
            found["unit"] = unit
        if rng.random() < 0.5:
            found["uncertainty"] = self.number(value * scale * rng.choice([0.001, 0.02, 0.1]))
            if rng.random() < 0.2:
                found["coverageFactor"] = Number(rng.choice(["1", "2", "1.96"]))
        if error and self.metric:
            found["metric"] = self.metric
        if rng.random() < 0.2:
            found |= {"basis": "measured", "measuredOn": "2026-04-16", "source": "backend: properties, 12:19:24"}
        if rng.random() < 0.1:
            found = dict(reversed(found.items()))
        return found

    def row(self, index: int) -> dict | list:
        rng = self.rng
        error = min(rng.lognormvariate(-4.8, 0.7), 0.7) / self.understated
        unit = "%" if self.percent else None
        first = index if rng.random() < 0.9 else rng.randrange(12)
        qubits = [first, first + 1] if rng.random() < 0.7 else [first + 1, first]
        found: dict[str, object] = {"qubits": qubits}
        found["cnotError"] = self.quantity(error, unit, True) if rng.random() < 0.97 else Number("1")
        found["twoQubitGateTime"] = self.quantity(rng.uniform(60e-9, 500e-9), self.time_unit)
        for term in ("t1", "t2"):
            found[term] = [self.quantity(rng.uniform(50e-6, 300e-6), self.time_unit) for _ in "ab"]
            if rng.random() < 0.05:
                found[term][rng.randrange(2)] = None
        if rng.random() < 0.1:
            found["gate"] = rng.choice(["cz", "ecr", ""])
        for term in ("twoQubitGateTime", "t1", "t2", "cnotError"):
            if rng.random() < 0.03:
                del found[term]
        if rng.random() < self.odd:
            what = rng.random()
            spoil = {
                "qubits": rng.choice([[0], [0, 0], [0, "0"], ["a", ""], [0, True], [0, None], [Number("0.0"), 1], "01",
                                      ["q1", "q2"], [-1, -2], [Number("1" * 30), 1], {"a": 0}]),
                "gate": rng.choice([1, None, "cz"]), "note": rng.choice(["", "a \\ b", "é", "a : b", "fine"]),
                "t1": rng.choice([[], [Number("1e-4")], Number("1e-4"), None, [None, None]]), "colour": "red",
            }  # fmt: skip
            key = rng.choice(list(spoil))
            if what < 0.2:
                return Pairs([*found.items(), (key, spoil[key]), (key, spoil[key])])
            if what < 0.3:
                return rng.choice([None, [], "row", Pairs()])
            found[key] = spoil[key]
        return found

    def dossier(self, rows: int) -> str:
        rng = self.rng
        item: dict[str, object] = {"id": "qpu", "type": "QuantumComputer"}
        if rng.random() < 0.7:
            item["computingModel"] = "circuit"
        if rng.random() < 0.7:
            item["physicalQubits"] = Number(rng.choice([rows + 1, rows + 1, rows, max(rows - 3, 1), 2 * rows + 1]))
        if rng.random() < 0.3:
            item["workingQubits"] = Number(rng.choice([rows, rows + 2]) or 1)
        if rng.random() < 0.5:
            item["cnotError"] = self.quantity(rng.choice([0.01, 0.03, 0.009]) / self.understated, None, True)
            if isinstance(item["cnotError"], dict) and rng.random() < 0.7:
                item["cnotError"]["statistic"] = rng.choice(["mean", "median", "best", "worst"])
        if rng.random() < 0.2:
            item["twoQubitGateTime"] = self.quantity(3e-7, self.time_unit)
        if rng.random() < 0.1:
            item[rng.choice(["t1", "t2"])] = self.quantity(1e-4, "us")
        if rng.random() < 0.1:
            item["oneQubitError"] = Number("0.0003")
        item["pairs"] = [self.row(index) for index in range(rows)]
        if rng.random() < 0.8:
            item |= {"sameQubits": True, "errorCorrection": "none", "postselection": "none"}
        items = [item]
        if rng.random() < 0.1:
            items.append({"id": "fridge", "type": "CryogenicCooler"})
        if rng.random() < 0.1:
            items.append({"id": "second", "type": "QuantumComputer", "cnotError": Number("0.01"), "pairs": []})
        whole = {
            "id": f"urn:example:device:{rng.randrange(1000)}", "type": "Export", "date": "2026-05-04", "origin": "US",
            "destination": "IN", "items": items,
        }  # fmt: skip
        if rng.random() < self.odd:
            whole[rng.choice(["note", "pairs", "colour", "transit"])] = rng.choice([1, "x", [], [1], '"pairs": [1]'])
        if rng.random() < self.odd:
            del whole[rng.choice(["id", "date", "items"])]
        return text(whole, rng.choice(["", " "]))
