"""Kills (-9) during writes to the audit ledger: what was acknowledged must be there, and the chain must hold.

    python benchmarks/kills_ledger.py [COUNT]

Each round starts a process whose threads append entries of many sizes and say of each that it was acknowledged; after a
random time it is killed. The ledger is then opened, checked, and the next round writes on in it.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

WRITER = """
import os, random, sys, threading
from qgov.ledger import Ledger
ledger = Ledger(sys.argv[1], segment_bytes=400_000)
os.write(1, b"open\\n")
def write(seed):
    chance = random.Random(seed)
    while True:
        size = chance.choice((10, 1000, 30_000, 300_000))
        entry = ledger.append("decision", "writer", {"text": "x" * size})
        os.write(1, f"{entry.seq} {entry.hash}\\n".encode())
threads = [threading.Thread(target=write, args=(number + int(sys.argv[2]),)) for number in range(4)]
[thread.start() for thread in threads]
"""


def kill_ledger(count: int, folder: Path, seed: int = 1) -> dict:
    """Kill a writing process ``count`` times and say what came of it: ``kills``, ``acknowledged`` (entries), ``lost``
    (those of them that are missing or another), ``setAside`` (lines cut off), ``slowestReopening`` (seconds) and
    ``holds`` (whether the ledger does)."""
    from qgov.ledger import Ledger, verify

    chance, path = random.Random(seed), folder / "ledger"  # noqa: S311 (no secret)
    acknowledged: dict[int, str] = {}
    slowest, aside, kills, holds = 0.0, 0, 0, True
    for number in range(count):
        writer = subprocess.Popen(  # noqa: S603 (our own text)
            [sys.executable, "-c", WRITER, str(path), str(seed + 4 * number)], stdout=subprocess.PIPE
        )
        told: list[bytes] = []
        reader = threading.Thread(target=lambda out=writer.stdout, told=told: told.extend(out))
        reader.start()
        while len(told) < 2 and writer.poll() is None:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.15))
        writer.send_signal(signal.SIGKILL)
        kills += writer.wait() == -signal.SIGKILL
        reader.join()
        writer.stdout.close()
        for line in told[1:]:
            if line.endswith(b"\n"):
                seq, digest = line.split()
                acknowledged[int(seq)] = digest.decode()
        began = time.perf_counter()
        ledger = Ledger(path)
        slowest = max(slowest, time.perf_counter() - began)
        aside += sum("set aside" in text for text in ledger.recovered)
        ledger.close()
        holds = holds and verify(path).holds
    with Ledger(path) as ledger:
        present = {entry.seq: entry.hash for entry in ledger.entries()}
    lost = sorted(seq for seq, digest in acknowledged.items() if present.get(seq) != digest)
    return {
        "kills": kills, "acknowledged": len(acknowledged), "lost": lost, "setAside": aside,
        "slowestReopening": round(slowest, 4), "holds": holds,
    }  # fmt: skip


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = kill_ledger(count, Path(folder))
    print(json.dumps(found))
    return 0 if found["kills"] == count and not found["lost"] and found["holds"] else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
