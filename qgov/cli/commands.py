"""What each command does: data to stdout, progress and messages to stderr, an exit code back."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from qgov.base.parse import fault
from qgov.cli.codes import CLEAR, CONTROLLED, UNDETERMINED

_CLEAR = ("permitted", "no-control-found")


def _source(argument: str) -> tuple[object, str]:
    """The text of a file or of stdin, and its name."""
    from pathlib import Path

    from qgov.base import limits

    if argument == "-":
        if sys.stdin is None:
            raise fault("", "the standard input is closed", "name a file, or pipe a dossier into the command")
        return sys.stdin.buffer.read(limits.MAX_BYTES + 1), ""
    path = Path(argument)
    try:
        if path.stat().st_size > limits.MAX_BYTES:
            raise fault("", f"{argument} has more than the {limits.MAX_BYTES} bytes accepted", "split it")
        return path.read_bytes(), path.name
    except OSError as error:
        raise fault("", f"cannot read {argument}: {error.strerror}", "give a readable file, or - for stdin") from None


def _dossier(arguments):
    from qgov.dossier.read import read_dossier

    text, name = _source(arguments.dossier)
    return read_dossier(text, name, arguments.input_format)


def _progress(message: str) -> None:
    if sys.stderr.isatty():
        print(message, file=sys.stderr)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _print_json(value: object) -> None:
    print(_json(value), end="")


def _write(content: str | bytes, output: str | None) -> None:
    """Write an answer to a file, or to stdout where none is named."""
    if not output:
        if isinstance(content, str):
            print(content, end="")
        else:
            sys.stdout.buffer.write(content)
        return
    from pathlib import Path

    try:
        Path(output).write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise fault("", f"cannot write {output}: {error.strerror}", "give a file that can be written") from None


def decide(arguments) -> int:
    from qgov.reasoning import law_date
    from qgov.reasoning.pipeline import decide_dossier

    day = law_date(arguments.at)
    dossier = _dossier(arguments)
    if not arguments.no_sim:
        _progress("Checking the claims (circuits are cached after the first time) …")
    from qgov.situation.screening import load_lists

    book = None
    if arguments.with_norms or arguments.without:
        book = _other_law(arguments)
    decision = decide_dossier(dossier, day, simulate=not arguments.no_sim, book=book, lists=load_lists(arguments.lists))
    if book is not None:
        decision = replace(decision, noted=(_no_law(arguments), *decision.noted))
        print(f"qgov: {decision.noted[0]}", file=sys.stderr)
    from qgov.cli.receipt import write_receipt

    write_receipt(arguments, decision)
    if arguments.format == "json":
        _print_json(decision.to_dict(all_findings=arguments.all_findings))
    elif arguments.format in ("turtle", "jsonld"):
        from qgov.report.rdf import decision_text

        print(decision_text(decision, arguments.format), end="")
    elif arguments.format == "html":
        from qgov.report.html import page

        print(page(decision, arguments.all_findings), end="")
    else:
        from qgov.report.text import judgment

        print(judgment(decision, arguments.all_findings, arguments.why_not), end="")
    if decision.outcome == "undetermined":
        return UNDETERMINED
    return CLEAR if decision.outcome in _CLEAR else CONTROLLED


def _other_law(arguments):
    """The norms as they would be; a receipt of what is no law would be taken for one of law."""
    from qgov.norms.amend import amended
    from qgov.norms.drafts import read_draft

    if arguments.receipt or arguments.sign:
        raise fault("", "a receipt is of law as it is", "leave out --receipt, or --with-norms and --without")
    return amended(map(read_draft, arguments.with_norms), arguments.without)


def _no_law(arguments) -> str:
    parts = [("with", ", ".join(arguments.with_norms)), ("without", ", ".join(arguments.without))]
    said = " and ".join(f"{word} {names}" for word, names in parts if names)
    return f"This is not the law as it is: it was decided {said}."


def screen_party(arguments) -> int:
    from qgov.reasoning.decision import plain
    from qgov.report.screening import screening_text
    from qgov.situation.screening import load_lists, screen
    from qgov.situation.screening.screen import CONFIRMED, OPEN

    if bool(arguments.dossier) == bool(arguments.name):
        raise fault("", "give a dossier or --name, one of the two", "qgov screen-party --help shows both")
    dossier = _dossier(arguments) if arguments.dossier else _one_party(arguments)
    found = screen(dossier, load_lists(arguments.lists))
    if arguments.format == "json":
        _print_json(plain(found.to_dict()))
    else:
        print(screening_text(found, dossier), end="")
        for warning in found.warnings:
            print(f"qgov: {warning}", file=sys.stderr)
    statuses = {likeness.status for likeness in found.likenesses}
    return CONTROLLED if CONFIRMED in statuses else UNDETERMINED if OPEN in statuses or found.unread else CLEAR


def _one_party(arguments):
    """A dossier of one party with the names that were given, in form like any other."""
    from datetime import date

    from qgov.dossier.read import from_data

    party = {"id": "party", "role": "endUser", "name": arguments.name[0]}
    given = {
        "otherNames": arguments.name[1:], "country": arguments.country, "birthDate": arguments.born,
        "kind": arguments.kind,
    }  # fmt: skip
    place = arguments.country or "XK"
    return from_data(
        {
            "type": "InCountryTransfer", "date": date.today().isoformat(), "origin": place, "destination": place,
            "parties": [party | {key: value for key, value in given.items() if value}],
            "items": [{"id": "none", "type": "Technology"}],
        }
    )  # fmt: skip


def ground(arguments) -> int:
    if arguments.many:
        from qgov.cli.many import ground_many

        return ground_many(arguments)
    from qgov.reasoning.pipeline import ground_dossier

    if arguments.format == "png" and not arguments.output and sys.stdout.isatty():
        raise fault("", "an image is nothing for a terminal", "give --output FILE")
    dossier = _dossier(arguments)
    found = ground_dossier(dossier, simulate=not arguments.no_sim)
    _write(_grounded(arguments.format, dossier, found), arguments.output)
    if arguments.format == "text":
        for warning in found.warnings:
            print(f"qgov: {warning}", file=sys.stderr)
    return CONTROLLED if any(grounding.verdict == "refuted" for grounding in found.groundings) else CLEAR


def _grounded(format: str, dossier, found) -> str | bytes:
    """The groundings in a format of ``qgov ground``."""
    if format == "json":
        from qgov.reasoning.decision import plain

        return _json(plain([grounding.to_dict() for grounding in found.groundings]))
    if format == "html":
        from qgov.report.grounding_page import grounding_page

        return grounding_page(dossier, found.groundings, found.warnings)
    if format in ("turtle", "jsonld"):
        from qgov.report.rdf import groundings_text

        return groundings_text(dossier.id, found.groundings, format)
    if format == "text":
        from qgov.report.claims import claims_text

        return claims_text(found.groundings)
    from qgov.report.grounding_sheet import grounding_sheet

    sheet = grounding_sheet(dossier, found.groundings, found.warnings)
    if format == "svg":
        return sheet
    from qgov.report.grounding_png import png

    return png(sheet)


def validate(arguments) -> int:
    from qgov.dossier.relations import dossier_relations
    from qgov.lexicon.entail import entailment

    dossier = _dossier(arguments)
    for clash in entailment().close(dossier_relations(dossier)).clashes:
        print(f"qgov: the dossier contradicts the lexicon: {clash}", file=sys.stderr)
    if arguments.format == "text":
        print(f"{dossier.id}: a well-formed dossier of {len(dossier.items)} item(s)")
    elif arguments.format == "json":
        from qgov.reasoning.decision import plain

        _print_json(plain(dossier.normal))
    elif arguments.format == "jsonld":
        from qgov.report.dossier import dossier_jsonld

        _print_json(dossier_jsonld(dossier))
    else:
        from qgov.dossier.rdf import dossier_text

        print(dossier_text(dossier, arguments.format), end="")
    return CLEAR


def norms(arguments) -> int:
    from qgov.cli.law import norm_view
    from qgov.cli.norm_search import fitting, none_fits
    from qgov.norms import norm_book
    from qgov.reasoning import law_date
    from qgov.report.norms import norm_dict, norm_line, norm_page

    day = law_date(arguments.at)
    if arguments.matrix or arguments.coverage or arguments.cases:
        return norm_view(arguments, day)
    if arguments.format == "html" and not arguments.provision:
        raise fault("", "--format html goes with a provision or --matrix", "name a provision, or add --matrix")
    if arguments.document:
        from datetime import date

        from qgov.dossier.read import canonical_json
        from qgov.norms.notation import norms_document

        print(canonical_json(norms_document(norm_book(), day or date.today())), end="")
        return CLEAR
    wanted = arguments.provision, arguments.jurisdiction
    found = fitting(norm_book().in_force(day) if day else norm_book().norms, *wanted)
    if not found:
        raise none_fits(norm_book().norms, *wanted, day)
    if arguments.shacl:
        from qgov.norms.duty_shapes import duty_shapes

        print(duty_shapes(found, norm_book().acting_on_entries), end="")
    elif arguments.format == "json":
        _print_json([norm_dict(norm) for norm in found])
    elif arguments.format == "html":
        from qgov.report.norm_html import norms_page

        print(norms_page(found), end="")
    elif arguments.provision and len(found) <= 20:
        print("\n".join(norm_page(norm) for norm in found), end="")
    else:
        print("\n".join(norm_line(norm) for norm in found))
    return CLEAR


def timeline(arguments) -> int:
    from qgov.cli.law import show_timeline

    return show_timeline(arguments, _dossier(arguments))


def term(arguments) -> int:
    from qgov.lexicon import lexicon
    from qgov.lexicon.find import holding, named, near
    from qgov.report.terms import term_dict, term_page

    words = lexicon()
    if arguments.search:
        found = holding(words, arguments.search)
        if not found:
            meant = _meant(near(words, arguments.search))
            raise fault("", f"no term holds {arguments.search[:80]!r}", meant or "try another text")
    elif arguments.name:
        found = named(words, arguments.name)
        if not found:
            raise fault("", f"no term {arguments.name[:80]!r}", _meant(near(words, arguments.name)) or "try --search")
    else:
        found = [t for t in words.terms.values() if t.role in ("claim", "measurand")]
    used = {}
    if arguments.usage:
        from qgov.report.lexicon.usage import usages

        used = usages()
    if arguments.format in ("turtle", "jsonld"):
        from qgov.report.lexicon.rdf import term_text

        print(term_text(*(t.name for t in found), format=arguments.format))
    elif arguments.format == "json":
        _print_json([term_dict(t, used.get(t.name)) for t in found])
    elif arguments.name:
        print("\n".join(term_page(t, used.get(t.name)) for t in found), end="")
    else:
        print("\n".join(f"{t.name:32} {t.label}" for t in sorted(found, key=lambda t: t.name)))
    return CLEAR


def _meant(terms: list) -> str:
    """Terms that may have been meant, each with its label where that is not its name."""
    said = ", ".join(f"{t.name} ({t.label})" if t.label != t.name else t.name for t in terms)
    return f"did you mean {said}?" if said else ""


def query(arguments) -> int:
    from qgov.store.query import open_graphs, run_query

    if arguments.file:
        sparql = _source(arguments.file)[0].decode("utf-8", "replace")
    elif arguments.sparql == "-":
        sparql = sys.stdin.read()
    elif arguments.sparql:
        sparql = arguments.sparql
    else:
        raise fault("", "no query", "give one as an argument, with --file, or - for stdin")
    decision = None
    if arguments.decision:
        from qgov.dossier.read import read_dossier
        from qgov.reasoning.pipeline import decide_dossier

        text, name = _source(arguments.decision)
        decision = decide_dossier(read_dossier(text, name), simulate=False)
    if arguments.store:
        from qgov.store.query import query_folder

        print(query_folder(arguments.store, sparql, arguments.format), end="")
        return CLEAR
    print(run_query(open_graphs(decision), sparql, arguments.format), end="")
    return CLEAR


def import_(arguments) -> int:
    from qgov.dossier.importers import import_file_text, write_json

    text, name = _source(arguments.file)
    configuration = _source(arguments.configuration)[0] if arguments.configuration else None
    item = import_file_text(text, configuration, id=arguments.id, source=arguments.source or name or None)
    print(write_json(item), end="")
    return CLEAR


def serve(arguments) -> int:
    from qgov.cli.serve import serve as run

    return run(arguments)


def doctor(arguments) -> int:
    from qgov.cli.doctor import doctor as run

    return run(arguments)


def examples(arguments) -> int:
    from qgov.cli.examples import examples as run

    return run(arguments)


def readings(arguments) -> int:
    from qgov.cli.readings import compare_readings

    return compare_readings(arguments)


def screen(arguments) -> int:
    from qgov.cli.registers import screen as screen_register

    return screen_register(arguments)


def whatif(arguments) -> int:
    from qgov.cli.registers import whatif as what_if

    return what_if(arguments)


COMMANDS = {
    "decide": decide,
    "screen": screen,
    "screen-party": screen_party,
    "whatif": whatif,
    "ground": ground,
    "validate": validate,
    "norms": norms,
    "readings": readings,
    "timeline": timeline,
    "term": term,
    "query": query,
    "import": import_,
    "serve": serve,
    "doctor": doctor,
    "examples": examples,
}
