"""``qgov screen`` and ``qgov whatif``: whole registers, with progress on stderr and results in a file."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from qgov.base.parse import fault
from qgov.cli.codes import CLEAR, UNUSABLE

_EVERY = 1.0  # seconds between two words of progress

SCREEN_EXAMPLES = """examples:
  qgov screen register.parquet --out result.parquet      columns named by dossier paths, such as items[0].type
  qgov screen exports.csv --mapping exports.yaml --out result.csv
  qgov screen dossiers.ndjson --out result.ndjson --at 2025-12-15
  qgov screen register.nq --out result.parquet --scheduler tcp://10.0.0.1:8786
  qgov screen exports.csv --mapping exports.yaml --out result.csv --orders split.ndjson     split orders too
a mapping (YAML or JSON) says what columns mean:
  columns:
    Destination: destination
    Error in %: {path: items[0].cnotError, unit: "%"}
    Via: {path: transit, split: ";"}
  constants: {type: Export, "items[0].type": QuantumComputer}
  ignore: [Remarks]
beside OUT: OUT.rejected.ndjson (rows that cannot be read, with reasons), OUT.summary.json, OUT.summary.html
a run that was killed goes on where it was when the same command is given again
exit codes: 0 every row was judged; 2 some were rejected, or the register cannot be read"""

WHATIF_EXAMPLES = """examples:
  qgov whatif register.parquet --at 2025-12-15 --versus 2025-12-16 --out flips.parquet     the law of two days
  qgov whatif register.parquet --with-norms draft.ttl --out flips.csv                      with a draft
  qgov whatif register.parquet --without us-ear:4A906.a.2 --out flips.ndjson               without a provision
  qgov whatif register.parquet --without us-ear:4A906.a.2 --with-norms amended.ttl --out flips.csv     amended
  qgov whatif transfer.json --with-norms draft.ttl                                         one dossier, told at once
