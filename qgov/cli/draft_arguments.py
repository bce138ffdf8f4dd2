"""``qgov draft``: its commands, their options and their examples."""

from __future__ import annotations

import argparse
from importlib import import_module

_RAW = argparse.RawDescriptionHelpFormatter
_KINDS = ("entry", "control", "exception", "duty")
_EXAMPLES = {
    "new": """
  qgov draft new entry > draft.ttl              with blanks in braces, each line explained
  qgov draft new control --provision us-ear:742.4(a)(9) --jurisdiction US --from 2027-01-01 > draft.ttl""",
    "check": """
  qgov draft check draft.ttl
  qgov draft check *.ttl --format json          files that belong together
  qgov draft check amended.ttl --without us-ear:4A906.a.2     a draft that defines this provision anew
exit codes: 0 no faults (there may be warnings); 1 faults; 2 a file that cannot be read""",
    "impact": """
  qgov draft impact draft.ttl register.ndjson   how many it catches, and which outcomes flip
  qgov draft impact draft.ttl transfer.json     one dossier, each flip with its causes
  qgov draft impact amended.ttl register.ndjson --without us-ear:4A906.a.2 --out rows.csv
exit codes: 0 no outcome flips; 1 some do; 2 a draft with faults, or a register that cannot be read""",
    "compare": """
  qgov draft compare one.ttl other.ttl          what only one of them catches, with a situation that shows it
  qgov draft compare draft.ttl us-ear:4A906.a.2     with a provision as it is
exit codes: 0 both catch the same; 1 they differ; 2 a draft with faults""",
}


def add_draft_commands(commands) -> None:
    """Add ``draft`` with ``new``, ``check``, ``impact`` and ``compare``."""
    group = commands.add_parser(
        "draft", help="write a norm, check it, and see what it would change", formatter_class=_RAW,
        description="Write a norm that is no law yet, check it, and see what it would catch and change.",
        epilog="""examples:
  qgov draft new entry > draft.ttl
  qgov draft check draft.ttl
  qgov draft impact draft.ttl register.ndjson
  qgov draft compare draft.ttl us-ear:4A906.a.2
  qgov decide transfer.json --with-norms draft.ttl     the judgment as it would be""",
    )  # fmt: skip
    parts = group.add_subparsers(title="commands", metavar="COMMAND", required=True)

    new = _command(parts, "new", "print a skeleton of a norm in Turtle, each line explained", without=False)
    new.add_argument("kind", choices=_KINDS)
    new.add_argument("--provision", help="which one it will be, such as us-ear:742.4(a)(9)")
    new.add_argument("--jurisdiction", metavar="CODE", help="whose law it will be, such as US, EU or INT")
    new.add_argument("--from", dest="start", metavar="DATE", help="its first day (year-month-day)")

    check = _command(parts, "check", "tell all that is wrong with drafts, and what to look at")
    check.add_argument("files", metavar="FILE", nargs="+", help="norms in Turtle; - reads stdin")
    check.add_argument("--format", choices=("text", "json"), default="text")

    impact = _command(parts, "impact", "tell what a draft catches and which outcomes it flips")
    impact.add_argument("file", metavar="FILE", help="norms in Turtle")
    impact.add_argument("against", metavar="REGISTER|DOSSIER", help="a register as for qgov whatif, or a dossier")
    impact.add_argument("--at", metavar="DATE", help="law date, by default the day of each transfer (year-month-day)")
    impact.add_argument("--out", metavar="FILE", help="also write the rows of a register: .parquet, .ndjson or .csv")
    impact.add_argument("--mapping", metavar="FILE", help="what the columns of a table mean")
    impact.add_argument("--workers", type=int, metavar="N", help="processes, by default one a core")
    impact.add_argument("--format", choices=("text", "json"), default="text")

    compare = _command(parts, "compare", "tell what one draft catches and another does not")
    for name in ("first", "second"):
        compare.add_argument(name, metavar=name.upper(), help="norms in Turtle, or a provision of the law as it is")
    compare.add_argument("--format", choices=("text", "json"), default="text")


def _command(parts, name: str, summary: str, without: bool = True) -> argparse.ArgumentParser:
    parser = parts.add_parser(
        name, help=summary, description=summary[0].upper() + summary[1:] + ".", epilog="examples:" + _EXAMPLES[name],
        formatter_class=_RAW,
    )  # fmt: skip
    if without:
        parser.add_argument("--without", metavar="PROVISION", action="append", default=[],
                            help="leave a provision or an instrument out; repeat it for others")  # fmt: skip
    parser.set_defaults(run=lambda arguments: import_module("qgov.cli.draft").COMMANDS[name](arguments))
    return parser
