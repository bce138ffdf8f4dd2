"""The commands of ``qgov lexicon``, their options and their examples."""

from __future__ import annotations

import argparse
from importlib import import_module

_RAW = argparse.RawDescriptionHelpFormatter
_EXAMPLES = {
    "check": """
  qgov lexicon check
  qgov lexicon check --level info              also what is only noted""",
    "questions": """
  qgov lexicon questions                       every question
  qgov lexicon questions --module quantum      those of a module
  qgov lexicon questions legal-channel-three-cases -v   one, with the rows that came back""",
    "usage": """
  qgov lexicon usage                           how many questions use each term, and which
  qgov lexicon usage TrustedNode               where one is used
  qgov lexicon usage --unused                  terms that no question uses""",
    "reason": """
  qgov lexicon reason                          the modules alone
  qgov lexicon reason --random 200 --seed 7    and random data, compared with the run-time entailment""",
    "diff": """
  qgov lexicon diff                            the working tree against the last release
  qgov lexicon diff 0.1.0 0.2.0                two releases""",
    "release": """
  qgov lexicon release                         the version that the change asks for
  qgov lexicon release 1.0.0                   a higher one""",
    "site": """
  qgov lexicon site site/ && open site/index.html""",
    "mutate": """
  qgov lexicon mutate --sample 100 --seed 7
  qgov lexicon mutate --format json > mutation.json""",
}


def add_lexicon_commands(commands) -> None:
    """Add the commands that keep the lexicon: questions, gates, reasoning, releases, pages."""
    group = commands.add_parser(
        "lexicon",
        help="question, check, reason over and publish the lexicon",
        description="Question, check, reason over and publish the lexicon.",
        formatter_class=_RAW,
        epilog="""examples:
  qgov lexicon check                       the quality gates: form, hygiene, profile, use
  qgov lexicon questions --module network  ask the competency questions of a module
  qgov lexicon usage TrustedNode           where a term is used
  qgov lexicon reason                      consistency and coherence, proved by a complete reasoner
  qgov lexicon diff                        what changed since the last release, and the version it asks for
  qgov lexicon site site/                  the browsable lexicon, for any web server or none""",
    )
    parts = group.add_subparsers(title="commands", metavar="COMMAND", required=True)

    check = _command(parts, "check", "run the quality gates over the lexicon")
    check.add_argument(
        "--level", choices=("error", "warning", "info"), default="warning", help="the mildest level shown"
    )

    questions = _command(parts, "questions", "ask the competency questions and compare the answers")
    questions.add_argument("name", nargs="?", help="the name of a question")
    questions.add_argument("--module", help="only the questions of a module")
    questions.add_argument("-v", "--verbose", action="store_true", help="show the rows that came back")

    usage = _command(parts, "usage", "show which questions use a term")
    usage.add_argument("name", nargs="?", help="a term")
    usage.add_argument("--unused", action="store_true", help="only terms that no question uses")
    usage.add_argument("--module", help="only the terms of a module")

    reason = _command(parts, "reason", "prove consistency and coherence with a complete reasoner")
    reason.add_argument("--random", type=int, default=0, metavar="N", help="compare N random sets of data as well")
    reason.add_argument("--seed", type=int, default=0)

    diff = _command(parts, "diff", "compare the inferences of two versions and name the version bump")
    diff.add_argument("old", nargs="?", help="a release, by default the last")
    diff.add_argument("new", nargs="?", help="a release, by default the modules as they are")

    release = _command(parts, "release", "set the version of all modules and record what they entail")
    release.add_argument("version", nargs="?", help="a version not below the one that the change asks for")

    site = _command(parts, "site", "write the browsable lexicon as HTML, with each term in Turtle and JSON-LD")
    site.add_argument("folder", help="where to write; it is made if it is missing")

    mutate = _command(parts, "mutate", "delete axioms one by one and see whether questions and gates notice")
    mutate.add_argument("--sample", type=int, metavar="N", help="only N axioms, drawn by chance")
    mutate.add_argument("--seed", type=int, default=0)
    mutate.add_argument("--module", help="only axioms of a module")
    mutate.add_argument("--format", choices=("text", "json"), default="text")


def _command(parts, name: str, summary: str) -> argparse.ArgumentParser:
    parser = parts.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog="examples:" + _EXAMPLES[name],
        formatter_class=_RAW,
    )
    parser.set_defaults(run=lambda arguments: import_module("qgov.cli.lexicon").COMMANDS[name](arguments))
    return parser
