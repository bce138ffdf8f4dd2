"""Registers as fuzz targets: mappings, CSV, NDJSON and N-Quads, read as a screening reads them; and their seeds."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from functools import cache

from fuzz_seeds import dossiers, rdf, text_of

from qgov.base.errors import InputError

_FEW = 6


@cache
def _patterns():
    from qgov.registers.days import Days
    from qgov.registers.keys import Patterns
    from qgov.registers.task import LawOptions, Task

    prepared = Task((LawOptions(),)).prepared()
    return lambda: Patterns(prepared.cuts, Days(prepared.laws, prepared.cuts))


def _register(suffix: str, data: bytes, mapping: dict | None = None) -> int:
    """All rows of a register: cut, read, put into groups, named, and each given as a tree.

    What a group says of a row is what the row's own tree says.
    """
    from qgov.registers.sources import open_register

    rows, patterns = 0, _patterns()()
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(data)
        file.flush()
        source = open_register(file.name, mapping or {})
        for span in source.spans():
            read = source.read(span, source.load(span))
            rows += read.batch.rows + len(read.lost)
            _agrees(read.batch, patterns)
    return rows


def _agrees(batch, patterns) -> None:
    import numpy as np

    from qgov.registers.arrays import LEAST, MOST
    from qgov.registers.patterns import shred

    grouped = []
    for group in batch.groups(patterns):
        for place, row in enumerate(group.rows.tolist()):
            size = np.abs(group.numbers[place])
            if ((size == 0) | ((size >= LEAST) & (size <= MOST))).all():  # other rows are read one by one
                grouped.append((row, group, place))
    names, items = batch.ids
    assert len(names) == len(items) == batch.rows
    for row in range(batch.rows):
        batch.raw(row)
        with suppress(InputError):
            batch.tree(row)
    for row, group, place in grouped:
        try:
            tree = batch.tree(row)
        except InputError:
            continue  # the engine reads such a row by itself
        pattern, slots = shred(tree)
        own = patterns.of(pattern, slots, tree)
        assert own.number == int(group.patterns[place]), f"row {row} stands in the group of another pattern"
        assert [float(n) for n in slots.numbers] == group.numbers[place].tolist(), f"row {row} has other numbers"
        assert slots.days == group.days[place].tolist(), f"row {row} has other days"


def read_csv(data: bytes) -> int:
    return _register(".csv", data)


def read_mapped(data: bytes) -> int:
    """A mapping in YAML or JSON, and behind a NUL the table that it maps."""
    from qgov.registers.mapping import read_mapping

    said, _, table = data.partition(b"\0")
    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        file.write(said)
        file.flush()
        found = read_mapping(file.name)
    return _register(".csv", table, found)


def read_ndjson(data: bytes) -> int:
    return _register(".ndjson", data)


def read_nquads(data: bytes) -> int:
    """N-Quads; where the quick reading finds whole blocks, the other one finds the same."""
    from qgov.registers.quads import Known, blocks, even_blocks

    text = data if data.endswith(b"\n") else data + b"\n"
    quick, slow = even_blocks(text, Known()), list(blocks(text))
    if quick is not None:
        assert quick[0] == slow, "the two readings cut the text otherwise"
    return _register(".nq", data)


_HEAD = "id,type,date,origin,destination,items[0].id,items[0].type,items[0].physicalQubits,items[0].cnotError.value\n"
_ROWS = (
    "urn:x:1,Export,2026-03-02,US,IN,q,QuantumComputer,120,0.0009\nurn:x:2,Export,2026-05-02,US,CN,q,QuantumComputer,80,\n"
    '"urn:x:3","Export","2026-03-02",US,DE,,QuantumComputer,120,1e-3\n\n,Export,2026-13-40,US,IN,q,QuantumComputer,x,y\n'
)


def tables() -> list[bytes]:
    """Registers whose columns are named by the paths of a dossier."""
    parties = "transit,parties[0].id,parties[0].role,parties[0].name"
    more = f"id,type,date,origin,destination,{parties},items[0].id,items[0].type\n"
    return [
        (_HEAD + _ROWS).encode(), (_HEAD + _ROWS).replace(",", ";").replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + (_HEAD + _ROWS).replace(",", "\t").encode() + b"urn:x:\xff\n",
        (more + "urn:x:1,Export,2026-03-02,US,IN,FR,a,user,Ann,q,CryogenicCooler\n").encode(),
        (_HEAD.replace("Error.value\n", "Error.value,note,declarations.militaryEndUse\n")
         + "urn:x:1,Export,2026-03-02,US,IN,q,QuantumComputer,120,0.0009,a note,true\n").encode(),
    ]  # fmt: skip


def mapped_tables() -> list[bytes]:
    """Mappings, and behind a NUL the tables that they are of."""
    table = "To,Qubits,Error,Via,Remarks\nIN,120,0.1,FR;DE,x\nCN,90,,,\n"
    mapping = (
        "columns:\n  To: destination\n  Qubits: items[0].physicalQubits\n"
        "  Error: {path: 'items[0].cnotError', unit: '%'}\n"
        "  Via: {path: transit, split: ';'}\nignore: [Remarks]\nconstants:\n"
    )
    constants = (
        "  type: Export\n  date: 2026-03-02\n  origin: US\n  items[0].id: q\n  items[0].type: QuantumComputer\n",
        "  type: Export\n  origin: US\n  items[0].id: q\n  items[0].type: QuantumComputer\n"
        "  items[0].workingQubits: 100\n"
        "  authorisations[0].type: licence\n  authorisations[0].validUntil: 2027-01-01\n  parties[0].id: q\n",
    )
    json_mapping = {"columns": {"To": "destination", "Qubits": {"path": "items[1].physicalQubits"}},
                    "ignore": ["Error", "Via", "Remarks"], "constants": {"items[0].type": "Technology"}}  # fmt: skip
    return [*((mapping + one).encode() + b"\0" + table.encode() for one in constants),
            text_of(json_mapping) + b"\0" + table.encode()]  # fmt: skip


def lines() -> list[bytes]:
    """Registers of a dossier a line."""
    rows = [text_of(json.loads(text)) for text in dossiers() if len(text) < 2500]
    return [b"\n".join(rows[:4]) + b"\n", b"\n\n".join([rows[0], *(row for row in rows[-3:])]), rows[1] + b"\r\n[1]\n{"]


def register_quads() -> list[bytes]:
    """Registers in N-Quads: every transfer in a graph of its own, or below its IRI."""
    from qgov.base.parse import NQUADS, NTRIPLES

    quads, triples = rdf(NQUADS), rdf(NTRIPLES)
    few = sorted(quads, key=len)[:_FEW]
    twice = few[0] + few[0].replace(b":", b":x", 0)
    return [few[0] + few[1], few[1] + few[3] + few[5], twice, *sorted(triples, key=len)[:3], b"# note\n" + few[1]]
