"""The summary of a screened register as one HTML page with pictures: no script, every text escaped."""

from __future__ import annotations

from collections import Counter
from html import escape

from qgov.base.places import name_of
from qgov.norms.model import SEVERITY
from qgov.registers.verdicts import ALL
from qgov.report.law.timeline_page import COLOURS
from qgov.report.outcomes import OUTCOMES

_STYLE = (
    "body { font: 15px/1.45 Georgia, serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; }"
    "h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 1.6rem; }"
    "table { border-collapse: collapse; font-size: .88rem; }"
    "td, th { border: 1px solid #ccc; padding: .2rem .5rem; text-align: left; }"
    "td.n { text-align: right; } footer { color: #666; font-size: .85rem; }"
)
_ORDER = (*sorted(SEVERITY, key=lambda outcome: -SEVERITY[outcome]), "undetermined")
_WIDTH, _LEFT, _BAR, _GAP, _MOST = 900, 230, 18, 6, 30


def summary_page(summary: dict) -> str:
    """The page of a summary, as ``qgov.registers.summary`` makes it."""
    rows = summary["rows"]
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        f"<title>{escape(summary['register'])}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(summary['register'])}</h1>",
        f"<p>{rows['rows']:,} rows: {rows['results']:,} results, {rows['rejected']:,} rows rejected.</p>",
    ]
    if summary["outcomes"]:
        by_code = _table(summary["outcomes"])
        parts += ["<h2>Outcomes by jurisdiction</h2>", _bars(_first(by_code), "lines by jurisdiction and outcome")]
        parts += [_legend(), "<h2>Outcomes by month</h2>",
                  _bars(_table(summary["months"]), "lines by month and outcome")]  # fmt: skip
    elif summary["months"]:
        parts += ["<h2>Flips by month</h2>", _bars(_table(summary["months"]), "lines whose outcome flips, by month")]
    if summary["flips"]:
        parts += ["<h2>Flips</h2>", _rows(("jurisdiction", "before", "after", "lines"), [
            [_place(code), _words(before), _words(after), number]
            for code, before, after, number in summary["flips"]])]  # fmt: skip
    causes = "Provisions that cause flips" if summary["flips"] else "Norms most often in question"
    for title, name in ((causes, "norms"), ("What is most often missing", "residual")):
        if summary[name]:
            counts = {text: {"": number} for text, number in summary[name][:_MOST]}
            parts += [f"<h2>{title}</h2>", _bars(counts, title.lower(), wide=430)]
    parts += [f"<footer><p>Made on {escape(summary['made'])}; law sha256:{escape(summary['law'])}. "
              "This is not legal advice.</p></footer></body></html>\n"]  # fmt: skip
    return "".join(parts)


def _table(rows: list[list]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, outcome, number in rows:
        found.setdefault(name, {})[outcome] = number
    return found


def _first(counts: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """All jurisdictions together, then those with most lines that are more than clear."""
    weight = Counter({code: sum(n for outcome, n in found.items() if outcome != "no-control-found")
                      for code, found in counts.items()})  # fmt: skip
    chosen = sorted(counts, key=lambda code: (code != ALL, -weight[code], code))[:_MOST]
    return {_place(code): counts[code] for code in chosen}


def _place(code: str) -> str:
    names = {ALL: "all together", "EU": "European Union", "INT": "International law"}
    return names.get(code) or name_of(code) or code


def _words(outcome: str) -> str:
    return OUTCOMES.get(outcome, outcome)


def _bars(counts: dict[str, dict[str, int]], label: str, wide: int = _LEFT) -> str:
    """Stacked bars, one a row, as SVG; every part has its number as a title."""
    most = max((sum(found.values()) for found in counts.values()), default=1)
    parts = []
    for at, (name, found) in enumerate(counts.items()):
        y, x = at * (_BAR + _GAP), float(wide)
        parts.append(f'<text x="0" y="{y + 13}" font-size="12">{escape(name[:70])}</text>')
        for outcome in sorted(found, key=lambda one: _ORDER.index(one) if one in _ORDER else 99):
            width = (_WIDTH - wide - 80) * found[outcome] / most
            note = escape(f"{name}: {_words(outcome) + ', ' if outcome in _ORDER else ''}{found[outcome]:,}")
            parts.append(
                f'<rect x="{x:.2f}" y="{y}" width="{max(width, 0.5):.2f}" height="{_BAR}" '
                f'fill="{COLOURS.get(outcome, "#33526b")}"><title>{note}</title></rect>'
            )
            x += width
        parts.append(f'<text x="{x + 6:.2f}" y="{y + 13}" font-size="11">{sum(found.values()):,}</text>')
    height = len(counts) * (_BAR + _GAP)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img" '
        f'aria-label="{escape(label)}" font-family="sans-serif">{"".join(parts)}</svg>'
    )


def _legend() -> str:
    parts = []
    for at, outcome in enumerate(_ORDER):
        parts.append(f'<rect x="{at * 150}" y="2" width="12" height="12" fill="{COLOURS[outcome]}"/>')
        parts.append(f'<text x="{at * 150 + 17}" y="12" font-size="11">{escape(_words(outcome))}</text>')
    return (
        f'<p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} 18" width="{_WIDTH}" role="img" '
        f'aria-label="colours of outcomes" font-family="sans-serif">{"".join(parts)}</svg></p>'
    )


def _rows(head: tuple[str, ...], rows: list[list]) -> str:
    cells = "".join(
        "<tr>" + "".join(f'<td class="n">{one:,}</td>' if isinstance(one, int) else f"<td>{escape(one)}</td>"
                         for one in row) + "</tr>"
        for row in rows
    )  # fmt: skip
    return f"<table><tr>{''.join(f'<th>{name}</th>' for name in head)}</tr>{cells}</table>"
