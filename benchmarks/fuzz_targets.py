"""The parsers of untrusted input as fuzz targets: a function of bytes each, what it may raise, and where to begin.

A target takes any bytes. It returns, or raises what its module says that it raises for bad input; whatever else it
raises, and an ``AssertionError`` where two readings of one text differ, is a finding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import fuzz_evidence as evidence
import fuzz_parquet as parquet
import fuzz_registers as registers
import fuzz_seeds as seeds
import fuzz_tokens as tokens
from fuzz_words import JSON_WORDS, QASM_WORDS, RDF_WORDS, REQUEST_WORDS, SPARQL_WORDS, TABLE_WORDS, TOKEN_WORDS

from qgov.base import parse
from qgov.base.errors import InputError

NOTHING: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """``read`` takes the input; ``refusals`` are the errors that it may raise; ``seeds`` makes inputs to begin with.

    ``words`` go into the fuzzer's dictionary; ``tree`` says that the input is JSON, whose values are changed as such.
    """

    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]
    refusals: tuple[type[Exception], ...] = (InputError,)
    words: tuple[str, ...] = NOTHING
    tree: bool = False
    longest: int = 16_384

    def accepts(self, data: bytes) -> bool:
        """Whether the input is accepted rather than refused; anything but these two is raised."""
        try:
            self.read(data)
        except self.refusals as error:
            if not str(error) and not getattr(error, "detail", ""):
                raise AssertionError("a refusal that does not say why") from error
            return False
        return True


# --- dossiers


def _dossier(format: str) -> Callable[[bytes], object]:
    def read(data: bytes) -> object:
        from qgov.dossier.read import read_dossier

        return _told_twice(read_dossier(data, format=format))

    return read


def _told_twice(dossier):
    """A dossier that was read can be written as JSON and as RDF, and reads the same again."""
    from qgov.dossier.importers import write_json
    from qgov.dossier.rdf import dossier_text
    from qgov.dossier.read import canonical_json, read_dossier

    try:
        again = read_dossier(write_json(dossier.normal), format=parse.JSON)
    except InputError as error:
        raise AssertionError("written as JSON, the dossier is refused") from error
    assert canonical_json(again.normal) == canonical_json(dossier.normal), (
        "written as JSON, the dossier reads otherwise"
    )
    dossier_text(dossier)
    return dossier


def _guessed(data: bytes) -> object:
    """The format is guessed from the text, as of stdin."""
    from qgov.dossier.read import load_data

    return load_data(data)


def _rdf(format: str) -> Callable[[bytes], object]:
    def read(data: bytes) -> object:
        from qgov.dossier.rdf import from_quads
        from qgov.dossier.read import from_data

        return from_data(parse.check_tree(from_quads(parse.parse_rdf(data, format))))

    return read


def _context(data: bytes) -> object:
    """JSON-LD: no context but qgov's own is accepted, wherever it stands and however it is written."""
    from qgov.dossier.read import CONTEXT, from_data

    found = parse.parse_data(data, "dossier.jsonld")
    dossier = from_data(found)
    given = found.get("@context")
    assert given is None or given == CONTEXT, f"the context {given!r} was accepted"
    return dossier


def _columns(data: bytes) -> object:
    """The rows of pairs read as columns: where they are, the ordinary reader takes the dossier too."""
    from qgov.dossier.columns import read_columns
    from qgov.dossier.read import read_dossier

    found = read_columns(data)
    whole = read_dossier(data, format=parse.JSON)
    for index, columns in (found[1] if found else {}).items():
        assert len(columns) == len(whole.items[index].pairs), "the columns have other rows"
    return whole


def _qasm(data: bytes) -> object:
    return parse.parse_qasm(parse.decode(data))


def _circuit(data: bytes) -> object:
    """The gates of a circuit, written out as for a simulation."""
    from qgov.grounding.checks.simulation.program import read

    return read(parse.decode(data))


# --- lists, devices


def _party_list(data: bytes) -> object:
    from qgov.situation.screening.load import read_list

    return read_list(data, "list")


def _device(data: bytes) -> object:
    """Properties, and behind a NUL a configuration. What is imported is accepted as an item of a dossier."""
    from qgov.dossier.importers import import_file_text

    first, _, second = data.partition(b"\0")
    return import_file_text(first, second or None)


