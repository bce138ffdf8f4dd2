"""A kill at any moment loses nothing that was acknowledged and leaves nothing half done (``benchmarks/kills.py`` does fifty)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("qgov_tests_killed", Path(__file__).with_name("killed.py"))
killed = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = killed
spec.loader.exec_module(killed)


def test_kills_lose_nothing(tmp_path):
    left = killed.kills(tmp_path, 4)
    assert left.faults == []
    assert left.acknowledged > 4 and len(left.kept) > 4


def test_a_loss_would_be_seen(tmp_path):
    """The one who looks is not blind: a decision, a graph or a row that goes missing is named."""
    from qgov.ledger import Ledger
    from qgov.store.embedded import EmbeddedStore
    from qgov.store.names import decision_graphs, index_graph

    with EmbeddedStore(tmp_path / "store") as store, Ledger(tmp_path / "ledger") as ledger:
        for number in range(6):
            ledger.append("decision", killed.TENANT, {"number": str(number)})
            store.add_text(killed.record(number).graphs)
        store.replace(killed.scratch(), killed.edition(3)[:-1])
        index = store.graph(index_graph(killed.TENANT))
        store.replace(index_graph(killed.TENANT), [t for t in index if not t.subject.value.endswith(killed.name(1))])
        store.remove(decision_graphs(killed.TENANT, killed.name(2))["facts"])
    left = killed.Left(kept={0, 1, 2, 9}, removed={4}, edition=3)
    left.look(tmp_path, 0)
    said = " ".join(left.faults)
    for word in (
        "not in the ledger: [9]",
        "lost: [1, 9]",
        "back: [4]",
        "not whole: [2]",
        "not listed",
        "has (60, 0, 60)",
        "scratch",
    ):
        assert word in said


def test_a_kill_while_law_is_loaded_leaves_the_old_or_the_new(tmp_path):
    """The shipped graphs are put in one piece: until then a store has none of them, or the old ones."""
    import subprocess
    import time

    from qgov.store.embedded import EmbeddedStore
    from qgov.store.names import METADATA, PUBLIC_GRAPHS
    from qgov.store.schema import prepare, read_state

    code = (
        "import sys\nfrom qgov.store.embedded import EmbeddedStore\nfrom qgov.store import schema\n"
        "store = EmbeddedStore(sys.argv[1])\n"
        "schema.load_shipped_graphs(store, None, lambda text: print(text, flush=True))\n"
    )
    for seconds in (0.0, 0.4, 1.2):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "store")], stdout=subprocess.PIPE, text=True
        )
        process.stdout.readline(), process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        process.wait()
        with EmbeddedStore(tmp_path / "store") as store:
            state = read_state(store)
            wanted = (0, 0) if state is None else (sum(count for _, count in state.contents.values()), 14)
            assert (sum(map(store.count, PUBLIC_GRAPHS)), store.count(METADATA)) == wanted
    with EmbeddedStore(tmp_path / "store") as store:
        assert prepare(store).current


@pytest.mark.parametrize("act", ["close", "kill"])
def test_the_lock_ends_with_its_holder(tmp_path, act):
    import subprocess

    from qgov.store import StoreLocked
    from qgov.store.embedded import EmbeddedStore

    code = (
        "import sys\nfrom qgov.store.embedded import EmbeddedStore\n"
        "store = EmbeddedStore(sys.argv[1], purpose='the test')\nprint('open', flush=True)\n"
        "sys.stdin.readline()\nstore.close()\nprint('closed', flush=True)\nsys.stdin.readline()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "open\n"
    for options in ({}, {"read_only": True}):
        with pytest.raises(StoreLocked, match=rf"process {process.pid} \(the test, since"):
            EmbeddedStore(tmp_path, **options)
    if act == "close":
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "closed\n"
        EmbeddedStore(tmp_path).close()
    process.kill()
    process.wait()
    EmbeddedStore(tmp_path).close()
