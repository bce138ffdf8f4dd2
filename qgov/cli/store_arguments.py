"""The commands of ``qgov store``, their options and their examples."""

from __future__ import annotations

import argparse
from importlib import import_module

_RAW = argparse.RawDescriptionHelpFormatter
_WHERE = "a folder, or the http(s) address of a SPARQL 1.1 endpoint (for queries; or QUERY,UPDATE,GRAPHS)"
_EXAMPLES = {
    "load": """
  qgov store load store/                              make a store, or bring its law and words up to date
  qgov store load http://127.0.0.1:7878/query         the same behind an Oxigraph server
  qgov store load store/ --from backup.nq.gz          and take in the decisions of a dump""",
    "dump": """
  qgov store dump store/ --output backup.nq.gz        everything, as N-Quads
  qgov store dump store/ --graph https://w3id.org/qgov/graph/norms --format turtle""",
    "check": """
  qgov store check store/                             0 sound, 1 not, with what is wrong""",
    "compact": """
  qgov store compact store/                           erases the texts of what was removed, too""",
    "migrate": """
  qgov store migrate store/                           a copy of the store as it was stays beside it
  qgov store migrate store/ --no-backup""",
    "status": """
  qgov store status store/
  qgov store status https://graph.example.org/ds/query,https://graph.example.org/ds/update --format json""",
}


def add_store_commands(commands) -> None:
    """Add the commands that keep the store: load, dump, check, compact, migrate, status."""
    group = commands.add_parser(
        "store",
        help="load, dump, check and compact the store of graphs",
        description="Load, dump, check and compact the store of graphs: lexicon, norms, reference data, decisions.",
        formatter_class=_RAW,
        epilog="""examples:
  qgov store load store/                       make a store with lexicon, norms and reference data
  qgov store status store/                     what is in it, and who has it open
  qgov query --store store/ 'SELECT ...'       ask it
  qgov store dump store/ --output backup.nq.gz
  qgov store check store/

An endpoint's user comes from the environment: QGOV_STORE_USER and QGOV_STORE_PASSWORD, or QGOV_STORE_TOKEN.""",
    )
    parts = group.add_subparsers(title="commands", metavar="COMMAND", required=True)

    load = _command(parts, "load", "make a store, or bring what is shipped in it up to date")
    load.add_argument("--from", dest="source", metavar="FILE", help="a dump whose decisions are taken in (.nq, .nq.gz)")
    load.add_argument("--force", action="store_true", help="put all shipped graphs anew, whatever the store says")

    dump = _command(parts, "dump", "write everything, or one graph")
    dump.add_argument("--output", metavar="FILE", help="by default stdout; .gz is compressed")
    dump.add_argument("--graph", metavar="IRI", help="one graph alone")
    dump.add_argument(
        "--format", choices=("nquads", "ntriples", "turtle"), default=None,
        help="nquads for everything; ntriples (default) or turtle for one graph",
    )  # fmt: skip

    _command(parts, "check", "read everything and say what is wrong")
    _command(parts, "compact", "write a folder anew: nothing stays of what was removed, and reading is quick")

    migrate = _command(parts, "migrate", "bring an older store to this program's schema")
    migrate.add_argument("--no-backup", action="store_true", help="keep no copy of the store as it was")

    status = _command(parts, "status", "what is in a store, and who has it open")
    status.add_argument("--format", choices=("text", "json"), default="text")


def _command(parts, name: str, summary: str) -> argparse.ArgumentParser:
    parser = parts.add_parser(
        name, help=summary, description=summary[0].upper() + summary[1:] + ".",
        epilog=f"examples:{_EXAMPLES[name]}", formatter_class=_RAW,
    )  # fmt: skip
    parser.add_argument("store", help=_WHERE)
    parser.set_defaults(run=lambda arguments: import_module("qgov.cli.store").run(name, arguments))
    return parser
