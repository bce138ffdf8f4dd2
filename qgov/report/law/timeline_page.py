"""A timeline of outcomes as text and as a page with a picture."""

from __future__ import annotations

from html import escape

from qgov.base.places import name_of
from qgov.reasoning.timeline import Change, Period
from qgov.report.outcomes import outcome_words

COLOURS = {
    "prohibited": "#8b0000",
    "authorisation-required": "#c8641e",
    "conditions-open": "#c8a500",
    "undetermined": "#6d5dae",
    "permitted": "#2f8f46",
    "no-control-found": "#7d9ab5",
}
_WIDTH, _BAR, _GAP, _LEFT = 900, 22, 8, 120


def timeline_text(periods: list[Period]) -> str:
    """One block a period: days, outcome, jurisdictions, and the provisions that changed."""
    lines = []
    for period in periods:
        lines.append(f"{period.start} to {period.end}  {_verdict(period.overall)}")
        each = ", ".join(f"{name_of(code) or code}: {_verdict(found)}" for code, found in period.jurisdictions.items())
        lines.append(f"    {each}")
        lines += [f"    {change_words(change)}" for change in period.changes]
    return "\n".join(lines) + "\n"


def change_words(change: Change) -> str:
    """What became of one provision, in words."""
    if change.before is None:
        return f"{change.provision} now {change.after} ({change.line})"
    if change.after is None:
        return f"{change.provision} no longer {change.before} ({change.line})"
    return f"{change.provision} now {change.after}, was {change.before} ({change.line})"


def _verdict(verdict) -> str:
    text = outcome_words(verdict.outcome)
    if verdict.outcome == "undetermined":
        text += f" ({', '.join(outcome_words(outcome) for outcome in verdict.possible)})"
    return text


def timeline_page(title: str, periods: list[Period]) -> str:
    """The timeline as one HTML page: a bar for the whole and one a jurisdiction, then the changes by provision."""
    rows = "".join(
        f"<tr><td>{period.start}</td><td>{period.end}</td><td>{escape(_verdict(period.overall))}</td>"
        f"<td>{'<br>'.join(escape(change_words(change)) for change in period.changes)}</td></tr>"
        for period in periods
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Timeline</title><style>'
        "body { font: 15px/1.45 Georgia, serif; margin: 2rem; } table { border-collapse: collapse; font-size: .88rem; }"
        "td, th { border: 1px solid #ccc; padding: .3rem .5rem; text-align: left; vertical-align: top; }"
        f"</style></head><body><h1>{escape(title)}</h1>{timeline_svg(periods)}"
        "<table><tr><th>from</th><th>until</th><th>outcome</th><th>what changed</th></tr>"
        f"{rows}</table><p>This is not legal advice.</p></body></html>\n"
    )


def timeline_svg(periods: list[Period]) -> str:
    """The bars alone, as SVG; every coloured part carries its days and outcome as a title."""
    codes = list(dict.fromkeys(code for period in periods for code in period.jurisdictions))
    first, last = periods[0].start.toordinal(), periods[-1].end.toordinal() + 1
    height = (len(codes) + 1) * (_BAR + _GAP) + 30

    def x(day: int) -> float:
        return round(_LEFT + (_WIDTH - _LEFT) * (day - first) / max(1, last - first), 2)

    parts = []
    for row, code in enumerate(["all", *codes]):
        y = row * (_BAR + _GAP)
        name = "overall" if code == "all" else name_of(code) or code
        parts.append(f'<text x="0" y="{y + 15}" font-size="12">{escape(name[:18])}</text>')
        for period in periods:
            found = period.overall if code == "all" else period.jurisdictions.get(code)
            if found is None:
                continue
            left, right = x(period.start.toordinal()), x(period.end.toordinal() + 1)
            note = escape(f"{period.start} to {period.end}: {_verdict(found)}")
            parts.append(
                f'<rect x="{left}" y="{y}" width="{max(1.0, round(right - left, 2))}" height="{_BAR}" '
                f'fill="{COLOURS[found.outcome]}" stroke="#fff"><title>{note}</title></rect>'
            )
    for period in periods:
        parts.append(
            f'<text x="{x(period.start.toordinal())}" y="{height - 8}" font-size="9" '
            f'transform="rotate(-25 {x(period.start.toordinal())} {height - 8})">{period.start}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -4 {_WIDTH + 40} {height + 14}" width="{_WIDTH + 40}" '
        f'role="img" aria-label="outcome over time" font-family="sans-serif">{"".join(parts)}</svg>'
    )
