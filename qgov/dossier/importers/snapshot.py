"""What a calibration file says, before anything is concluded from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Reading:
    """One calibrated number with its unit ("" for a fraction) and the day on which it was measured, if stated."""

    value: Decimal
    unit: str = ""
    measured_on: date | None = None


@dataclass(frozen=True)
class QubitReading:
    """What the file says of one physical qubit; what it does not say is None."""

    t1: Reading | None = None
    t2: Reading | None = None
    readout_error: Reading | None = None


@dataclass(frozen=True)
class GateReading:
    """One gate on one qubit or on one ordered pair of qubits."""

    gate: str
    qubits: tuple[int, ...]
    error: Reading | None = None
    length: Reading | None = None

    @property
    def live(self) -> bool:
        """Whether the gate was calibrated: an error of exactly 1 is the vendor's mark for a gate that is out of use."""
        return self.error is not None and self.error.value != 1


@dataclass(frozen=True)
class Snapshot:
    """The calibration of one device at one time."""

    name: str
    version: str
    day: date
    time: str
    qubits: tuple[QubitReading, ...]
    gates: tuple[GateReading, ...]
    basis_gates: tuple[str, ...] = ()
    coupled: frozenset[frozenset[int]] | None = None
    processor: str | None = None
