"""Reads values out of an untrusted tree and collects every fault with its JSON Pointer."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from qgov.base import limits
from qgov.base.errors import Fault, InputError
from qgov.base.parse import pointer

# Seconds in a unit of time; the files write micro with either of two signs.
TIME_UNITS = {
    "s": Decimal(1), "ms": Decimal("1e-3"), "us": Decimal("1e-6"), "µs": Decimal("1e-6"), "μs": Decimal("1e-6"),
    "ns": Decimal("1e-9"), "ps": Decimal("1e-12"),
}  # fmt: skip
# No calibrated coherence or gate time lies outside: a picosecond is below any gate, a million seconds above any memory.
SHORTEST, LONGEST = Decimal("1e-12"), Decimal("1e6")


class Checked:
    """Collects faults; ``done`` raises them together."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, where: str, message: str, remedy: str) -> None:
        if len(self.faults) < limits.MAX_FAULTS:
            self.faults.append(Fault(where, message, remedy))

    def done(self) -> None:
        if self.faults:
            raise InputError(self.faults)

    def text(self, node: dict, key: str, where: str) -> str:
        """A text that must be there; "" after a fault."""
        value = node.get(key)
        if isinstance(value, str) and value:
            return value
        self._wrong(node, key, where, "text")
        return ""

    def list(self, node: dict, key: str, where: str) -> list:
        """A list that must be there; empty after a fault."""
        value = node.get(key)
        if isinstance(value, list):
            return value
        self._wrong(node, key, where, "a list")
        return []

    def object(self, value: object, where: str) -> dict:
        if isinstance(value, dict):
            return value
        self.fault(where, f"{_kind(value)} stands where an object belongs", "give an object")
        return {}

    def whole(self, value: object, where: str) -> int | None:
        """A whole number from 0."""
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.fault(where, f"{_kind(value)} stands where a qubit's number belongs", "give a whole number from 0")
        return None

    def number(self, node: dict, where: str) -> Decimal | None:
        """The ``value`` of a parameter as Decimal."""
        value = node.get("value")
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Decimal(value)
        self._wrong(node, "value", where, "a number")
        return None

    def fraction(self, node: dict, where: str) -> Decimal | None:
        """A number from 0 to 1 without unit."""
        value = self.number(node, where)
        if value is None:
            return None
        if node.get("unit", "") not in ("", None):
            self.fault(
                pointer(where, "unit"), f"an error has no unit, here {str(node['unit'])[:40]!r}", "leave the unit empty"
            )
            return None
        if 0 <= value <= 1:
            return value
        self.fault(
            pointer(where, "value"), f"an error of {value} is not between 0 and 1", "give the error as a fraction"
        )
        return None

    def time(self, node: dict, where: str, *, zero: bool = False) -> tuple[Decimal, str] | None:
        """A duration with its unit as the lexicon writes it; 0 only where ``zero`` says so."""
        value = self.number(node, where)
        unit = node.get("unit")
        if not isinstance(unit, str) or unit not in TIME_UNITS:
            self._wrong(node, "unit", where, "one of " + ", ".join(u for u in TIME_UNITS if u.isascii()))
            return None
        if value is None:
            return None
        if (zero and value == 0) or SHORTEST <= value * TIME_UNITS[unit] <= LONGEST:
            return value, "us" if unit in ("µs", "μs") else unit
        self.fault(
            pointer(where, "value"), f"{value} {unit} is no possible duration here", "check the value and its unit"
        )
        return None

    def day(self, node: dict, key: str, where: str, *, required: bool = False) -> date | None:
        """The calendar day of a time stamp, in the zone in which it is written."""
        if not required and node.get(key) is None:
            return None
        value = node.get(key)
        try:
            return datetime.fromisoformat(value).date()
        except (TypeError, ValueError):
            self._wrong(node, key, where, "a time in ISO 8601")
            return None

    def _wrong(self, node: dict, key: str, where: str, expected: str) -> None:
        if key in node:
            self.fault(pointer(where, key), f"{_kind(node[key])} stands where {expected} belongs", f"give {expected}")
        else:
            self.fault(where, f"{key} is missing", f"add {key}: {expected}")


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}
    return names.get(type(value)) or f"{str(value)[:40]!r}"
