"""The simulated number of a claim, with what the uncertainty of the noise model makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from ...estimate import Estimate
from . import noise, state
from .claims import Claimed, Setting, number_of
from .limits import Refused, affordable
from .noise import Channel, Row


@dataclass(frozen=True)
class Simulated:
    """The number at the estimates, its standard uncertainty, and its ends over the intervals that the model gives."""

    value: float
    u: float
    low: float
    high: float
    channels: Mapping[Row, Channel]


@lru_cache(maxsize=64)
def _ideal(program):
    affordable(len(program.gates), program.qubits, mixed=False)
    return state.pure(program)


def simulated(term: str, one: Claimed, setting: Setting) -> Simulated:
    """Refused where the circuit or the noise model is larger than the limits, or is none."""
    read = number_of(term, one, setting)
    if not one.rows:
        ideal = _ideal(one.program)
        value = read(ideal, ideal, ideal)
        return Simulated(value, 0.0, value, value, {})
    points = [{key: _shown(key, number) for key, number in row.numbers.items()} for row in one.rows]
    steps = list(_steps(one.rows))
    affordable(state.operations(one.program, one.rows), one.program.qubits, mixed=True, runs=2 * (1 + 2 * len(steps)))
    ideal = _ideal(one.program)

    def channels_at(at: list[dict[str, float]]) -> dict[Row, Channel]:
        return {row: noise.channel(row, numbers, setting.convention) for row, numbers in zip(one.rows, at, strict=True)}

    def run(at: list[dict[str, float]]) -> float:
        channels = channels_at(at)
        before = state.mixed(one.program, channels, readout=False)
        after = state.mixed(one.program, channels, readout=True) if _reads(one.rows) else before
        return read(before, after, ideal)

    value = run(points)
    variance, low, high = 0.0, value, value
    for index, key, ends, is_interval in steps:
        found = []
        for end in ends:
            moved = [dict(numbers) for numbers in points]
            moved[index][key] = end
            try:
                found.append(run(moved))
            except Refused:  # beyond the domain of the channel, where the number cannot lie
                found.append(value)
        if is_interval:
            low += min(0.0, *(one - value for one in found))
            high += max(0.0, *(one - value for one in found))
        else:
            variance += (max(abs(one - value) for one in found)) ** 2
    return Simulated(value, sqrt(variance), low, high, channels_at(points))


def _reads(rows: tuple[Row, ...]) -> bool:
    return any(row.process == noise.READOUT for row in rows)


def _shown(key: str, number: Estimate) -> float:
    shown = number.shown
    if shown is None:
        raise Refused(f"{key} of the noise model is open", key)
    return float(shown)


def _steps(rows: tuple[Row, ...]):
    """Each uncertain number of the model: its row, its key, the ends to try, whether they are those of an interval."""
    for index, row in enumerate(rows):
        for key, number in row.numbers.items():
            if number.low is None or number.high is None:
                raise Refused(f"{key} of the noise model has an open end", f"{key} with both ends")
            if number.low != number.high:
                yield index, key, (float(number.low), float(number.high)), True
            elif number.u:
                middle, u = float(number.shown), float(number.u)
                yield index, key, (middle - u, middle + u), False
