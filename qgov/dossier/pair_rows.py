"""The pair rows of a dossier as typed rows: what the reader of tables decodes, with numbers as floats.

A type says what may stand where, so that text of any other form is left to the ordinary reader. Numbers that are not
given are NaN, which JSON cannot hold, and other keys that are not given are UNSET.
"""

from __future__ import annotations

from math import nan

from msgspec import UNSET, Struct, UnsetType

from qgov.base.json_tables import TableReader

Word = str | UnsetType


class QuantityRow(Struct, forbid_unknown_fields=True, gc=False):
    """A quantity with a value; one with bounds is no row of a plain table."""

    value: float
    unit: Word = UNSET
    uncertainty: float = nan
    coverageFactor: float = nan
    metric: Word = UNSET
    statistic: Word = UNSET
    basis: Word = UNSET
    measuredOn: Word = UNSET
    method: Word = UNSET
    source: Word = UNSET
    note: Word = UNSET


Number = QuantityRow | float


class Ends(Struct, array_like=True, forbid_unknown_fields=True, gc=False):
    """A list of the two qubits of a row; a structure, since the collector of garbage walks through lists and tuples."""

    first: int | str
    second: int | str


class Times(Struct, array_like=True, forbid_unknown_fields=True, gc=False):
    """A list of the coherence times of these two."""

    first: Number | None
    second: Number | None


class PairRow(Struct, forbid_unknown_fields=True, gc=False):
    """One row of ``pairs``, in the words of the dossier."""

    qubits: Ends
    gate: Word = UNSET
    cnotError: Number | UnsetType = UNSET
    twoQubitGateTime: Number | UnsetType = UNSET
    t1: Times | UnsetType = UNSET
    t2: Times | UnsetType = UNSET
    note: Word = UNSET


PAIRS = TableReader("items", "pairs", PairRow)
# The words of a quantity beside its numbers; plain tables have the first alone.
WORDS = ("unit", "metric", "statistic", "basis", "measuredOn", "method", "source", "note")
