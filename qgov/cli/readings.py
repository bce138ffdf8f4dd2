"""``qgov readings``: the readings of the norms compared on random dossiers."""

from __future__ import annotations

import os
import sys
import time
from importlib.util import find_spec

from qgov.base.parse import fault
from qgov.cli.codes import CLEAR, CONTROLLED

_EVERY = 1.0  # seconds between two words of progress

EXAMPLES = """examples:
  qgov readings                                 1,000 dossiers, seed 1
  qgov readings --count 100000 --seed 7         the long run; progress on stderr
  qgov readings --engine pyshacl --count 20     the worlds read by pySHACL, some hundred times slower
  qgov readings --seed 7 --first 4711 --count 1 one dossier of a run again
needs the extra `readings` (the SHACL engine `shacl`); exit code 1 where readings disagree"""


def add_arguments(parser) -> None:
    """The options of the command."""
    parser.add_argument("--count", type=int, default=1000, metavar="N", help="dossiers, by default 1000")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same dossiers")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="number of the first dossier of the seed")
    parser.add_argument("--engine", choices=("shacl", "pyshacl"), default="shacl", help="who reads the shapes")
    parser.add_argument("--workers", type=int, metavar="N", help="processes, by default one a core")


def compare_readings(arguments) -> int:
    """Compare, say how much and where readings disagree."""
    from qgov.curation.readings.compare import Tally, compare

    if arguments.count < 1 or arguments.first < 0:
        raise fault("", f"there are no {arguments.count} dossiers from number {arguments.first} on", "count from 0")
    if find_spec(arguments.engine) is None:
        raise fault("", f"the package {arguments.engine} is not installed", "pip install 'qgov[readings]'")
    whole, start, told = Tally(), time.monotonic(), 0.0
    workers = arguments.workers or os.cpu_count() or 1
    for tally in compare(
        arguments.seed, arguments.count, first=arguments.first, engine=arguments.engine, workers=workers
    ):
        for said in tally.disagreements:
            print(said, flush=True)
        whole.add(tally)
        if sys.stderr.isatty() and time.monotonic() - told > _EVERY:
            told = time.monotonic()
            print(f"\r{whole.dossiers} of {arguments.count} dossiers …", end="", file=sys.stderr, flush=True)
    share = f"{100 * whole.spanning / whole.intervals:.0f} %" if whole.intervals else "none"
    print(
        f"seed {arguments.seed}, {whole.dossiers} dossiers, {whole.lines} lines ({whole.decided} decided,"
        f" {whole.too_many_worlds} of too many worlds to try each); {whole.intervals} intervals, {share} over two cells"
        f" or more; {whole.absent} facts perhaps absent; {whole.cautiously_decided} outcomes decided cautiously;"
        f" {whole.worlds} worlds read by {arguments.engine}, {whole.answers} answers;"
        f" {whole.solved} lines solved by z3; {len(whole.disagreements)} disagreements;"
        f" {time.monotonic() - start:.0f} s"
    )
    return CONTROLLED if whole.disagreements else CLEAR
