"""Measures the SMT reading: seconds and solver queries for each dossier, beside trying every world where they are few.

    python benchmarks/smt.py

Each dossier is judged (all lines, and the lines together) and asked for its residual, with every line solved for; then
again with every world tried, if no line has more than ``TRIED``. Medians of ``ROUNDS``; grounding is not counted.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from statistics import median

from qgov.dossier.read import read_dossier
from qgov.norms import norm_book
from qgov.reasoning import reach
from qgov.reasoning.combine import UNDETERMINED
from qgov.reasoning.findings import find
from qgov.reasoning.pipeline import ground_dossier, judge, norms_for
from qgov.reasoning.residual import residual
from qgov.situation import reference

ROUNDS, TRIED = 3, 20_000
NEAR = {
    "value": 0.001, "uncertainty": 0.0002, "metric": "average-gate-infidelity", "statistic": "mean",
    "basis": "measured",
}  # fmt: skip
CLEARED = {
    "militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": False, "internalRepression": False,
    "partiesScreened": "2026-05-05",
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One dossier: lines, unknowns, worlds of the line that has most (as a power of ten), and seconds."""

    name: str
    lines: int
    unknowns: int
    worlds: float
    judging: float
    residual: float
    finding: float
    queries: int
    tried: float | None


def dossiers() -> dict[str, dict]:
    """Dossiers from one that straddles a threshold to fifty things in a chain, and things of which nothing is known."""
    computer = {"id": "qpu", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": 150,
                "cnotError": NEAR, "originCountry": "US"}  # fmt: skip
    abroad = {"type": "Reexport", "origin": "DE", "destination": "CN", "declarations": {}}
    kinds = ("QuantumComputer", "Technology", "Software", "QuantumControlComponent", "CryogenicCooler", "QubitDevice")

    def chain(number: int) -> list[dict]:
        ids = ["qpu", *(f"technology-{index}" for index in range(number))]
        return [computer, *({"id": own, "type": "Technology", "relatesTo": [aim], "originCountry": "US"}
                            for aim, own in pairwise(ids))]  # fmt: skip

    def designed(number: int) -> list[dict]:
        ids = [f"part-{index}" for index in range(number)]
        return [computer, *({"id": own, "type": "QubitDevice", "speciallyDesignedFor": ["qpu", *ids[:index]]}
                            for index, own in enumerate(ids))]  # fmt: skip

    def silent(number: int) -> list[dict]:
        return [{"id": f"thing-{index}", "type": kinds[index % len(kinds)]} for index in range(number)]

    return {
        "one computer that straddles": {"items": [computer]},
        "5 technologies in a chain": {"items": chain(5)},
        "50 technologies in a chain": {"items": chain(50)},
        "50 parts, each designed for all before": {"items": designed(50)},
        "one computer of which nothing is known": {"items": silent(1), **abroad},
        "6 things of which nothing is known": {"items": silent(6), **abroad},
        "20 things of which nothing is known": {"items": silent(20), **abroad},
    }


def measure(name: str, data: dict) -> Measured:
    """Solve one dossier, and try its worlds one by one where they are few enough; the verdicts must be the same."""
    full = {"id": "urn:example:transfer:benchmark", "type": "Export", "date": "2026-05-05", "origin": "US",
            "destination": "CH", "declarations": CLEARED} | data  # fmt: skip
    dossier, book, tables = read_dossier(full), norm_book(), reference()
    ground = ground_dossier(dossier, simulate=False)
    norms = norms_for(dossier, book, tables, dossier.date)

    def judged(most: int):
        before, reach.MAX_WORLDS = reach.MAX_WORLDS, most
        try:
            start = time.perf_counter()
            found = judge(dossier, ground.facts, norms, tables, dossier.date, book)
            middle = time.perf_counter()
            if found.whole.overall.outcome == UNDETERMINED:
                residual(found.judgments, found.engine)
            end = time.perf_counter()
            for judgment in found.judgments:
                find(found.engine, judgment, ground.groundings)
            return found, middle - start, end - middle, time.perf_counter() - end
        finally:
            reach.MAX_WORLDS = before

    rounds = [judged(0) for _ in range(ROUNDS)]
    solved = rounds[0][0]
    assert not any(judgment.cautious for judgment in solved.judgments), f"{name}: out of time"
    worlds = [prod(len(variable.values) for variable in judgment.variables) for judgment in solved.judgments]
    tried = None
    if max(worlds) <= TRIED:
        found, seconds, *_ = judged(TRIED)
        assert found.whole.overall == solved.whole.overall, f"{name}: the readings disagree"
        tried = seconds
    unknowns = {variable.key for judgment in solved.judgments for variable in judgment.variables}
    queries = solved.engine.search.queries if solved.engine.search else 0
    seconds = [median(times) for times in zip(*(one[1:] for one in rounds), strict=True)]
    return Measured(name, len(worlds), len(unknowns), max(worlds), *seconds, queries, tried)


def main() -> None:
    print(f"{'':42}lines  unknowns  worlds of a line   judge  residual  findings  queries  each world tried")
    for name, data in dossiers().items():
        row = measure(name, data)
        tried = "" if row.tried is None else f"{row.tried:.2f} s"
        print(
            f"{row.name:42}{row.lines:5}{row.unknowns:10}{row.worlds:18.0f}{row.judging:7.2f}s{row.residual:9.2f}s"
            f"{row.finding:9.2f}s{row.queries:9}  {tried:>16}"
        )


if __name__ == "__main__":
    main()
