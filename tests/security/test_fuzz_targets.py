"""The fuzz targets themselves, without a fuzzer: each accepts inputs that are right and survives those that are not."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from qgov.verifier.verify import verify

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
NAMES = (
    "json", "yaml", "guessed", "turtle", "trig", "ntriples", "nquads", "jsonld", "columns", "qasm", "circuit", "lists",
    "devices", "mapping", "csv", "ndjson", "register-nquads", "parquet",
    "parquet-table", "sparql", "request", "api-key", "token", "jwks", "ledger", "checkpoints", "receipt",
)  # fmt: skip
# Seeds that are there to be refused: contexts of others, an update, a key that there is not, circuits that depend on
# what they measure, N-Quads that no name tells from TriG, a file that is cut off, tokens and keys that do not count.
REFUSED = {"jsonld": 24, "request": 3, "api-key": 1, "guessed": 1, "circuit": 4, "parquet": 1, "token": 7, "jwks": 2}


@pytest.fixture(scope="module", autouse=True)
def _path():
    sys.path.insert(0, str(BENCHMARKS))
    yield
    sys.path.remove(str(BENCHMARKS))


@pytest.fixture
def target(request):
    return import_module("fuzz_targets").targets()[request.param]


def test_every_target_is_named_here():
    assert tuple(import_module("fuzz_targets").targets()) == NAMES


@pytest.mark.parametrize(("name", "target"), [(name, name) for name in NAMES], indirect=["target"])
def test_seeds_are_accepted(name, target):
    seeds = target.seeds()
    refused = sum(not target.accepts(seed) for seed in seeds)
    assert refused == REFUSED.get(name, 0) < len(seeds)


@pytest.mark.parametrize("target", NAMES, indirect=True)
def test_changed_seeds_are_accepted_or_refused(target):
    """Cut off, with a byte gone, with bytes that are no text, with a row twice, with values changed."""
    trees = import_module("fuzz_trees")
    for number, seed in enumerate(target.seeds()[:6]):
        middle = len(seed) // 2
        changed = [seed[:middle], seed[1:], seed[:middle] + b"\xff\xfe\x00" + seed[middle:], seed + seed, b"", b"\x00"]
        changed += [trees.changed(seed, 2 * len(seed), number * 100 + turn) or b"{}" for turn in range(8)]
        for one in changed:
            target.accepts(one)


def test_seeds_of_receipts_hold():
    for seed in import_module("fuzz_evidence").receipts():
        assert verify(seed, reformatted=True)[1].found == []


def test_a_finding_is_neither_accepted_nor_refused():
    def read(data: bytes) -> None:
        raise KeyError(data)

    target = import_module("fuzz_targets").Target(read, lambda: [b"x"])
    with pytest.raises(KeyError):
        target.accepts(b"x")
