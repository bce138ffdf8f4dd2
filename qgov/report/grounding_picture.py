"""A claim against its bound as one SVG picture: the claim with its guard band, the bound, the side that is permitted.

A picture is plain SVG that stands alone: no script, no style or font from elsewhere, every text escaped. Positions are
computed in decimals, so that numbers of any size have a place. The bar is +-1.645 u (JCGM 106:2012, 5 % on one side),
the thin line +-3 u, which a refutation needs; u combines claim and bound where the check did so (JCGM 100:2008, 5.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal, localcontext
from html import escape
from itertools import pairwise

from qgov.dossier.model import Quantity
from qgov.grounding.model import (
    CAPABILITY,
    MET,
    MODEL,
    NOT_MET,
    REFUTED,
    SUPPORTED,
    THEOREM,
    UNDETERMINED,
    ClaimRef,
    Grounding,
)
from qgov.lexicon import lexicon

COLOURS = {REFUTED: "#b00020", SUPPORTED: "#1d6b2f", MET: "#1d6b2f", NOT_MET: "#8a4b00", UNDETERMINED: "#4b3d8f"}
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _AXIS = 680, 184, 28, 652, 56, 132
_WORDS = {
    THEOREM: ("permitted", "beyond the bound"),
    MODEL: ("within the model", "beyond the model"),
    CAPABILITY: ("reaches it", "falls short"),
}
_GUARD, _FAR = Decimal("1.645"), Decimal(3)
_LOGARITHMIC = 50  # the ratio of claim and bound from which the scale is logarithmic
_CHARACTER = 6.8
_PREFIXES = {-15: "f", -12: "p", -9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T"}
_PREFIXED = ("s", "m", "Hz", "W", "K", "bit/s", "rad")
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Checks of two statements that must agree, so that a claim can be wrong on either side.
_EQUAL = ("channel-forms", "pair-statistics", "session-rate", "state-claims", "teleportation-fidelities",
          "trace-preservation")  # fmt: skip
_WIDE = Context(prec=50, Emax=10**6, Emin=-(10**6), rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class _Band:
    """What the claim may be: the bar, the thin line (None: none), and what both are, in words."""

    bar: tuple[Decimal, Decimal]
    line: tuple[Decimal, Decimal] | None
    words: str


def picture(grounding: Grounding, claims: Iterable[Quantity] = (), heading: bool = True) -> str:
    """The grounding as SVG text; empty if there is no number to show against a bound.

    ``claims`` are the quantities that the grounding is about: they tell an interval that was claimed, and the claim's
    own uncertainty where the check gives no z score. Without them the bar is what the z score implies. ``heading``
    False leaves out the line that names claim and verdict, for a page that says so itself.
    """
    if not drawable(grounding):
        return ""
    with localcontext(_WIDE):
        return _drawn(grounding, tuple(claims), heading)


def pictures(rows: Iterable[tuple[Grounding, Iterable[Quantity]]]) -> str:
    """All groundings that can be drawn as one SVG document, one below the other."""
    drawn = [found for grounding, claims in rows if (found := picture(grounding, claims))]
    if not drawn:
        drawn = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">'
                 f'{_text(_LEFT, 22, "No claim has a number against a bound.", "#1c1c1c")}</svg>']  # fmt: skip
    height = _HEIGHT * len(drawn)
    placed = (one.replace("<svg ", f'<svg y="{_HEIGHT * index}" ', 1) for index, one in enumerate(drawn))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
        f' font-family="system-ui, sans-serif" font-size="12">\n' + "\n".join(placed) + "\n</svg>\n"
    )


def drawable(grounding: Grounding) -> bool:
    """True if the grounding has a number and a bound of a size that a scale can show."""
    numbers = (grounding.value, grounding.bound)
    return all(n is not None and n.is_finite() and (n == 0 or abs(n.adjusted()) <= 10_000) for n in numbers)


def amount(number: Decimal, unit: str = "", digits: int = 5) -> str:
    """A number for people, with a prefix where the unit takes one: 0.00037 s is 370 µs."""
    with localcontext(_WIDE):
        unit = "" if unit == "1" else unit
        rounded = Context(prec=digits, Emax=10**6, Emin=-(10**6)).plus(number)
        if not rounded:
            return f"0 {unit}".strip()
        power = 3 * (rounded.adjusted() // 3)
        if unit in _PREFIXED and power in _PREFIXES and (unit != "K" or power <= 0):
            return f"{_plain(rounded.scaleb(-power))} {_PREFIXES[power]}{unit}"
        if -5 < rounded.adjusted() < max(7, digits):
            return f"{_plain(rounded)} {unit}".strip()
        mantissa = rounded.scaleb(-rounded.adjusted())
        return f"{_plain(mantissa)}e{rounded.adjusted()} {unit}".strip()


def about(claims: tuple[ClaimRef, ...], most: int = 4) -> str:
    """The claims of a grounding in words: T1 relaxation time, T2 coherence time of qpu."""
    terms, names = lexicon().terms, []
    for ref in claims:
        name = ref.term.rpartition(".")[2]
        words = terms[name].label if name in terms else ref.term
        names.append(words + (f" of row {ref.index}" if ref.index is not None else
                              " of the pair rows" if ref.term.startswith("pairs.") else ""))  # fmt: skip
    names = list(dict.fromkeys(names))
    shown = ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
    items = list(dict.fromkeys(ref.item for ref in claims if ref.item))
    return shown + (f" of {', '.join(items[:most])}" if items else "")


def writable(text: str) -> str:
    """The text without characters that no XML may hold."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def permitted(grounding: Grounding) -> str:
    """On which side of the bound the claim may lie: ``below``, ``above``, or ``""`` where neither is the wrong one.

    The margin tells: it is positive on the permitted side. Where two statements must be equal there is no such side.
    """
    value, bound, margin = grounding.value, grounding.bound, grounding.margin
    if margin is None or not margin.is_finite() or value == bound or _equality(grounding):
        return ""
    gap = bound - value
    near = Decimal("1e-6") * abs(gap)
    return "below" if abs(margin - gap) <= near else "above" if abs(margin + gap) <= near else ""


