"""What the commands of ``qgov lexicon`` do."""

from __future__ import annotations

import sys

from qgov.base.parse import fault
from qgov.cli.codes import CLEAR, CONTROLLED


def questions(arguments) -> int:
    from qgov.lexicon.questions import questions as every
    from qgov.store.questions import ask

    chosen = [
        question
        for question in every()
        if arguments.module in (None, question.module) and arguments.name in (None, question.name)
    ]
    if not chosen:
        raise fault("", "no question fits", "see ontology/questions/")
    answers = ask(chosen)
    for answer in answers:
        mark = "ok  " if answer.passed else "FAIL"
        print(f"{mark} {answer.question.module}/{answer.question.name}: {answer.question.text}")
        if answer.fault:
            print(f"     {answer.fault}")
        if arguments.verbose and isinstance(answer.rows, tuple):
            print("".join(f"     {' | '.join(row)}\n" for row in answer.rows), end="")
    failed = sum(not answer.passed for answer in answers)
    print(f"{len(answers)} questions, {failed} with another answer than expected", file=sys.stderr)
    return CONTROLLED if failed else CLEAR


def usage(arguments) -> int:
    from qgov.lexicon import lexicon
    from qgov.lexicon.questions import questions as every
    from qgov.lexicon.questions import used_by

    used = used_by(every())
    terms = lexicon().terms
    if arguments.name and arguments.name not in terms:
        raise fault("", f"no term {arguments.name!r}", "qgov term --search finds terms by their text")
    names = [arguments.name] if arguments.name else sorted(terms)
    names = [n for n in names if arguments.module in (None, terms[n].module)]
    if arguments.unused:
        names = [n for n in names if not used.get(n)]
    for name in names:
        rows = used.get(name, ())
        where = ", ".join(f"{question.module}/{question.name}" for question in rows)
        print(f"{terms[name].module:16} {name:34} {len(rows):3} {where}".rstrip())
    print(f"{len(names)} terms", file=sys.stderr)
    return CLEAR


def check(arguments) -> int:
    from qgov.curation.gates import LEVELS, gates, lexicon_store, run_gates

    faults = run_gates(lexicon_store())
    shown = LEVELS[: LEVELS.index(arguments.level) + 1]
    unexplained = [found for found in faults if not found.reason and found.gate.level in shown]
    for found in unexplained:
        print(found)
    counted = {level: sum(f.gate.level == level and not f.reason for f in faults) for level in LEVELS}
    said = ", ".join(f"{number} {level}" for level, number in counted.items())
    explained = sum(bool(found.reason) for found in faults)
    print(f"{len(gates())} gates: {said}; {explained} explained", file=sys.stderr)
    return CONTROLLED if any(found.gate.level != "info" for found in unexplained) else CLEAR


def reason(arguments) -> int:
    from qgov.curation.agreement import agreement, random_sets

    print("asking the reasoner (a minute or so) ...", file=sys.stderr)
    found = agreement(random_sets(arguments.seed, arguments.random), contradictions=arguments.random)
    print(f"{found.classes} classes: {'consistent, coherent, agreed' if not found.differences else 'not agreed'}")
    if arguments.random:
        print(
            f"{arguments.random} random sets of data, seed {arguments.seed}: {found.consistent} consistent with "
            f"{found.individuals} individuals, {found.inconsistent} contradictory"
        )
    for text in found.differences:
        print(f"differs: {text}")
    return CONTROLLED if found.differences else CLEAR


def diff(arguments) -> int:
    from qgov.curation.release import compare, next_version, read_record, record, release_files
    from qgov.lexicon.terms import ontology_triples

    files = {path.stem: path for path in release_files()}
    for name in (arguments.old, arguments.new):
        if name is not None and name not in files:
            raise fault("", f"no release {name}", "releases: " + ", ".join(files))
    old = read_record(files[arguments.old or list(files)[-1]])
    new = read_record(files[arguments.new]) if arguments.new else record(ontology_triples())
    change = compare(old, new)
    for sign, rows in (("-", change.gone), ("+", change.new)):
        print("".join(f"{sign} {row}\n" for row in rows), end="")
    for word, names in (("new terms", change.came), ("deprecated", change.deprecated)):
        if names:
            print(f"{word}: {len(names)} ({', '.join(names[:12])}{', ...' if len(names) > 12 else ''})")
    print(f"{old.version} -> {new.version}: {change.part} change, asks for {next_version(old.version, change.part)}")
    return CLEAR


def release(arguments) -> int:
    from qgov.curation.release import publish

    path = publish(arguments.version)
    print(f"recorded {path.stem}")
    return CLEAR


def site(arguments) -> int:
    from pathlib import Path

    from qgov.report.lexicon.pages import write_site

    print(f"writing the lexicon to {arguments.folder} ...", file=sys.stderr)
    number = write_site(Path(arguments.folder))
    print(f"{number} files; begin at {arguments.folder.rstrip('/')}/index.html")
    return CLEAR


def mutate(arguments) -> int:
    import json

    from qgov.curation.mutation import mutation_report

    def progress(done: int, of: int) -> None:
        if sys.stderr.isatty() or done % 100 == 0:
            print(f"\r{done} of {of} axioms", end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)

    found = mutation_report(arguments.sample, arguments.seed, arguments.module, progress=progress)
    if arguments.format == "json":
        print(json.dumps(found.to_dict(), indent=1))
    else:
        print(found)
    return CLEAR


COMMANDS = {
    "check": check,
    "questions": questions,
    "usage": usage,
    "reason": reason,
    "diff": diff,
    "release": release,
    "site": site,
    "mutate": mutate,
}
