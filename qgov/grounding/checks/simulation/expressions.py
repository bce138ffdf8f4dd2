"""The arithmetic of gate parameters, loop bounds and indices: constants, functions and names, as floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from math import isfinite

from .limits import Refused

_CONSTANTS = {"pi": math.pi, "π": math.pi, "tau": math.tau, "τ": math.tau, "euler": math.e, "ℇ": math.e}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "exp": math.exp, "ln": math.log, "log": math.log,
    "sqrt": math.sqrt, "arcsin": math.asin, "arccos": math.acos, "arctan": math.atan, "asin": math.asin,
    "acos": math.acos, "atan": math.atan,
}  # fmt: skip
_BINARY: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "%": math.fmod,
    "**": math.pow,
    "^": math.pow,
}
SECOND = "OPENQASM 2"  # a name that is known in texts of the second version, and that no text can use
_LARGEST = 1e9


def number(node, names: Mapping[str, float]) -> float:
    """The value of an expression; Refused where it is none that a circuit needs."""
    try:
        found = _value(node, names)
    except (ZeroDivisionError, OverflowError, ValueError) as error:
        raise Refused(f"{_line(node)}an expression has no value ({error})") from None
    if not isfinite(found) or abs(found) > _LARGEST:
        raise Refused(f"{_line(node)}an expression is larger than {_LARGEST:g}")
    return found


def whole(node, names: Mapping[str, float]) -> int:
    found = number(node, names)
    if found != int(found):
        raise Refused(f"{_line(node)}{found:g} stands where a whole number is needed")
    return int(found)


def _value(node, names: Mapping[str, float]) -> float:
    from openqasm3 import ast

    if isinstance(node, ast.IntegerLiteral | ast.FloatLiteral):
        return float(node.value)
    if isinstance(node, ast.Identifier):
        if node.name in names:
            return names[node.name]
        if node.name in _CONSTANTS:
            return _CONSTANTS[node.name]
        raise Refused(f"{_line(node)}the name {node.name[:40]!r} has no value")
    if isinstance(node, ast.UnaryExpression) and node.op.name == "-":
        return -_value(node.expression, names)
    if isinstance(node, ast.BinaryExpression) and node.op.name in _BINARY:
        # In OpenQASM 3 ``^`` is a bitwise operator, and what a fraction of whole numbers is depends on the reader.
        if node.op.name == "^" and SECOND not in names:
            raise Refused(f"{_line(node)}the operator ^ is not evaluated in OpenQASM 3", "** for a power")
        left, right = _value(node.lhs, names), _value(node.rhs, names)
        if node.op.name == "/" and SECOND not in names and _whole(node.lhs) and _whole(node.rhs):
            if math.fmod(left, right):
                raise Refused(f"{_line(node)}a fraction of two whole numbers", "a decimal point in one of them")
        return _BINARY[node.op.name](left, right)
    if isinstance(node, ast.FunctionCall) and node.name.name in _FUNCTIONS and len(node.arguments) == 1:
        return _FUNCTIONS[node.name.name](_value(node.arguments[0], names))
    needs = "numbers, pi, + - * / and functions of them"
    raise Refused(f"{_line(node)}an expression of this kind is not evaluated", needs)


def _whole(node) -> bool:
    """Whether an expression is made of whole numbers alone."""
    from openqasm3 import ast

    if isinstance(node, ast.UnaryExpression):
        return _whole(node.expression)
    if isinstance(node, ast.BinaryExpression):
        return _whole(node.lhs) and _whole(node.rhs)
    return isinstance(node, ast.IntegerLiteral)


def _line(node) -> str:
    span = getattr(node, "span", None)
    return f"line {span.start_line}: " if span else ""
