"""The views of the law: matrix, coverage, cases, the timeline of a transfer, and tables that no decision rests on."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from qgov.base.parse import fault
from qgov.cli.codes import CLEAR, CONTROLLED, UNDETERMINED
from qgov.cli.commands import _print_json

# Where the periods of an instrument stand that leaves them to another (Regulation (EU) 2022/2554, Article 20).
PERIODS_ELSEWHERE = {"dora": "eu-2025-301"}


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
    from qgov.situation.screening import load_lists

    start, end = read_date(arguments.start), read_date(arguments.end) if arguments.end else date.today()
    for name, text, found in (("--from", arguments.start, start), ("--until", arguments.end, end)):
        if found is None:
            raise fault("", f"{name} {text!r} is no date", "write year-month-day, such as 2026-03-02")

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} of {total} days on which the law turns", end="", file=sys.stderr)

    lists = load_lists(arguments.lists)
    if lists:
        print("The lists are read as they stand in the files, on every day of the span.", file=sys.stderr)
    try:
        periods = timeline(dossier, start, end, lists=lists, progress=progress)
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


def positions(arguments) -> int:
    """``qgov law positions``."""
    from qgov.report.law.tables import positions_text, row_dict
    from qgov.situation import reference
    from qgov.situation.positions import TOPICS, positions_on
    from qgov.situation.positions import positions as every

    day = _day(arguments)
    places = frozenset(row.jurisdiction for row in every())
    if arguments.jurisdiction:
        code = _place(arguments.jurisdiction, ("EU", "INT"))
        places = frozenset({code, "INT"} if code in ("EU", "INT") else {*reference().jurisdictions(code, day), "INT"})
    topics = [arguments.topic] if arguments.topic else TOPICS
    rows = [row for topic in topics for row in positions_on(topic, places, day)]
    if arguments.format == "json":
        _print_json([row_dict(row) for row in rows])
    else:
        print(positions_text(rows, day), end="")
    return CLEAR


def deadlines(arguments) -> int:
    """``qgov law deadlines``."""
    from qgov.report.law.tables import deadlines_text, row_dict
    from qgov.situation.deadlines import deadlines as every
    from qgov.situation.deadlines import deadlines_under

    day, wanted = _day(arguments), arguments.provision
    rows = deadlines_under(wanted) if wanted and ":" in wanted else every()
    if wanted and ":" not in wanted:
        rows = tuple(row for row in rows if row.provision.split(":")[0] == wanted)
    if wanted and not rows:
        known = ", ".join(sorted({row.provision.split(":")[0] for row in every()}))
        elsewhere = PERIODS_ELSEWHERE.get(wanted.split(":")[0])
        where = f"its periods stand under {elsewhere}; " if elsewhere else ""
        raise fault("", f"the table has no period under {wanted!r}", f"{where}it knows of {known}")
    if arguments.jurisdiction:
        code = _place(arguments.jurisdiction, ("EU", "INT"))
        rows = tuple(row for row in rows if row.jurisdiction == code)
    if arguments.format == "json":
        _print_json([row_dict(row) | {"binds": row.binds(day)} for row in rows])
    else:
        print(deadlines_text(rows, day), end="")
    return CLEAR


def chart(arguments) -> int:
    """``qgov law chart``."""
    from qgov.report.law.tables import destination_text, row_dict
    from qgov.situation.country_chart import MARKS, edition_on, licence_needed

    day, place = _day(arguments), _place(arguments.place)
    if arguments.reason and arguments.reason not in MARKS:
        raise fault("", f"{arguments.reason!r} is no column of the country chart", f"take one of {', '.join(MARKS)}")
    edition, rows = edition_on(day)
    destination = rows.get(place)
    needed = licence_needed(place, arguments.reason, day) if arguments.reason else None
    if arguments.format == "json":
        found = {"place": place, "edition": edition.isoformat() if edition else None}
        found |= row_dict(destination) if destination else {}
        _print_json(found | ({"reason": arguments.reason, "marked": needed} if arguments.reason else {}))
    else:
        print(destination_text(place, destination, edition), end="")
        if arguments.reason:
            words = {True: "marks the destination", False: "does not mark the destination", None: "is not told"}
            print(f"    {arguments.reason} {words[needed]}")
    if not arguments.reason:
        return CLEAR
    return UNDETERMINED if needed is None else CONTROLLED if needed else CLEAR


def assessments(arguments) -> int:
    """``qgov law assessments``."""
    from qgov.report.law.tables import assessment_text, row_dict
    from qgov.situation.impact_assessments import one_assessment

    day = _day(arguments)
    try:
        outline = one_assessment(arguments.regime, day)
    except ValueError as error:
        raise fault("", str(error), "give one or more of them") from None
    if arguments.format == "json":
        _print_json({element: [row_dict(row) for row in rows] for element, rows in outline.items()})
    else:
        print(assessment_text(outline), end="")
    return CLEAR


def _day(arguments) -> date:
    from qgov.reasoning import law_date

    return law_date(arguments.at) or date.today()


def _place(code: str, besides: tuple[str, ...] = ()) -> str:
    from qgov.base.places import name_of

    if code in besides or name_of(code):
        return code
    wanted = "".join(f" or {other}" for other in besides)
    raise fault("", f"{code!r} is no place", f"give a code of ISO 3166-1, such as IN{wanted}")


TABLES = {"positions": positions, "deadlines": deadlines, "chart": chart, "assessments": assessments}
