"""What the commands of ``qgov draft`` do."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from qgov.base.parse import fault
from qgov.cli.codes import CLEAR, CONTROLLED, UNUSABLE


def new(arguments) -> int:
    """A skeleton on stdout."""
    from qgov.drafting.skeletons import skeleton
    from qgov.reasoning import law_date

    print(skeleton(arguments.kind, arguments.provision, arguments.jurisdiction, law_date(arguments.start)), end="")
    print("qgov: fill in every blank in braces, then `qgov draft check` it", file=sys.stderr)
    return CLEAR


def check(arguments) -> int:
    """All faults and warnings; 1 if there are faults, 2 where a file is no Turtle."""
    from qgov.drafting.check import check
    from qgov.drafting.text import checked_text

    found = check(map(_draft, arguments.files), arguments.without)
    print(_json(found.to_dict()) if arguments.format == "json" else checked_text(found), end="")
    if not found.readable:
        return UNUSABLE
    return CONTROLLED if found.faults else CLEAR


def impact(arguments) -> int:
    """What a draft catches; 1 if an outcome flips."""
    from qgov.cli.registers import is_dossier, one_dossier
    from qgov.drafting.impact import on_dossier, on_register, question
    from qgov.drafting.text import impact_text
    from qgov.reasoning import law_date

    _draft(arguments.file)  # before anything else is read
    task = question([str(Path(arguments.file).resolve())], arguments.without, law_date(arguments.at))
    if is_dossier(arguments.against):
        if arguments.out or arguments.mapping:
            raise fault("", "--out and --mapping are for registers", "leave them out for a dossier")
        found = on_dossier(one_dossier(arguments.against), task)
    else:
        from qgov.cli.registers import workers_of

        found = on_register(
            arguments.against, task, out=arguments.out, mapping=arguments.mapping, workers=workers_of(arguments)
        )
    print(_json(found.to_dict()) if arguments.format == "json" else impact_text(found), end="")
    if found.rejected:
        print(f"qgov: {found.rejected:,} rows could not be read; qgov screen tells why", file=sys.stderr)
    return CONTROLLED if found.flips else CLEAR


def compare(arguments) -> int:
    """What only one of two drafts catches; 1 if they differ."""
    from qgov.drafting.compare import compare
    from qgov.drafting.space import OutOfTime
    from qgov.drafting.text import difference_text

    first, second = _side(arguments.first, arguments.without), _side(arguments.second, arguments.without)
    if first.name == second.name:
        first, second = replace(first, name=arguments.first), replace(second, name=arguments.second)
    try:
        found = compare(first, second)
    except OutOfTime:
        raise fault("", "too much is asked for the drafts to be compared in time", "compare fewer norms") from None
    if arguments.format == "json":
        print(
            _json({"first": first.name, "second": second.name, "differences": [one.to_dict() for one in found]}), end=""
        )
    else:
        print(difference_text(first.name, second.name, found), end="")
    return CLEAR if all(one.alike for one in found) else CONTROLLED


def _side(name: str, without: list[str]):
    """A draft in a file, or a provision of the law as it is."""
    from qgov.base.iri import PROVISION
    from qgov.drafting.compare import Side
    from qgov.norms import norm_book
    from qgov.norms.amend import amended
    from qgov.norms.drafts import under

    if PROVISION.fullmatch(name) and not Path(name).exists():
        book = norm_book()
        norms = tuple(norm for norm in book.norms if under(norm.provision, name))
        if not norms:
            raise fault("", f"{name} is no file, and no norm has this provision", "qgov norms lists them all")
        return Side(name, norms, book)
    draft = _draft(name)
    book = amended([draft], without)
    return Side(draft.name, tuple(norm for norm in book.norms if norm.origin == draft.name), book)


def _draft(name: str):
    from qgov.base import limits
    from qgov.norms.drafts import Draft, read_draft

    return Draft("stdin", sys.stdin.buffer.read(limits.MAX_BYTES + 1)) if name == "-" else read_draft(name)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


COMMANDS = {"new": new, "check": check, "impact": impact, "compare": compare}
