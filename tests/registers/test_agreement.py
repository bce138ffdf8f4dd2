"""Screening says of every row what ``decide`` says of the dossier, whatever rows it shares its key with."""

from __future__ import annotations

import random
from collections import defaultdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from qgov.base.errors import InputError
from qgov.base.parse import check_tree
from qgov.dossier.read import from_data
from qgov.reasoning.pipeline import decide_dossier
from qgov.registers import verdicts
from qgov.registers.batches import Documents
from qgov.registers.engine import Engine
from qgov.registers.task import LawOptions, Task

SCREEN = Task((LawOptions(),))


def _helper():
    spec = spec_from_file_location("random_registers", Path(__file__).with_name("registers.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


register = _helper().register


def _screened(raws: list[dict], engine: Engine) -> tuple[list[dict], list[list[tuple]]]:
    trees = [check_tree(raw) for raw in raws]
    batch = Documents(range(1, len(trees) + 1), trees, raws)
    answered = engine.answer(batch)
    assert not answered.faults
    own = batch.ids[1].to_pylist()
    return trees, [
        [(own[row] if line[0] == "" else line[0], *line[1:]) for line in engine.blocks[block]]
        for row, block in enumerate(answered.block.tolist())
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_rows_are_what_decide_says(seed):
    trees, found = _screened(register(seed, 60, patterns=4), Engine(SCREEN))
    for tree, rows in zip(trees, found, strict=True):
        decision = decide_dossier(from_data(tree), simulate=False, explain=False)
        whole = [row for row in rows if row[1] == verdicts.ALL]
        lines = [(row[0], row[2], row[3], row[4]) for row in whole if row[0] is not None]
        assert lines == [
            (item, verdict.outcome, "; ".join(verdict.possible), verdict.precaution) for item, verdict in decision.lines
        ]
        assert whole[-1][2] == decision.outcome
        several = len(decision.lines) > 1
        codes = dict.fromkeys(verdicts.residual_code(missing, several) for missing in decision.residual)
        assert whole[-1][6] == "; ".join(codes)
        standings = {tuple(text.rsplit(" ", 1)) for text in whole[-1][5].split("; ") if text}
        assert standings == {(f.provision, f.status) for f in decision.findings if f.status != "does-not-apply"}
        if not several:
            each = [(row[1], row[2], row[4]) for row in rows if row[1] != verdicts.ALL]
            assert each == [(code, verdict.outcome, verdict.precaution) for code, verdict in decision.jurisdictions]


class _KeysAlone(Engine):
    """Gives every key a block of its own, and judges nothing."""

    def _judge(self, batch, wanted):
        for key in wanted:
            self._known[key] = self._number([("", key.hex())])


def test_rows_with_one_key_have_one_result():
    raws = register(7, 2500, patterns=10)
    trees = [check_tree(raw) for raw in raws]
    engine = _KeysAlone(SCREEN)
    law = engine.prepared.laws[0]
    answered = engine.answer(Documents(range(len(trees)), trees, raws))
    together = defaultdict(list)
    for row, block in enumerate(answered.block.tolist()):
        together[block].append(row)
    groups = [rows for rows in together.values() if len(rows) > 1]
    assert sum(map(len, groups)) > len(raws) / 2  # keys are shared, or there is nothing to test
    rng = random.Random(7)
    for rows in rng.sample(groups, 60):
        rows = sorted(rows, key=lambda row: raws[row]["date"])
        first, last = (rows[0], rows[-1]) if rng.random() < 0.5 else rng.sample(rows, 2)
        one, other = (verdicts.rows(from_data(trees[row]), law) for row in (first, last))
        assert one == other, (raws[first], raws[last])


def test_a_number_at_a_bound_is_told_from_its_neighbours():
    base = register(3, 1, patterns=1)[0] | {"type": "Export", "origin": "US", "destination": "IN", "date": "2026-03-02"}
    base = {key: base[key] for key in ("id", "type", "date", "origin", "destination")}
    engine = Engine(SCREEN)
    outcomes = {}
    for error in (0.001, 0.0010000000000000002, 0.0009999999999999998):
        for qubits in (99, 100, 199, 200):
            item = {"id": "q", "type": "QuantumComputer", "computingModel": "circuit", "physicalQubits": qubits,
                    "cnotError": error}  # fmt: skip
            trees, found = _screened([base | {"items": [item]}], engine)
            decision = decide_dossier(from_data(trees[0]), simulate=False, explain=False)
            assert found[0][0][2] == decision.outcome
            outcomes[error, qubits] = decision.outcome
    assert len(set(outcomes.values())) > 1
    assert outcomes[0.001, 100] != outcomes[0.0010000000000000002, 100]


def test_law_date_and_draft_are_part_of_the_law():
    at = Task((LawOptions(at="2024-01-01"),)).prepared()
    today = SCREEN.prepared()
    without = Task((LawOptions(without=("us-ear:4A906",)),)).prepared()
    assert len({at.sha256, today.sha256, without.sha256}) == 3
    assert len(without.laws[0].book.norms) < len(today.laws[0].book.norms)
    with pytest.raises(InputError, match="no norm has the provision"):
        Task((LawOptions(without=("us-ear:9Z999",)),)).prepared()