def _equality(grounding: Grounding) -> bool:
    return grounding.check in _EQUAL or grounding.formula.startswith("abs(") or grounding.formula == "r = (4/5) e"


def _drawn(grounding: Grounding, claims: tuple[Quantity, ...], heading: bool) -> str:
    value, bound, unit = grounding.value, grounding.bound, grounding.unit
    band = _band(grounding, claims)
    place, ticks, logarithmic = _scale(value, bound, band)
    colour = COLOURS.get(grounding.verdict, "#1c1c1c")
    at, limit, side = place(value), place(bound), permitted(grounding)
    title = f"{_cut(about(grounding.claims), 62)}: {grounding.verdict}"
    parts = [_text(_LEFT, 22, title, colour, bold=True)] if heading else []
    parts += _sides(side, limit, grounding.kind)
    parts += _axis(ticks, place, unit)
    parts.append(f'<line x1="{limit}" y1="{_TOP}" x2="{limit}" y2="{_AXIS}" stroke="#1c1c1c" stroke-width="2"/>')
    parts.append(_text(limit, _TOP - 8, f"bound {amount(bound, unit)}", "#1c1c1c", anchor=_anchor(limit)))
    y = 96
    if band:
        if band.line:
            low, high = (place(end) for end in band.line)
            parts.append(f'<line x1="{low}" y1="{y}" x2="{high}" y2="{y}" stroke="{colour}" stroke-width="1.5"/>')
        low, high = (place(end) for end in band.bar)
        width = max(round(high - low, 1), 1)
        parts.append(f'<rect x="{low}" y="{y - 7}" width="{width}" height="14" fill="{colour}" fill-opacity="0.3"/>')
    parts.append(f'<circle cx="{at}" cy="{y}" r="5" fill="{colour}"/>')
    parts.append(_text(at, y - 14, f"claim {amount(value, unit)}", colour, anchor=_anchor(at), halo=True))
    notes = [grounding.check, grounding.kind, *(["logarithmic scale"] if logarithmic else [])]
    notes += ["both must agree"] if _equality(grounding) else []
    if grounding.verdict == SUPPORTED and side and (value > bound) == (side == "below"):
        notes.append("within the tolerance of the check")
    parts.append(_text(_LEFT, _HEIGHT - 10, _cut(" · ".join([*notes, *([band.words] if band else [])]), 96), "#5f6b72"))
    words = escape(writable(f"{about(grounding.claims)}: {amount(value, unit)} against {amount(bound, unit)}, "
                            f"{grounding.verdict}"))  # fmt: skip
    top = 0 if heading else 30
    height = _HEIGHT - top
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}"'
        f' viewBox="0 {top} {_WIDTH} {height}"'
        f' role="img" font-family="system-ui, sans-serif" font-size="12"><title>{words}</title>'
        f'<rect y="{top}" width="{_WIDTH}" height="{height}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _band(grounding: Grounding, claims: tuple[Quantity, ...]) -> _Band | None:
    """The claim's guard band: from the z score, else the interval or the uncertainty of the claim that is shown."""
    value, margin, z, unit = grounding.value, grounding.margin, grounding.z_score, grounding.unit
    intervals = any(one.lower is not None or one.upper is not None for one in claims)
    if not intervals and z and margin and z.is_finite() and margin.is_finite():
        return _guarded(grounding, abs(margin / z), f"combined u {amount(abs(margin / z), unit, 3)}")
    own = next((one for one in claims if value in (one.value, one.lower, one.upper)), None)
    if own is None:
        return None
    if own.lower is not None and own.upper is not None and own.lower <= own.upper:
        return _Band((own.lower, own.upper), None, "bar: the interval claimed")
    u = own.standard_uncertainty
    if intervals or not u or not u.is_finite():
        return None
    return _guarded(grounding, u, f"u {amount(u, unit, 3)}")