the result has a row for each line and jurisdiction whose outcome flips, with the provisions that cause it"""


def add_screen(parser) -> None:
    """The options of ``qgov screen``."""
    _shared(parser, "a Parquet, CSV, NDJSON, N-Quads, TriG or Turtle file", needed=True)
    parser.add_argument("--at", metavar="DATE", help="law date, by default the day of each transfer (year-month-day)")
    parser.add_argument("--orders", metavar="FILE",
                        help="also write the shipments that look like one order, as lines of JSON")  # fmt: skip


def add_whatif(parser) -> None:
    """The options of ``qgov whatif``."""
    _shared(parser, "a Parquet, CSV, NDJSON, N-Quads, TriG or Turtle file, or one dossier (.json, .yaml)", needed=False)
    parser.add_argument("--at", metavar="DATE", help="law date, by default the day of each transfer (year-month-day)")
    parser.add_argument("--versus", metavar="DATE", help="another law date to compare with")
    parser.add_argument("--with-norms", metavar="FILE", nargs="+", action="extend", default=[],
                        help="Turtle files of norms that are added")  # fmt: skip
    parser.add_argument("--without", metavar="PROVISION", nargs="+", action="extend", default=[],
                        help="provisions (with their subparagraphs) or instruments that are left out")  # fmt: skip


def _shared(parser, register: str, needed: bool) -> None:
    out = "the result: .parquet, .ndjson or .csv" + ("" if needed else "; of a register")
    parser.add_argument("register", help=register)
    parser.add_argument("--out", metavar="FILE", required=needed, help=out)
    parser.add_argument("--mapping", metavar="FILE", help="what the columns of a table mean")
    parser.add_argument("--lists", metavar="FILE", nargs="+", action="extend", default=[],
                        help="official lists that the parties are compared with")  # fmt: skip
    parser.add_argument("--workers", type=int, metavar="N", help="processes, by default one a core")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="have a Dask cluster do it, such as tcp://host:8786")
    parser.add_argument("--fresh", action="store_true", help="begin anew where an earlier run was interrupted")
    parser.add_argument("--no-cache", action="store_true", help="keep and use no results of earlier registers")


def screen(arguments) -> int:
    """Screen a register; 0 if every row was judged, 2 if some were rejected."""
    from qgov.registers.task import LawOptions, Task

    code = _run(arguments, Task((LawOptions(_day(arguments.at), _files(arguments.lists)),)), "results")
    if arguments.orders:
        from qgov.registers.orders import write_orders

        number = write_orders(arguments.register, arguments.mapping, Path(arguments.orders))
        print(f"qgov: {number:,} orders that may be split into shipments: {arguments.orders}", file=sys.stderr)
    return code


def whatif(arguments) -> int:
    """The flips between two laws: of a register in a file, of a single dossier as text or JSON lines."""
    from qgov.registers.task import LawOptions, Task

    if not (arguments.versus or arguments.with_norms or arguments.without):
        raise fault("", "nothing differs", "give --versus DATE, --with-norms FILE or --without PROVISION")
    if arguments.versus and not arguments.at:
        raise fault("", "--versus compares with the law of another day", "give that as --at DATE")
    at, lists = _day(arguments.at), _files(arguments.lists)
    versus = _day(arguments.versus) if arguments.versus else at
    after = LawOptions(versus, lists, _files(arguments.with_norms), tuple(arguments.without))
    task = Task((LawOptions(at, lists), after))
    return _of_one(arguments, task) if is_dossier(arguments.register) else _run(arguments, task, "flips")


def is_dossier(name: str) -> bool:
    """Whether a file is one dossier: it is JSON or YAML, or comes from stdin."""
    return name == "-" or Path(name).suffix.lower() in (".json", ".jsonld", ".yaml", ".yml")


def one_dossier(name: str):
    """The dossier of a file."""
    from qgov.cli.commands import _source
    from qgov.dossier.read import read_dossier

    return read_dossier(*_source(name))


def _of_one(arguments, task) -> int:
    if arguments.out:
        raise fault("", "--out is for registers", "leave it out: what flips of a dossier is printed")
    found = task.rows(one_dossier(arguments.register))
    for item, jurisdiction, before, after, causes in found:
        print(f"{item or 'the whole dossier'}, {jurisdiction if jurisdiction != '*' else 'all together'}:"
              f" {before} -> {after}; {causes}")  # fmt: skip
    if not found:
        print("no outcome flips")
    return CLEAR


def _day(text: str | None) -> str | None:
    from qgov.reasoning import law_date

    return law_date(text).isoformat() if text else None


def _files(names: list[str]) -> tuple[str, ...]:
    for name in names:
        if not Path(name).is_file():
            raise fault("", f"cannot read {name}", "give a readable file")
    return tuple(str(Path(name).resolve()) for name in names)


def _run(arguments, task, what: str) -> int:
    from qgov.registers.page import summary_page
    from qgov.registers.run import run

    start = told = time.monotonic()

    def progress(parts: int, of: int, rows: int, rejected: int) -> None:
        nonlocal told
        if sys.stderr.isatty() and (time.monotonic() - told > _EVERY or parts == of):
            told = time.monotonic()
            rate = rows / max(told - start, 1e-9)
            print(f"\r{rows:,} rows, part {parts} of {of}, {rejected:,} rejected, {rate:,.0f} rows/s ",
                  end="\n" if parts == of else "", file=sys.stderr, flush=True)  # fmt: skip

    if not arguments.out:
        raise fault("", "a register needs a file for its results", "give --out FILE: .parquet, .ndjson or .csv")
    found = run(
        arguments.register, arguments.out, task, mapping=arguments.mapping, workers=workers_of(arguments),
        fresh=arguments.fresh, scheduler=arguments.scheduler, kept=not arguments.no_cache, progress=progress,
    )  # fmt: skip
    Path(arguments.out + ".summary.html").write_text(summary_page(found.summary), encoding="utf-8")
    again = f", {found.reused} parts from before" if found.reused else ""
    print(f"qgov: {found.rows:,} rows: {found.results:,} {what}, {found.rejected:,} rejected"
          f" ({found.seconds:.1f} s{again})", file=sys.stderr)  # fmt: skip
    if found.rejected:
        print(f"qgov: rejected rows, with reasons: {arguments.out}.rejected.ndjson", file=sys.stderr)
    return UNUSABLE if found.rejected else CLEAR


def workers_of(arguments) -> int:
    """How many processes work."""
    workers = arguments.workers if arguments.workers is not None else _cores()
    if workers < 1:
        raise fault("", f"--workers {workers}: at least one process works", "give 1 or more")
    return workers


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
