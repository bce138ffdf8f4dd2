"""Rows of several items that are worth the same in all are told apart where not all of them count together."""

from __future__ import annotations

import copy

from qgov.base.parse import check_tree
from qgov.dossier.read import from_data
from qgov.reasoning.pipeline import decide_dossier
from qgov.registers import verdicts
from qgov.registers.batches import Documents
from qgov.registers.engine import Engine
from qgov.registers.task import LawOptions, Task

ROW = {
    "id": "urn:example:row", "type": "Export", "date": "2025-03-03", "origin": "DE", "destination": "KR",
    "parties": [{"id": "maker", "role": "exporter", "country": "DE", "kind": "company"},
                {"id": "user", "role": "endUser", "country": "KR", "kind": "company"}],
    "endUse": "civil-research",
    "declarations": {"militaryEndUse": False, "wmdEndUse": False, "informedByAuthority": False,
                     "partiesScreened": "2025-03-01"},
    "items": [
        {"id": "cooler", "type": "CryogenicCooler", "coolingPower": 1, "coolingTemperature": 0.05, "holdTime": 360000,
         "originCountry": "DE", "usContent": 0},
        {"id": "qpu", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": 20, "cnotError": 0.01,
         "originCountry": "DE", "usContent": 0},
    ],
}  # fmt: skip


def row(number: int, *values: int) -> dict:
    made = copy.deepcopy(ROW) | {"id": f"urn:example:row-{number}"}
    for item, value in zip(made["items"], values, strict=True):
        item["value"] = {"value": value, "currency": "EUR"}
    return made


def test_what_a_listed_item_is_worth_decides_and_not_the_whole():
    """Außenwirtschaftsverordnung, section 8(3): such goods worth at most EUR 5,000; the computer is on no list."""
    raws = [row(number, *values) for number, values in enumerate(((3000, 9000), (9000, 3000), (5000, 7000)))]
    trees = [check_tree(raw) for raw in raws]
    engine = Engine(Task((LawOptions(),)))
    answered = engine.answer(Documents(range(1, len(trees) + 1), trees, raws))
    assert not answered.faults
    found = []
    for tree, block in zip(trees, answered.block.tolist(), strict=True):
        whole = [line for line in engine.blocks[block] if line[1] == verdicts.ALL]
        assert whole[-1][2] == decide_dossier(from_data(tree), simulate=False, explain=False).outcome
        found.append(whole[-1][2])
    assert found == ["permitted", "authorisation-required", "permitted"]
