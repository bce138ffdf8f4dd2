"""Kills (SIGKILL) during writes and jobs: what was acknowledged, what is lost, how long opening again takes.

    python benchmarks/kills.py [--count 40] [--jobs 10] [--seed 7] [--folder DIR]

A process keeps decisions in ledger and store (some 140 triples in three graphs and an index), removes some, replaces a
graph, and now and then writes the store anew; it is killed after 0.02 to 0.5 seconds of it, both are opened, the ledger
is verified and every decision in the store is looked at. Then a service is killed during screenings (``kills_jobs``).
The exit code is 1 where anything acknowledged is lost, anything is torn, a job ends with other bytes, or an opening
takes a second or more.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "store"))

from killed import kills
from kills_jobs import kill_jobs, sound

LIMIT = 1.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=40, help="kills during writes")
    parser.add_argument("--jobs", type=int, default=10, help="kills during jobs")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="by default a temporary one, removed at the end")
    arguments = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        left = kills(folder, arguments.count, arguments.seed)
        if arguments.jobs:
            (folder / "service").mkdir(parents=True, exist_ok=True)
            found = kill_jobs(arguments.jobs, folder / "service", arguments.seed)
            good = sound(found, arguments.jobs)
            print(f"service killed during jobs: {found}")
    for fault in left.faults:
        print(f"fault: {fault}")
    openings = sorted(left.openings)
    print(
        f"{arguments.count} kills, {left.acknowledged} acknowledged changes, {len(left.kept)} decisions at the end, "
        f"{len(left.faults)} faults; opening again: median {openings[len(openings) // 2] * 1000:.0f} ms, "
        f"longest {openings[-1] * 1000:.0f} ms"
    )
    return 1 if left.faults or openings[-1] >= LIMIT or not good else 0


if __name__ == "__main__":
    sys.exit(main())
