"""The commands of ``qgov law``: the reference tables that no decision rests on, with their options and examples."""

from __future__ import annotations

import argparse
from importlib import import_module

_RAW = argparse.RawDescriptionHelpFormatter
_EXAMPLES = {
    "positions": """
  qgov law positions                           what authorities had said by today of QKD and post-quantum cryptography
  qgov law positions --topic qkd --jurisdiction FR --at 2025-01-01     for France: its own, the Union's, joint ones
  qgov law positions --format json""",
    "deadlines": """
  qgov law deadlines                           every period of the law in the table
  qgov law deadlines nis2:23                   under a provision and its subparagraphs
  qgov law deadlines gdpr --at 2018-05-24      of an instrument, and whether each bound on a day""",
    "chart": """
  qgov law chart IN                            the marks of a destination in the Commerce Country Chart
  qgov law chart IN --reason NS1               one reason for control
exit codes with --reason: 0 not marked; 1 marked; 3 not told (before the first edition, unknown, embargoed)""",
    "assessments": """
  qgov law assessments dpia tia                the outline of one assessment that answers both
  qgov law assessments dpia uk-dpia ch-dpia br-ripd    of the Union, the United Kingdom, Switzerland and Brazil
  qgov law assessments dpia fria --at 2027-12-02     as the law asks on a day""",
}


def add_law_commands(commands) -> None:
    """Add the commands that show reference tables of the law."""
    group = commands.add_parser(
        "law",
        help="look up positions, deadlines, the country chart and impact assessments",
        description="Look up the tables of the law on which no decision rests.",
        formatter_class=_RAW,
        epilog="""examples:
  qgov law positions --topic qkd           what authorities have said of quantum key distribution
  qgov law deadlines nis2:23               who owes what to whom, how long, from when
  qgov law chart IN --reason NS1           does a reason for control mark a destination
  qgov law assessments dpia tia            one impact assessment that answers several regimes""",
    )
    parts = group.add_subparsers(title="commands", metavar="COMMAND", required=True)

    positions = _command(parts, "positions", "show what authorities have said, and by when they ask for what")
    positions.add_argument(
        "--topic", choices=("qkd", "pqc"), help="key distribution or post-quantum cryptography alone"
    )
    positions.add_argument("--jurisdiction", metavar="CODE", help="those that speak to a place, such as FR, EU or US")

    deadlines = _command(parts, "deadlines", "show within which time the law asks for something")
    deadlines.add_argument("provision", nargs="?", help="a provision such as gdpr:33, or an instrument such as gdpr")
    deadlines.add_argument("--jurisdiction", metavar="CODE", help="only those of a jurisdiction, such as EU")

    chart = _command(parts, "chart", "show how the Commerce Country Chart marks a destination")
    chart.add_argument("place", help="a destination (ISO 3166-1 alpha-2)")
    chart.add_argument("--reason", help="one reason for control, such as NS1 or RS2")

    assessments = _command(parts, "assessments", "outline one impact assessment that answers several regimes")
    regimes = "dpia, tia, fria, uk-test, pipia, hria, uk-dpia, ch-dpia or br-ripd"
    assessments.add_argument("regime", nargs="+", help=regimes)


def _command(parts, name: str, summary: str) -> argparse.ArgumentParser:
    parser = parts.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog="examples:" + _EXAMPLES[name],
        formatter_class=_RAW,
    )
    parser.add_argument("--at", metavar="DATE", help="as of a day (year-month-day), by default today")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=lambda arguments: import_module("qgov.cli.law").TABLES[name](arguments))
    return parser