# --- queries and requests


def _query(data: bytes) -> object:
    """The look at a query before it is parsed; what passes is parsed by the engine in another process."""
    from qgov.store.worker.guard import check_query

    text = data.decode("utf-8", "surrogateescape")
    outline = check_query(text)
    from fuzz_engine import engine

    engine().parse(text)
    return outline


def _request(data: bytes) -> object:
    """The address or form of a query, and behind a NUL what the client accepts."""
    from qgov.api.sparql import negotiate, request

    fields, _, accept = data.partition(b"\0")
    asked = request._asked(request.parameters(fields))
    negotiate.chosen(accept.decode("latin-1"), {"application/json": "json", "text/csv": "csv"}, asked.format)
    return asked


@cache
def targets() -> dict[str, Target]:
    """All targets by name, in the order in which they run."""
    from qgov.api.door.problem import Problem
    from qgov.grounding.checks.simulation.limits import Refused
    from qgov.ledger.entry import LedgerError
    from qgov.store.worker.answer import QueryRefused
    from qgov.verifier.verify import Unreadable

    json_like = {"words": JSON_WORDS(), "tree": True}
    return {
        "json": Target(_dossier(parse.JSON), seeds.dossiers, **json_like),
        "yaml": Target(_dossier(parse.YAML), seeds.yaml_dossiers, words=JSON_WORDS()),
        "guessed": Target(_guessed, seeds.any_dossiers, words=RDF_WORDS()),
        "turtle": Target(_rdf(parse.TURTLE), lambda: seeds.rdf(parse.TURTLE), words=RDF_WORDS()),
        "trig": Target(_rdf(parse.TRIG), lambda: seeds.rdf(parse.TRIG), words=RDF_WORDS()),
        "ntriples": Target(_rdf(parse.NTRIPLES), lambda: seeds.rdf(parse.NTRIPLES), words=RDF_WORDS()),
        "nquads": Target(_rdf(parse.NQUADS), lambda: seeds.rdf(parse.NQUADS), words=RDF_WORDS()),
        "jsonld": Target(_context, seeds.contexts, **json_like),
        "columns": Target(_columns, seeds.pair_dossiers, **json_like),
        "qasm": Target(_qasm, seeds.circuits, words=QASM_WORDS, longest=4096),
        "circuit": Target(_circuit, seeds.circuits, (InputError, Refused), QASM_WORDS, longest=4096),
        "lists": Target(_party_list, seeds.lists, words=TABLE_WORDS()),
        "devices": Target(_device, seeds.devices, words=TABLE_WORDS(), tree=True),
        "mapping": Target(registers.read_mapped, registers.mapped_tables, words=TABLE_WORDS(), longest=4096),
        "csv": Target(registers.read_csv, registers.tables, words=TABLE_WORDS(), longest=4096),
        "ndjson": Target(registers.read_ndjson, registers.lines, words=JSON_WORDS()),
        "register-nquads": Target(registers.read_nquads, registers.register_quads, words=RDF_WORDS()),
        "parquet": Target(parquet.read_file, parquet.parquets, words=TABLE_WORDS()),
        "parquet-table": Target(
            parquet.read_table, parquet.tables, parquet.REFUSALS, (*parquet.TYPES, *JSON_WORDS()), tree=True
        ),
        "sparql": Target(_query, seeds.queries, (QueryRefused,), SPARQL_WORDS, longest=8192),
        "request": Target(_request, seeds.requests, (Problem,), REQUEST_WORDS, longest=2048),
        "api-key": Target(evidence.read_api_key, evidence.keys, (InputError,), JSON_WORDS(), tree=True, longest=4096),
        "token": Target(tokens.read_token, tokens.tokens, (tokens.NoCaller,), TOKEN_WORDS, tree=True, longest=8192),
        "jwks": Target(tokens.read_jwks, tokens.jwks, words=TOKEN_WORDS, tree=True, longest=4096),
        "ledger": Target(evidence.read_ledger, evidence.ledgers, (LedgerError,), JSON_WORDS()),
        "checkpoints": Target(evidence.read_checkpoints, evidence.checkpoints, (LedgerError,), JSON_WORDS()),
        "receipt": Target(evidence.read_receipt, evidence.receipts, (Unreadable,), JSON_WORDS(), True, 200_000),
    }  # fmt: skip
