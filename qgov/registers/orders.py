"""Orders in a register that are split into shipments, each at or below a value that all of them together exceed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from qgov.base.errors import InputError
from qgov.dossier.model import Dossier
from qgov.dossier.read import from_data
from qgov.norms import norm_book
from qgov.reasoning.splitting import split_shipments, value_bounds
from qgov.registers.mapping import read_mapping
from qgov.registers.sources import Source, open_register


def write_orders(register: str, mapping: str | None, out: Path) -> int:
    """Write a line of JSON for every run of shipments that looks like one order, and count them.

    Rows that cannot be read are left to the screening, which tells them. The bounds are the values in euro that some
    norm sets to a contract.
    """
    bounds = value_bounds(norm_book().norms)
    with TemporaryDirectory() as spool:
        source = open_register(register, read_mapping(mapping), with_names=True, spool=Path(spool))
        found = split_shipments(_dossiers(source), bounds)
    lines = (
        json.dumps(
            {
                "dossiers": run["dossiers"], "values": list(map(str, run["values"])), "total": str(run["total"]),
                "bound": str(run["bound"]), "provisions": sorted(bounds[run["bound"]]),
                "from": run["from"].isoformat(), "until": run["until"].isoformat(),
            },
            ensure_ascii=False,
        )
        for run in found
    )  # fmt: skip
    out.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return len(found)


def _dossiers(source: Source) -> Iterator[Dossier]:
    for span in source.spans():
        batch = source.read(span, source.load(span)).batch
        for row in range(batch.rows):
            try:
                yield from_data(batch.tree(row))
            except InputError:
                continue
