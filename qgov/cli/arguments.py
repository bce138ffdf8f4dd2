"""Commands, their options and their examples."""

from __future__ import annotations

import argparse
from importlib import import_module

from qgov import __version__
from qgov.cli.audit import add_audit_commands
from qgov.cli.doctor import EXAMPLES as DOCTOR_EXAMPLES
from qgov.cli.doctor import add_doctor
from qgov.cli.draft_arguments import add_draft_commands
from qgov.cli.examples import EXAMPLES as EXAMPLE_FILES
from qgov.cli.examples import add_examples
from qgov.cli.keys import add_keys_commands
from qgov.cli.law_arguments import add_law_commands
from qgov.cli.lexicon_arguments import add_lexicon_commands
from qgov.cli.readings import EXAMPLES, add_arguments
from qgov.cli.receipt import add_receipt_commands, add_receipt_options
from qgov.cli.registers import SCREEN_EXAMPLES, WHATIF_EXAMPLES, add_screen, add_whatif
from qgov.cli.serve import EXAMPLES as SERVE_EXAMPLES
from qgov.cli.serve import add_serve
from qgov.cli.store_arguments import add_store_commands

_RAW = argparse.RawDescriptionHelpFormatter
_DOSSIER = "a dossier in JSON, YAML, Turtle, TriG or JSON-LD; - reads stdin"


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="qgov",
        formatter_class=_RAW,
        description="May this quantum transfer cross this border, on this day, and why? Not legal advice.",
        epilog="""examples:
  qgov examples DIR                             files to try the commands on
  qgov decide dossier.json                      the judgment as text
  qgov decide --at 2025-12-15 --format json -   under the law of a day, from stdin
  qgov ground dossier.json                      what physics says of the claims
  qgov norms --at 2026-03-02 --jurisdiction US  the norms in force
  qgov term cnotError                           what a word means

exit codes: 0 permitted or no control found; 1 prohibited, authorisation required or conditions open;
2 usage or unreadable input; 3 undetermined; 4 internal error""",
    )
    parser.add_argument("--version", action="version", version=f"qgov {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    decide = _command(commands, "decide", "decide a transfer and give the reasons", """examples:
  qgov decide data/dossiers/2026-us-de-torino.json
  qgov decide --format json --all-findings transfer.yaml > decision.json
  qgov decide transfer.json --lists consolidated.json sanctions.xml    compares the parties with lists
  qgov decide transfer.json --with-norms draft.ttl     as it would be with a draft; see qgov draft""")  # fmt: skip
    decide.add_argument("dossier", help=_DOSSIER)
    decide.add_argument("--with-norms", metavar="FILE", nargs="+", action="extend", default=[],
                        help="Turtle files of norms that are no law, and are added")  # fmt: skip
    decide.add_argument("--without", metavar="PROVISION", nargs="+", action="extend", default=[],
                        help="provisions (with their subparagraphs) or instruments that are left out")  # fmt: skip
    _lists(decide, required=False)
    decide.add_argument("--at", metavar="DATE", help="law date, by default the day of the transfer (year-month-day)")
    decide.add_argument("--format", choices=("text", "json", "turtle", "jsonld", "html"), default="text")
    decide.add_argument("--all-findings", action="store_true", help="also show the norms that do not apply")
    add_receipt_options(decide)
    decide.add_argument(
        "--why-not", action="store_true", help="in text, name every exception that would help and what of it fails"
    )
    _shared(decide)

    screen = _command(commands, "screen-party", "compare parties with lists of persons under restriction", """examples:
  qgov screen-party transfer.json --lists consolidated.json UK-Sanctions-List.xml
  qgov screen-party --name "Example Institute" --country IN --lists consolidated.json
exit codes: 0 nothing like; 1 a match is confirmed; 3 a likeness waits for a decision""")  # fmt: skip
    screen.add_argument("dossier", nargs="?", help=_DOSSIER + "; every party in it is compared")
    screen.add_argument("--name", action="append", default=[], help="a name to compare; repeat it for other spellings")
    screen.add_argument("--country", metavar="CODE", help="where the one with this name is (ISO 3166)")
    screen.add_argument("--born", metavar="DATE", help="when the one with this name was born (year-month-day)")
    screen.add_argument("--kind", help="what the one with this name is, such as company or person")
    _lists(screen, required=True)
    screen.add_argument("--format", choices=("text", "json"), default="text")
    screen.add_argument("--input-format", choices=("json", "yaml", "turtle", "trig"), help="by default guessed")

    ground = _command(commands, "ground", "check the technical claims against physics", """examples:
  qgov ground data/dossiers/2026-us-in-impossible-t2.json     (exit code 1: a claim is refuted)
  qgov ground --format html transfer.json > claims.html       each claim in a picture against its bound
  qgov ground --format png -o claims.png transfer.json        the same pictures on one sheet
  qgov ground --many devices.jsonl              a dossier a line, in and out""")  # fmt: skip
    ground.add_argument("dossier", help=_DOSSIER)
    ground.add_argument(
        "--format", choices=("text", "json", "turtle", "jsonld", "html", "svg", "png"), default="text"
    )
    ground.add_argument(
        "--many", action="store_true", help="read JSON lines, a dossier each, and answer with JSON lines; no circuits"
    )
    ground.add_argument("--workers", type=_workers, metavar="N", help="processes for --many, by default one a core")
    ground.add_argument("-o", "--output", metavar="FILE", help="write to a file instead of stdout")
    _shared(ground)

    validate = _command(commands, "validate", "check the form of a dossier without deciding it", """examples:
  qgov validate transfer.json
  qgov validate --format turtle transfer.json   the dossier in RDF
  qgov validate --format jsonld transfer.json   as JSON-LD, with qgov's own context""")  # fmt: skip
    validate.add_argument("dossier", help=_DOSSIER)
    validate.add_argument("--format", choices=("text", "json", "turtle", "trig", "jsonld"), default="text")
    validate.add_argument("--input-format", choices=("json", "yaml", "turtle", "trig"), help="by default guessed")

    norms = _command(commands, "norms", "list norms, or show one", """examples:
  qgov norms                                    all norms, with dates and verification
  qgov norms --at 2025-12-15 --jurisdiction GB  in force on a day
  qgov norms us-ear:742.4(a)(5)                 one provision in full
  qgov norms --shacl --at 2026-03-02            the duty shapes, for any SHACL engine
  qgov norms --matrix --format html > m.html    what each jurisdiction lists, side by side
  qgov norms --document --at 2026-03-02 | sha256sum    the hash that a receipt of that law date has
  qgov norms --coverage                         what is encoded of each instrument, and as of when
  qgov norms --cases tests/cases                norms that lack a case (exit code 1 if there are any)""")  # fmt: skip
    norms.add_argument(
        "provision", nargs="?", help="a provision such as us-ear:4A906.a.2, or an instrument such as us-ear"
    )
    norms.add_argument("--at", metavar="DATE", help="only norms in force on a day")
    norms.add_argument("--jurisdiction", metavar="CODE", help="only norms of a jurisdiction, such as US, EU, GB, JP")
    norms.add_argument("--shacl", action="store_true", help="print the duty shapes as Turtle")
    views = norms.add_mutually_exclusive_group()
    views.add_argument("--matrix", action="store_true", help="the control entries side by side, by class of item")
    views.add_argument("--coverage", action="store_true", help="how much of each instrument is encoded")
    views.add_argument("--cases", metavar="DIR", help="which norms lack a case in this folder")
    views.add_argument("--document", action="store_true", help="the norms in force as a receipt holds them, in JSON")
    norms.add_argument("--format", choices=("text", "json", "html"), default="text",
                       help="html with a provision or --matrix")  # fmt: skip

    add_arguments(_command(commands, "readings", "compare the readings of the norms on random dossiers", EXAMPLES))

    timeline = _command(commands, "timeline", "decide one transfer on every day of a span", """examples:
  qgov timeline data/dossiers/2026-us-in-boston-headline.json --from 2023-01-01 --until 2026-11-25
  qgov timeline transfer.json --from 2023-01-01 --format html > timeline.html
  qgov timeline transfer.json --lists consolidated.json    compares parties with lists as they stand""")  # fmt: skip
    timeline.add_argument("dossier", help=_DOSSIER)
    _lists(timeline, required=False)
    timeline.add_argument("--from", dest="start", metavar="DATE", default="2023-01-01", help="by default 2023-01-01")
    timeline.add_argument("--until", dest="end", metavar="DATE", help="by default today")
    timeline.add_argument("--format", choices=("text", "json", "html", "svg"), default="text")
    timeline.add_argument("--input-format", choices=("json", "yaml", "turtle", "trig"), help="by default guessed")

    term = _command(commands, "term", "explain a word of the lexicon", """examples:
  qgov term meanCnotInfidelity
  qgov term "channel map"                       by its label, in any of six languages
  qgov term LegalQuantumChannel --usage         and the questions, norms, checks and dossiers that use it
  qgov term QuantumRepeater --format turtle
  qgov term --search entanglement""")  # fmt: skip
    term.add_argument("name", nargs="?", help="a term, such as cnotError")
    term.add_argument("--search", metavar="TEXT", help="terms whose label or definition holds a text")
    term.add_argument("--usage", action="store_true", help="also show where it is used")
    term.add_argument("--format", choices=("text", "json", "turtle", "jsonld"), default="text")

    add_law_commands(commands)
    add_draft_commands(commands)
    add_lexicon_commands(commands)
    add_receipt_commands(commands)
    add_audit_commands(commands)
    add_store_commands(commands)
    add_screen(_command(commands, "screen", "judge a whole register of transfers", SCREEN_EXAMPLES))
    add_whatif(_command(commands, "whatif", "find what another law would change in a register", WHATIF_EXAMPLES))

    query = _command(commands, "query", "ask lexicon, norms, reference data and a decision in SPARQL", """examples:
  qgov query 'SELECT ?p ?from WHERE { ?n qgov:provision ?p ; qgov:inForceFrom ?from } ORDER BY ?from'
  qgov query --decision transfer.json 'SELECT ?p ?s WHERE { ?f qgov:findingProvision ?p ; qgov:status ?s }'
  qgov query -f question.rq --format csv
  qgov query --store store/ 'SELECT ?d ?o WHERE { ?d qgov:answersDossier ?dossier ; qgov:outcome ?o }'
prefixes qgov, sh, skos, rdfs, rdf, xsd, owl and dcterms are known; graphs are <https://w3id.org/qgov/graph/lexicon>,
…/labels, …/alignments, …/norms, …/reference, and with --decision …/decision, …/claims and …/inferred""")  # fmt: skip
    query.add_argument("sparql", nargs="?", help="a SPARQL 1.1 query; - reads stdin")
    query.add_argument("-f", "--file", help="read the query from a file")
    where = query.add_mutually_exclusive_group()
    where.add_argument("--decision", metavar="DOSSIER", help="decide this dossier first and add the decision")
    where.add_argument("--store", metavar="DIR", help="ask the store in a folder (see qgov store) instead")
    query.add_argument("--format", choices=("table", "json", "csv", "tsv", "xml", "turtle"), default="table")

    importer = _command(commands, "import", "turn published numbers into items of a dossier", """examples:
  qgov import props_boston.json > item.json
  qgov import props_boston.json --configuration conf_boston.json --id qpu
  qgov import willow_pink_d7v1-2024_08_16_calibration.json     a calibration as cirq-google ships it
  qgov import link.json                         {"attenuation_db_per_km": 0.2, "detector_efficiency": 0.2, …}
  qgov import claims.csv                        a list of items, from rows item,type,term,value,unit,…""")  # fmt: skip
    importer.add_argument(
        "file", help="IBM or Google calibration (JSON), QKD parameters (JSON, CSV), claims (CSV); - reads stdin"
    )
    importer.add_argument(
        "--configuration", metavar="FILE", help="the backend configuration that belongs to IBM's properties"
    )
    importer.add_argument("--id", help="the id of the item in the dossier")
    importer.add_argument("--source", metavar="TEXT", help="where the numbers come from; by default the file's name")

    add_examples(_command(commands, "examples", "write files to try the commands on into a folder", EXAMPLE_FILES))
    add_serve(_command(commands, "serve", "serve decisions and queries over HTTP", SERVE_EXAMPLES))
    add_keys_commands(commands)
    add_doctor(_command(commands, "doctor", "tell what is active, and what stands in the way", DOCTOR_EXAMPLES))
    return parser


def _command(commands, name: str, summary: str, epilog: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name, help=summary, description=summary[0].upper() + summary[1:] + ".", epilog=epilog, formatter_class=_RAW
    )
    parser.set_defaults(run=lambda arguments: import_module("qgov.cli.commands").COMMANDS[name](arguments))
    return parser


def _lists(parser: argparse.ArgumentParser, required: bool) -> None:
    parser.add_argument(
        "--lists", metavar="FILE", nargs="+", action="extend", default=[], required=required,
        help="official lists as published: the US Consolidated Screening List (JSON), the consolidated list of the EU"
        " (XML, CSV), the UK Sanctions List (XML, CSV)",
    )  # fmt: skip


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError("a number of processes from 1 to 64")
    return int(text)


def _shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-sim", action="store_true", help="leave out the PennyLane circuits; closed forms decide alone"
    )
    parser.add_argument(
        "--input-format", choices=("json", "yaml", "turtle", "trig"), help="format of the dossier, by default guessed"
    )
