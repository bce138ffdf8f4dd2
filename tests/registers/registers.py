"""Random registers for the tests: few patterns, many numbers and days, so that some rows share a key and others must
not. Words come from one stream of chance, which is the same for all rows of a pattern, numbers and days from another."""

from __future__ import annotations

import random
from datetime import date, timedelta

_ERRORS = (1e-4, 1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3)
_COUNTS = (34, 100, 200, 350, 500, 700, 1100, 2000)
_TEMPERATURES = (1, 4.5, 218, 4)


def _near(rng: random.Random, bounds: tuple) -> float:
    """A number at, beside or far from a bound."""
    bound = rng.choice(bounds)
    return rng.choice([bound, bound * (1 + 1e-15), bound * 0.999, bound * 1.001, bound * rng.uniform(0.5, 1.5)])


def _error(rng: random.Random, numbers: random.Random) -> object:
    value = float(f"{_near(numbers, _ERRORS):.17g}")
    if rng.random() < 0.4:
        return value
    found: dict = {"value": value}
    if rng.random() < 0.5:
        found["uncertainty"] = numbers.choice([0, value * 0.2, value * 0.001, 2e-4])
        if rng.random() < 0.3:
            found["coverageFactor"] = numbers.choice([1, 2.5])
    elif rng.random() < 0.3:
        found |= {"lower": value * 0.9, "upper": value * numbers.choice([1.1, 1.5])}
    if rng.random() < 0.3:
        found["metric"] = rng.choice(
            ["average-gate-infidelity", "process-infidelity", "rb-error-per-clifford", "interleaved-rb"]
        )
    if rng.random() < 0.2:
        found["statistic"] = rng.choice(["mean", "median"])
    if rng.random() < 0.1:
        found = {key: one * 100 if key in ("value", "uncertainty", "lower", "upper") else one
                 for key, one in found.items()} | {"unit": "%"}  # fmt: skip
    return found


def _item(rng: random.Random, numbers: random.Random, kind: str, name: str) -> dict:
    item: dict = {"id": name, "type": kind}
    if kind == "QuantumComputer":
        item["computingModel"] = rng.choice(["circuit", "circuit", "annealing"])
        for key in rng.choice([("physicalQubits",), ("physicalQubits", "workingQubits"), ()]):
            item[key] = max(1, round(_near(numbers, _COUNTS)) + numbers.choice([-1, 0, 0, 1]))
        if rng.random() < 0.85:
            item["cnotError"] = _error(rng, numbers)
        if rng.random() < 0.2:
            item["t1"] = {"value": round(numbers.uniform(20, 300), 1), "unit": "us",
                          "statistic": rng.choice(["median", "best"])}  # fmt: skip
            item["twoQubitGateTime"] = {"value": numbers.choice([68, 500, 30000]), "unit": "ns"}
            item |= {"errorCorrection": "none", "postselection": "none"}
    elif kind == "CryogenicCmos":
        item["operatingTemperature"] = _near(numbers, _TEMPERATURES)
    elif kind == "CryogenicProber":
        item |= {
            "testTemperature": _near(numbers, (4.5,)),
            "waferDiameter": {"value": numbers.choice([100, 150]), "unit": "mm"},
        }
    elif kind == "ParametricAmplifier":
        item |= {"operatingTemperature": numbers.choice([0.5, 1, 2]), "frequencyLow": 4e9, "frequencyHigh": 15e9,
                 "noiseFigure": numbers.choice([0.015, 0.01, 0.02])}  # fmt: skip
    elif kind == "CryogenicCooler":
        item |= {"coolingPower": numbers.choice([5e-4, 6e-4, 7e-4]), "coolingTemperature": 0.1,
                 "holdTime": numbers.choice([172800, 100000])}  # fmt: skip
    elif kind == "IsotopicMaterial":
        item |= {"element": "Si", "form": "oxide", "isotopicImpurity": _near(numbers, (8e-4,))}
    elif kind == "PhotonicCircuit":
        item["opticalChannels"] = numbers.choice([69, 70, 71, 12])
    elif kind == "Technology":
        item |= {"relatesTo": rng.choice([["us-ear:4A906"], ["eu-dual-use:4A506.a.2"]]), "activity": ["use"]}
    elif kind == "QuantumDataset":
        item["personalData"] = rng.random() < 0.5
    if rng.random() < 0.15:
        item["usContent"] = numbers.choice([0, 0.1, 0.25, 0.26, 0.2])
    if rng.random() < 0.2:
        item["value"] = {"value": _near(numbers, (5000, 2500)), "currency": rng.choice(["EUR", "EUR", "USD"])}
        if rng.random() < 0.4:
            item["quantity"] = numbers.choice([1, 2, 3])
    if rng.random() < 0.1:
        item["originCountry"] = rng.choice(["US", "JP"])
    return item


_KINDS = ("QuantumComputer",) * 6 + (
    "CryogenicCmos", "CryogenicProber", "ParametricAmplifier", "CryogenicCooler", "IsotopicMaterial",
    "PhotonicCircuit", "Technology", "QuantumDataset",
)  # fmt: skip


def dossier(rng: random.Random, numbers: random.Random, number: int) -> dict:
    """One dossier as plain data with floats, such as JSON has."""
    day = date(2025, 6, 1) + timedelta(days=numbers.randrange(560))
    kind = rng.choice(_KINDS)
    transfer = rng.choice(["Export"] * 5 + ["Reexport", "TechnologyRelease", "DataTransfer"])
    origin, destination = rng.choice([("US", "IN"), ("US", "CN"), ("DE", "US"), ("GB", "JP"), ("FR", "CH"),
                                      ("DE", "FR"), ("NL", "SG")])  # fmt: skip
    found: dict = {
        "id": f"urn:example:random:{number}", "type": transfer, "date": day.isoformat(), "origin": origin,
        "destination": destination, "items": [_item(rng, numbers, kind, "thing")],
    }  # fmt: skip
    if rng.random() < 0.08:
        found["items"].append(_item(rng, numbers, rng.choice(_KINDS), "other"))
    if rng.random() < 0.7:
        found["declarations"] = {
            "militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": rng.random() < 0.05,
            "partiesScreened": (day + timedelta(days=numbers.choice([-5, -1, 0, 0, 1]))).isoformat(),
        }  # fmt: skip
    if rng.random() < 0.3:
        found["parties"] = [{"id": "lab", "role": "endUser", "name": f"Example {number}", "country": destination,
                             "kind": rng.choice(["university", "government", "military"])}]  # fmt: skip
    if rng.random() < 0.3:
        found["endUse"] = rng.choice(["civil-research", "military"])
    if rng.random() < 0.15:
        start = day + timedelta(days=numbers.choice([-300, -1, 0, 1]))
        found["authorisations"] = [{"type": "licence", "code": "L1", "covers": [rng.choice(["us-ear:4A906", "eu-dual-use:4A506"])],
                                    "validFrom": start.isoformat(),
                                    "validUntil": (start + timedelta(days=numbers.choice([0, 1, 400]))).isoformat()}]  # fmt: skip
    if rng.random() < 0.1:
        found["safeguards"] = [
            {"type": "scc", "reference": "module 2", "date": numbers.choice(["2021-06-26", "2021-06-27"])}
        ]
    return found


def register(seed: int, rows: int, patterns: int = 12) -> list[dict]:
    """So many random dossiers, of so many patterns."""
    numbers = random.Random(seed)
    return [dossier(random.Random(f"{seed} {numbers.randrange(patterns)}"), numbers, number) for number in range(rows)]
