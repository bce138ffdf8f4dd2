"""The views of the law: matrix, coverage, cases, and the timeline of a transfer."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from qgov.base.parse import fault
from qgov.cli.codes import CLEAR, CONTROLLED
from qgov.cli.commands import _print_json


def norm_view(arguments, day: date | None) -> int:
    """``qgov norms --matrix``, ``--coverage`` or ``--cases``."""
    if arguments.matrix:
        from qgov.report.law.harmonisation import matrix, matrix_page, matrix_text

        rows = matrix(day)
        if arguments.format == "json":
            _print_json([row.to_dict() for row in rows])
        else:
            print(matrix_page(rows, day) if arguments.format == "html" else matrix_text(rows), end="")
        return CLEAR
    if arguments.format == "html":
        raise fault("", "--format html goes with --matrix", "take text or json")
    if arguments.coverage:
        from qgov.report.law.coverage import coverage, coverage_text

        found = coverage()
        if arguments.format == "json":
            _print_json([one.to_dict() for one in found])
        else:
            print(coverage_text(found, day or date.today()), end="")
        return CLEAR
    from qgov.curation.norm_cases import lacks, statuses_in
    from qgov.norms import norm_book

    lacking = lacks(norm_book().norms, statuses_in(Path(arguments.cases)))
    if arguments.format == "json":
        _print_json([lack.to_dict() for lack in lacking])
    else:
        for lack in lacking:
            print(f"{lack.norm}: no case where it {' or '.join(lack.missing)}")
        print(f"{len(lacking)} norms lack a case", file=sys.stderr)
    return CONTROLLED if lacking else CLEAR


def show_timeline(arguments, dossier) -> int:
    """``qgov timeline``."""
    from qgov.dossier.values import read_date
    from qgov.reasoning.decision import plain
    from qgov.reasoning.timeline import timeline
    from qgov.report.law.timeline_page import timeline_page, timeline_svg, timeline_text

    start, end = read_date(arguments.start), read_date(arguments.end) if arguments.end else date.today()
    for name, text, found in (("--from", arguments.start, start), ("--until", arguments.end, end)):
        if found is None:
            raise fault("", f"{name} {text!r} is no date", "write year-month-day, such as 2026-03-02")

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} of {total} days on which the law turns", end="", file=sys.stderr)

    try:
        periods = timeline(dossier, start, end, progress=progress)
    except ValueError as error:
        raise fault("", str(error), "take another span") from None
    if arguments.format == "json":
        _print_json(plain([period.to_dict() for period in periods]))
    elif arguments.format == "html":
        print(timeline_page(dossier.id, periods), end="")
    elif arguments.format == "svg":
        print(timeline_svg(periods))
    else:
        print(timeline_text(periods), end="")
    return CLEAR