def _guarded(grounding: Grounding, u: Decimal, words: str) -> _Band:
    value = grounding.value
    bar = (value - _GUARD * u, value + _GUARD * u)
    if grounding.kind == CAPABILITY:
        return _Band(bar, None, f"bar ±1.645 u, {words}")
    return _Band(bar, (value - _FAR * u, value + _FAR * u), f"bar ±1.645 u, line ±3 u, {words}")


def _scale(
    value: Decimal, bound: Decimal, band: _Band | None
) -> tuple[Callable[[Decimal], float], list[Decimal], bool]:
    """Where a number lies on the picture, the numbers to mark, and whether the scale is logarithmic."""
    both = (value, bound)
    ends = [*both, *((band.line or band.bar) if band else ())]
    if min(both) > 0 and max(both) / min(both) > _LOGARITHMIC:
        least, most = min(both) / 100, max(both) * 100
        logs = [min(max(end, least), most).log10() for end in ends]
        pad = (max(logs) - min(logs)) * Decimal("0.1")
        low, high = min(logs) - pad, max(logs) + pad
        step = max(1, int(((high - low) / 6).to_integral_value(ROUND_CEILING)))
        first = int(low.to_integral_value(ROUND_CEILING))
        ticks = [Decimal(1).scaleb(power) for power in range(first + -first % step, int(high // 1) + 1, step)]
        return lambda number: _position(number.log10() if number > 0 else low, low, high), ticks, True
    low, high = min(ends), max(ends)
    if min(both) >= 0 and low < max(both) / 2:
        low = Decimal(0)
    pad = (high - low) * Decimal("0.12") or abs(high) * Decimal("0.1") or Decimal(1)
    low, high = (max(low - pad, Decimal(0)) if min(both) >= 0 else low - pad), high + pad
    step = _round_step((high - low) / 6)
    first = (low / step).to_integral_value(ROUND_CEILING)
    ticks = [step * (first + index) for index in range(13) if step * (first + index) <= high]
    return lambda number: _position(number, low, high), ticks, False


def _position(number: Decimal, low: Decimal, high: Decimal) -> float:
    share = min(max((number - low) / (high - low), Decimal(0)), Decimal(1))
    return round(_LEFT + float(share) * (_RIGHT - _LEFT), 1)


def _round_step(raw: Decimal) -> Decimal:
    power = Decimal(1).scaleb(raw.adjusted())
    return next((power * factor for factor in (1, 2, 5) if power * factor >= raw), power * 10)


def _axis(ticks: list[Decimal], place: Callable[[Decimal], float], unit: str) -> list[str]:
    parts = [f'<line x1="{_LEFT}" y1="{_AXIS}" x2="{_RIGHT}" y2="{_AXIS}" stroke="#5f6b72"/>']
    largest = max((abs(tick) for tick in ticks), default=Decimal(1))
    finest = min((abs(b - a) for a, b in pairwise(ticks)), default=largest)
    digits = min(max(largest.adjusted() - finest.adjusted() + 1, 3), 16) if largest and finest else 3
    end = 0.0
    for tick in ticks:
        x, label = place(tick), amount(tick, unit, digits)
        parts.append(f'<line x1="{x}" y1="{_AXIS}" x2="{x}" y2="{_AXIS + 5}" stroke="#5f6b72"/>')
        half = len(label) * _CHARACTER / 2
        if x - half >= end and x + half <= _WIDTH:
            parts.append(_text(x, _AXIS + 19, label, "#5f6b72", anchor="middle"))
            end = x + half + 8
    return parts


def _sides(side: str, limit: float, kind: str) -> list[str]:
    """The permitted side in green, the other in red (amber if it refutes nothing), with names where there is room."""
    if not side:
        return []
    good, bad = _WORDS.get(kind, _WORDS[THEOREM])
    wrong = ("#fbe9eb", "#8b0000") if kind == THEOREM else ("#fdf3e1", "#8a4b00")
    spans = [(_LEFT, limit), (limit, _RIGHT)]
    parts = []
    for index, (left, right) in enumerate(spans):
        allowed = (side == "below") == (index == 0)
        fill, ink, word = ("#e3f1e6", "#1d6b2f", good) if allowed else (*wrong, bad)
        parts.append(
            f'<rect x="{left}" y="{_TOP}" width="{round(right - left, 1)}" height="{_AXIS - _TOP}" fill="{fill}"/>'
        )
        if right - left > len(word) * _CHARACTER + 12:
            x, anchor = (left + 6, "start") if index == 0 else (right - 6, "end")
            parts.append(_text(x, _AXIS - 7, word, ink, anchor=anchor))
    return parts


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start", bold=False, halo=False) -> str:
    weight = ' font-weight="bold" font-size="14"' if bold else ""
    edge = ' paint-order="stroke" stroke="#ffffff" stroke-width="3"' if halo else ""
    words = escape(writable(text))
    return f'<text x="{round(x, 1)}" y="{y}" fill="{colour}" text-anchor="{anchor}"{weight}{edge}>{words}</text>'


def _anchor(x: float) -> str:
    return "start" if x < _LEFT + 90 else "end" if x > _RIGHT - 90 else "middle"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
