"""Registers of invented transfers for the benchmark of ``qgov screen``: as columns, as N-Quads, and as plain dossiers.

The register is that of three exporters with catalogues: computers whose counts and errors are measured one by one,
amplifiers, coolers and other parts by catalogue number. One line in twenty has an error whose interval spans a bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

ORIGINS = ("US", "DE", "GB")
DESTINATIONS = (
    "AU", "BR", "CA", "CH", "CN", "CZ", "DK", "ES", "FI", "FR", "IE", "IL", "IN", "IT", "JP", "KR", "MX", "NL", "NO",
    "PL", "SE", "SG", "TW", "ZA",
)  # fmt: skip
KINDS = ("company", "university", "government")
BOUNDS = np.array([1e-4, 1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3])
STRADDLING = 0.05
FIRST_DAY = date(2026, 1, 1)


def columns(rows: int, seed: int = 6, first: int = 0) -> dict[str, np.ndarray]:
    """The register as columns named by dossier paths; NaN and empty text stand for nothing."""
    rng = np.random.default_rng(seed + first)
    kinds = rng.choice(4, rows, p=[0.7, 0.1, 0.1, 0.1])
    computer = kinds == 0
    types = np.array(["QuantumComputer", "CryogenicCmos", "CryogenicProber", "PhotonicCircuit"], object)[kinds]
    qubits = np.where(computer, rng.choice([20, 27, 54, 100, 127, 133, 156, 433], rows), 0)
    qubits = qubits - rng.integers(0, 5, rows) * computer
    error = 10 ** rng.uniform(-4.3, -1.8, rows)
    uncertainty = error * 1e-3
    near = rng.random(rows) < STRADDLING / 0.7
    bound = rng.choice(BOUNDS, rows)
    error = np.where(near, bound * (1 + rng.uniform(-0.02, 0.02, rows)), error)
    uncertainty = np.where(near, bound * 0.1, uncertainty)
    clear = np.min(np.abs(error[:, None] - BOUNDS) > 3 * uncertainty[:, None], axis=1)
    uncertainty = np.where(near | clear, uncertainty, np.nan)  # the others stay on their side, as declared
    days = rng.integers(0, 330, rows)
    dates = np.datetime64(FIRST_DAY) + days.astype("timedelta64[D]")
    nothing = np.full(rows, np.nan)
    return {
        "id": np.array([f"urn:example:line:{first + row}" for row in range(rows)], object),
        "type": np.full(rows, "Export", object), "date": dates,
        "origin": np.array(ORIGINS, object)[rng.choice(3, rows)],
        "destination": np.array(DESTINATIONS, object)[rng.choice(len(DESTINATIONS), rows)],
        "endUse": np.full(rows, "civil-research", object),
        "declarations.militaryEndUse": np.zeros(rows, bool), "declarations.wmdEndUse": np.zeros(rows, bool),
        "declarations.informedByAuthority": np.zeros(rows, bool),
        "declarations.internalRepression": np.zeros(rows, bool),
        "declarations.partiesScreened": dates - rng.integers(0, 9, rows).astype("timedelta64[D]"),
        "items[0].id": np.array([f"item-{row % 9973}" for row in range(rows)], object), "items[0].type": types,
        "items[0].computingModel": np.where(computer, "circuit", ""),
        "items[0].physicalQubits": np.where(computer, qubits, nothing),
        "items[0].cnotError.value": np.where(computer, error, nothing),
        "items[0].cnotError.uncertainty": np.where(computer, uncertainty, nothing),
        "items[0].operatingTemperature": np.where(kinds == 1, rng.uniform(0.01, 300, rows), nothing),
        "items[0].testTemperature": np.where(kinds == 2, rng.uniform(0.5, 10, rows), nothing),
        "items[0].waferDiameter": np.where(kinds == 2, rng.choice([0.1, 0.15, 0.2, 0.3], rows), nothing),
        "items[0].opticalChannels": np.where(kinds == 3, rng.integers(2, 200, rows), nothing),
    }  # fmt: skip


def table(rows: int, seed: int = 6, first: int = 0):
    """The same as an Arrow table."""
    import pyarrow as pa

    found = {}
    for name, values in columns(rows, seed, first).items():
        if values.dtype.kind == "M":
            found[name] = pa.array(values.astype("datetime64[D]"))
        elif values.dtype.kind == "f":
            whole = name.endswith(("Qubits", "Channels"))
            column = pa.array(values, from_pandas=True)
            found[name] = column.cast(pa.int32()) if whole else column
        elif values.dtype == object:
            found[name] = pa.array([value or None for value in values], pa.string())
        else:
            found[name] = pa.array([value or None for value in values] if values.dtype.kind == "U" else values)
    return pa.table(found)


def write_parquet(path: Path, rows: int, seed: int = 6, chunk: int = 1_000_000) -> None:
    """The register as a Parquet file, written a million rows at a time."""
    import pyarrow.parquet as pq

    writer = None
    for first in range(0, rows, chunk):
        part = table(min(chunk, rows - first), seed, first)
        writer = writer or pq.ParquetWriter(path, part.schema, compression="zstd")
        writer.write_table(part)
    writer.close()


def dossiers(rows: int, seed: int = 6) -> Iterator[dict]:
    """The register as plain dossiers, with numbers as decimals."""
    from qgov.base.parse import check_tree
    from qgov.registers.paths import close, put, read_path

    found = table(rows, seed)
    paths = [read_path(name) for name in found.schema.names]
    for row in found.to_pylist():
        tree: dict = {}
        for path, value in zip(paths, row.values(), strict=True):
            if value is not None:
                put(tree, path, value.isoformat() if isinstance(value, date) else value)
        yield check_tree(close(tree))


def write_quads(path: Path, rows: int, seed: int = 6) -> None:
    """The register as N-Quads, a graph a dossier."""
    import pyoxigraph as ox

    from qgov.dossier.rdf import dossier_triples
    from qgov.dossier.read import from_data

    with path.open("wb") as out:
        for tree in dossiers(rows, seed):
            graph = ox.NamedNode(tree["id"])
            quads = [ox.Quad(t.subject, t.predicate, t.object, graph) for t in dossier_triples(from_data(tree))]
            ox.serialize(quads, out, format=ox.RdfFormat.N_QUADS)


def write_lines(path: Path, rows: int, seed: int = 6) -> None:
    """The register as NDJSON."""
    import json
    from decimal import Decimal

    def number(value: object) -> object:
        return float(value) if isinstance(value, Decimal) else str(value)

    with path.open("w", encoding="utf-8") as out:
        for tree in dossiers(rows, seed):
            out.write(json.dumps(tree, default=number) + "\n")
