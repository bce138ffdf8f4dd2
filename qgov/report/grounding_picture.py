"""A claim against its bound as one SVG picture: the claim with its guard band, the bound, the side that is permitted.

A picture is plain SVG that stands alone: no script, no style or font from elsewhere, every text escaped. The bar is
+-1.645 u (JCGM 106:2012, 5 % on one side), the thin line +-3 u, which a refutation needs; u combines claim and bound
where the check did so (JCGM 100:2008, 5.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from html import escape
from textwrap import wrap
from unicodedata import east_asian_width

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
from qgov.report.grounding_scale import CHARACTER, LEFT, RIGHT, WIDE, Scale, amount, same, scale, telling

COLOURS = {REFUTED: "#b00020", SUPPORTED: "#1d6b2f", MET: "#1d6b2f", NOT_MET: "#8a4b00", UNDETERMINED: "#4b3d8f"}
WIDTH, LINE = 680, 16
_HEIGHT, _TOP, _AXIS, _MIDDLE = 184, 56, 132, 96
ROOM = 96  # characters on a line
GREY, INK = "#5f6b72", "#1c1c1c"
_WORDS = {
    THEOREM: ("permitted", "beyond the bound"),
    MODEL: ("within the model", "beyond the model"),
    CAPABILITY: ("reaches it", "falls short"),
}
_SIDES = {"at most": "below", "at least": "above"}
_GUARD, _FAR = Decimal("1.645"), Decimal(3)
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Checks of two statements that must agree, so that a claim can be wrong on either side.
_EQUAL = ("channel-forms", "pair-statistics", "session-rate", "state-claims", "teleportation-fidelities",
          "trace-preservation")  # fmt: skip


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
    False leaves out the name, the verdict and the reason, for a page that says so itself.
    """
    if not drawable(grounding):
        return ""
    with localcontext(WIDE):
        return _drawn(grounding, tuple(claims), heading)


def height(grounding: Grounding) -> int:
    """The height of the picture with its heading and its reason."""
    return _HEIGHT + LINE * len(_reasons(grounding))


def drawable(grounding: Grounding) -> bool:
    """True if the grounding has a number and a bound of a size that a scale can show."""
    numbers = (grounding.value, grounding.bound)
    return all(n is not None and n.is_finite() and (n == 0 or abs(n.adjusted()) <= 10_000) for n in numbers)


def about(claims: tuple[ClaimRef, ...], most: int = 4) -> str:
    """The claims of a grounding in words: relaxation time T1, coherence time T2 of the pair rows of qpu."""
    terms, names = lexicon().terms, []
    for ref in claims:
        name = ref.term.rpartition(".")[2]
        words = terms[name].label if name in terms else ref.term
        rows = f" of row {ref.index}" if ref.index is not None else ""
        names.append((words, rows or (" of the pair rows" if ref.term.startswith("pairs.") else "")))
    names = list(dict.fromkeys(names))
    rows = [own for _, own in names[:most]]
    # What several neighbours share is said once, after the last of them.
    parts = [word + ("" if own == after else own) for (word, own), after in zip(names, [*rows[1:], None], strict=False)]
    shown = ", ".join(parts) + (f" and {len(names) - most} more" if len(names) > most else "")
    items = list(dict.fromkeys(ref.item for ref in claims if ref.item))
    return shown + (f" of {', '.join(items[:most])}" if items else "")


