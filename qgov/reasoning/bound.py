"""What a receipt's hashes are made over: JSON with sorted names, every number ``{"@decimal": text}``; as data and as
text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from json import JSONEncoder
from json.encoder import encode_basestring

from qgov.norms.notation import exact

_TEXT = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def bound_text(value: object) -> str:
    """The text of data as a decision has them; TypeError for what JSON has no form of."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "{" + ",".join([f"{encode_basestring(name)}:{bound_text(value[name])}" for name in sorted(value)]) + "}"
    if isinstance(value, (list, tuple, frozenset)):
        return "[" + ",".join([bound_text(child) for child in value]) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return f'{{"@decimal":"{decimal_text(plain_number(value))}"}}'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    raise TypeError(f"{type(value).__name__} {value!r} has no form in JSON")


def bound_data(value: object) -> object:
    """The data of which ``bound_text`` gives the text; names stay in their order."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, dict):
        return {name: bound_data(child) for name, child in value.items()}
    if isinstance(value, (list, tuple, frozenset)):
        return [bound_data(child) for child in value]
    if isinstance(value, (int, float, Decimal)):
        return {"@decimal": decimal_text(plain_number(value))}
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} {value!r} has no form in JSON")


def text_without_numbers(value: object) -> str:
    """The text of data in which no number is, or is written as text already."""
    return _TEXT(value)


def decimal_text(value: int | float | Decimal) -> str:
    """A number as a receipt writes it: the decimal that its shortest digits say."""
    return exact(Decimal(repr(value) if isinstance(value, float) else value).normalize())


def plain_number(value: int | float | Decimal) -> int | float:
    """A number as JSON has it: a decimal is whole or the double nearest to it."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)
