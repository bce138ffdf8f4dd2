"""A process that writes decisions to ledger and store until it is killed, and who looks afterwards at what it left.

    python tests/store/killed.py FOLDER FIRST       writes, and says on stdout what was acknowledged

The ledger comes first, as in the service; now and then another thread writes the store anew. Lines are ``kept N``,
``removed N`` and ``replaced N``: decision N is in the store, is out of it, and the scratch graph holds its Nth edition.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

TENANT = "killed"
ROWS = 300


def main(folder: str, first: int) -> None:
    from qgov.ledger import Ledger
    from qgov.store.decisions import keep, remove_decision
    from qgov.store.embedded import EmbeddedStore

    ledger, store = Ledger(Path(folder) / "ledger"), EmbeddedStore(Path(folder) / "store")
    threading.Thread(target=compact, args=(store,), daemon=True).start()
    for number in range(first, first + 1_000_000):
        ledger.append("decision", TENANT, {"number": str(number), "text": "x" * 500})
        keep(store, record(number))
        say("kept", number)
        if number % 7 == 6:
            store.replace(scratch(), edition(number))
            say("replaced", number)
        if number % 11 == 10 and number - 3 >= first:
            remove_decision(store, TENANT, name(number - 3))
            say("removed", number - 3)


def compact(store) -> None:
    while True:
        time.sleep(0.1)
        store.compact()


def say(word: str, number: int) -> None:
    sys.stdout.write(f"{word} {number}\n")
    sys.stdout.flush()


def name(number: int) -> str:
    return f"{number:032x}"


def scratch() -> str:
    from qgov.store.names import GRAPH

    return GRAPH + "scratch"


def edition(number: int) -> list:
    import pyoxigraph as ox

    return [
        ox.Triple(ox.NamedNode(f"urn:row:{row}"), ox.NamedNode("urn:edition"), ox.Literal(str(number)))
        for row in range(ROWS)
    ]


def record(number: int):
    """A decision in the form in which one is kept: some 140 triples in its three graphs and its line in the index."""
    import pyoxigraph as ox

    from qgov.base.iri import QGOV
    from qgov.store.decisions import Record, _index_entry
    from qgov.store.names import decision_graphs, decision_iri, index_graph
    from qgov.store.terms import ntriples

    def rows(part: str, count: int) -> str:
        return ntriples(
            ox.Triple(
                ox.NamedNode(f"urn:example:{number}#{part}/{row}"), ox.NamedNode(QGOV + "note"),
                ox.Literal(f"{part} {row} of {number}"),
            )
            for row in range(count)
        )  # fmt: skip

    graphs = decision_graphs(TENANT, name(number))
    texts = {graphs[part]: rows(part, count) for part, count in (("claims", 60), ("facts", 20), ("findings", 60))}
    entry = _index_entry(
        decision_iri(TENANT, name(number)), f"urn:example:{number}", "permitted", "2026-03-02", name(number),
        "2026-03-02T00:00:00Z",
    )  # fmt: skip
    return Record(TENANT, name(number), texts | {index_graph(TENANT): ntriples(entry)})


@dataclass
class Left:
    """What was acknowledged so far, and what is wrong with what was found after a kill."""

    kept: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    edition: int = -1
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)
    openings: list[float] = field(default_factory=list)

    def round(self, folder: Path, seconds: float) -> None:
        """Have a process write for so long after its first word, kill it, open the store, and look."""
        first = max(self.kept | self.removed, default=-1) + 10
        process = subprocess.Popen(
            [sys.executable, __file__, str(folder), str(first)], stdout=subprocess.PIPE, text=True
        )
        lines = [process.stdout.readline()]
        time.sleep(seconds)
        process.kill()
        lines += process.stdout.readlines()
        process.wait()
        for line in lines:
            if line.endswith("\n"):  # the last word may be cut off; it was acknowledged all the same, or not
                self.heard(*line.split())
        self.look(folder, first)

    def heard(self, word: str, number: str) -> None:
        self.acknowledged += 1
        if word == "kept":
            self.kept.add(int(number))
        elif word == "removed":
            self.kept.discard(int(number))
            self.removed.add(int(number))
        else:
            self.edition = int(number)

    def look(self, folder: Path, first: int) -> None:
        from qgov.ledger import Ledger
        from qgov.store.decisions import decisions
        from qgov.store.embedded import EmbeddedStore
        from qgov.store.names import DECISION, PARTS, decision_graphs

        start = time.perf_counter()
        store, ledger = EmbeddedStore(folder / "store"), Ledger(folder / "ledger")
        self.openings.append(time.perf_counter() - start)
        self._look_at_ledger(folder / "ledger", ledger)
        with store:
            listed = {int(kept.id, 16) for kept in decisions(store, TENANT, limit=10_000_000)}
            graphs = {graph for graph in store.graphs(DECISION) if not graph.endswith("/index")}
            whole = {number: set(decision_graphs(TENANT, name(number)).values()) for number in listed}
            lost = self.kept - listed
            # The last act may have been a removal that was done and not yet said.
            said = {number for number in lost if (number + 3) % 11 == 10 and number + 3 == max(self.kept)}
            if lost - said:
                self.faults.append(f"acknowledged and lost: {sorted(lost - said)[:5]}")
            if back := self.removed & listed:
                self.faults.append(f"removed and back: {sorted(back)[:5]}")
            if torn := [number for number, wanted in whole.items() if not wanted <= graphs]:
                self.faults.append(f"listed and not whole: {torn[:5]}")
            if stray := graphs - set().union(*whole.values(), set()):
                self.faults.append(f"there and not listed: {sorted(stray)[:3]}")
            for number in [n for n in listed if n >= first]:
                counts = tuple(store.count(decision_graphs(TENANT, name(number))[part]) for part in PARTS)
                if counts != (60, 20, 60):
                    self.faults.append(f"decision {number} has {counts} triples")
            rows = store.graph(scratch())
            values = {int(row.object.value) for row in rows}
            if rows and (len(rows) != ROWS or len(values) != 1 or min(values) < self.edition):
                self.faults.append(f"the scratch graph has {len(rows)} rows of editions {sorted(values)[:5]}")
            # What was done and not said any more counts from here on.
            self.removed |= said
            self.kept = listed

    def _look_at_ledger(self, folder: Path, ledger) -> None:
        """The chain holds and has every decision that was acknowledged, those that were removed since as well."""
        from qgov.ledger import verify

        ledger.close()
        verified = verify(folder)
        if not verified.holds:
            self.faults.append(f"the ledger does not verify: {verified.to_dict()}")
        there = {int(entry.payload["number"]) for entry in ledger.entries(kind="decision")}
        if lost := (self.kept | self.removed) - there:
            self.faults.append(f"acknowledged and not in the ledger: {sorted(lost)[:5]}")


def kills(folder: Path, count: int, seed: int = 7) -> Left:
    """So many rounds on one store, of 0.02 to 0.5 seconds of writing each."""
    left, chance = Left(), random.Random(seed)
    for _ in range(count):
        left.round(folder, chance.uniform(0.02, 0.5))
    return left


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