def writable(text: str) -> str:
    """The text without characters that no XML may hold."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def permitted(grounding: Grounding) -> str:
    """On which side of the bound the claim may lie: ``below``, ``above``, or ``""`` where neither is the wrong one.

    The check tells, or else the margin, which is positive on the permitted side. Where two statements must be equal
    there is no such side.
    """
    value, bound, margin = grounding.value, grounding.bound, grounding.margin
    if grounding.side in _SIDES and not _equality(grounding):
        return _SIDES[grounding.side]
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
    line = scale(value, bound, (band.line or band.bar) if band else ())
    colour = COLOURS.get(grounding.verdict, INK)
    side = permitted(grounding)
    at, limit = line.place(value), line.place(bound)
    claimed, bounded = telling(value, bound, unit, line.powers)
    parts = [text(LEFT, 22, titled(grounding), colour, bold=True)] if heading else []
    parts += _sides(side, limit, grounding.kind)
    parts += _axis(line, unit)
    parts.append(f'<line x1="{limit}" y1="{_TOP}" x2="{limit}" y2="{_AXIS}" stroke="{INK}" stroke-width="2"/>')
    parts.append(text(limit, _TOP - 8, f"bound {bounded}", INK, anchor=_anchor(limit)))
    parts += _bars(band, line, colour)
    parts.append(f'<circle cx="{at}" cy="{_MIDDLE}" r="5" fill="{colour}"/>')
    parts.append(text(at, _MIDDLE - 14, f"claim {claimed}", colour, anchor=_anchor(at), halo=True))
    notes = " · ".join(_notes(grounding, side, line, band))
    below = [notes, *(_reasons(grounding) if heading else ())]
    parts += [text(LEFT, _HEIGHT - 10 + LINE * index, cut(row), GREY) for index, row in enumerate(below)]
    words = escape(writable(f"{about(grounding.claims)}: {claimed} against {bounded}, {grounding.verdict}"))
    top = 0 if heading else 30
    tall = _HEIGHT - top + LINE * (len(below) - 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{tall}"'
        f' viewBox="0 {top} {WIDTH} {tall}"'
        f' role="img" font-family="system-ui, sans-serif" font-size="12"><title>{words}</title>'
        f'<rect y="{top}" width="{WIDTH}" height="{tall}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def titled(grounding: Grounding) -> str:
    """What is claimed and the verdict, on one line: the verdict is never cut off."""
    return f"{cut(about(grounding.claims), 66)}: {grounding.verdict}"


def _notes(grounding: Grounding, side: str, line: Scale, band: _Band | None) -> list[str]:
    """What the picture cannot show: the check, how far beyond the bound, the scale, what the bar is."""
    value, bound = grounding.value, grounding.bound
    notes = [grounding.check, grounding.kind]
    word = "short" if grounding.kind == CAPABILITY else "beyond"
    if side and (value > bound) == (side == "below"):
        if grounding.verdict == SUPPORTED:
            notes.append("within the tolerance of the check")
        elif min(value, bound) > 0 and max(value, bound) >= 2 * min(value, bound):
            notes.append(f"{word} by a factor of {amount(max(value, bound) / min(value, bound), '', 3)}")
        else:
            notes.append(f"{word} by {amount(abs(value - bound), grounding.unit, 3, line.powers)}")
    if line.logarithmic:
        notes.append("logarithmic scale")
    if _equality(grounding):
        notes.append("both must agree")
        if value != bound and same(value, bound):
            notes.append(f"they differ by {amount(abs(value - bound), grounding.unit, 2)}")
    return [*notes, *([band.words] if band else [])]


def _reasons(grounding: Grounding) -> list[str]:
    """The reason, on two lines at most, and on one more what is needed."""
    lines = wrap(" ".join(writable(grounding.reason).split()), ROOM)
    lines = lines if len(lines) < 3 else [lines[0], cut(" ".join(lines[1:]))]
    return [*lines, *([f"needed: {', '.join(grounding.needs)}"] if grounding.needs else [])]


def _band(grounding: Grounding, claims: tuple[Quantity, ...]) -> _Band | None:
    """The claim's guard band: from the uncertainty or the z score of the check, else from the claim that is shown."""
    value, margin, z, unit = grounding.value, grounding.margin, grounding.z_score, grounding.unit
    intervals = any(one.lower is not None or one.upper is not None for one in claims)
    if not intervals and grounding.u and grounding.u.is_finite():
        return _guarded(grounding, grounding.u, f"combined u {amount(grounding.u, unit, 3)}")
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


def _bars(band: _Band | None, line: Scale, colour: str) -> list[str]:
    if band is None:
        return []
    parts = []
    if band.line:
        low, high = (line.place(end) for end in band.line)
        parts.append(
            f'<line x1="{low}" y1="{_MIDDLE}" x2="{high}" y2="{_MIDDLE}" stroke="{colour}" stroke-width="1.5"/>'
        )
    low, high = (line.place(end) for end in band.bar)
    width = max(round(high - low, 1), 1)
    parts.append(f'<rect x="{low}" y="{_MIDDLE - 7}" width="{width}" height="14" fill="{colour}" fill-opacity="0.3"/>')
    return parts


def _axis(line: Scale, unit: str) -> list[str]:
    parts = [f'<line x1="{LEFT}" y1="{_AXIS}" x2="{RIGHT}" y2="{_AXIS}" stroke="{GREY}"/>']
    for x, label in line.labels(unit):
        parts.append(f'<line x1="{x}" y1="{_AXIS}" x2="{x}" y2="{_AXIS + 5}" stroke="{GREY}"/>')
        parts += [text(x, _AXIS + 19, label, GREY, anchor="middle")] if label else []
    return parts


def _sides(side: str, limit: float, kind: str) -> list[str]:
    """The permitted side in green, the other in red (amber if it refutes nothing), with names where there is room."""
    if not side:
        return []
    good, bad = _WORDS.get(kind, _WORDS[THEOREM])
    wrong = ("#fbe9eb", "#8b0000") if kind == THEOREM else ("#fdf3e1", "#8a4b00")
    spans = [(LEFT, limit), (limit, RIGHT)]
    parts = []
    for index, (left, right) in enumerate(spans):
        allowed = (side == "below") == (index == 0)
        fill, ink, word = ("#e3f1e6", "#1d6b2f", good) if allowed else (*wrong, bad)
        parts.append(
            f'<rect x="{left}" y="{_TOP}" width="{round(right - left, 1)}" height="{_AXIS - _TOP}" fill="{fill}"/>'
        )
        if right - left > len(word) * CHARACTER + 12:
            x, anchor = (left + 6, "start") if index == 0 else (right - 6, "end")
            parts.append(text(x, _AXIS - 7, word, ink, anchor=anchor))
    return parts


def text(x: float, y: float, words: str, colour: str, anchor: str = "start", bold=False, halo=False) -> str:
    """A line of text as SVG, escaped."""
    weight = ' font-weight="bold" font-size="14"' if bold else ""
    edge = ' paint-order="stroke" stroke="#ffffff" stroke-width="3"' if halo else ""
    shown = escape(writable(words))
    return f'<text x="{round(x, 1)}" y="{y}" fill="{colour}" text-anchor="{anchor}"{weight}{edge}>{shown}</text>'


def cut(words: str, most: int = ROOM) -> str:
    """The text as far as there is room for it; a wide character (East Asian) takes the room of two."""
    taken = 0
    for index, mark in enumerate(words):
        taken += 2 if east_asian_width(mark) in "WF" else 1
        if taken > most:
            return words[: max(index - 1, 0)] + "…"
    return words


def _anchor(x: float) -> str:
    return "start" if x < LEFT + 90 else "end" if x > RIGHT - 90 else "middle"
