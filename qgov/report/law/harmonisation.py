"""The harmonisation matrix: what each jurisdiction lists of each kind of item, side by side, and where they differ.

The same facts come from the norms graph with ``data/queries/harmonisation.rq``; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

from qgov.lexicon import lexicon
from qgov.norms import norm_book
from qgov.norms.conditions import And, Condition, Has, ItemIs, Not, OneOf, Or, Within
from qgov.norms.model import ENTRY, Norm
from qgov.norms.words import threshold_text


@dataclass(frozen=True)
class Cell:
    """One entry of one jurisdiction: its provision, days, verification, and what it asks for by term."""

    provision: str
    start: date
    end: date | None
    verified: bool
    asks: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict:
        return {
            "provision": self.provision,
            "from": self.start.isoformat(),
            "until": self.end.isoformat() if self.end else None,
            "verified": self.verified,
            "asks": dict(self.asks),
        }


@dataclass(frozen=True)
class Row:
    """The entries on one class of item, by jurisdiction; ``differing`` are terms that they do not ask alike."""

    item: str
    cells: dict[str, tuple[Cell, ...]]
    differing: tuple[str, ...]

    def to_dict(self) -> dict:
        cells = {code: [cell.to_dict() for cell in found] for code, found in self.cells.items()}
        return {"item": self.item, "jurisdictions": cells, "differing": list(self.differing)}


def matrix(day: date | None = None, norms: Iterable[Norm] | None = None) -> list[Row]:
    """A row for every class of item that some control entry names, in force on a day or on any."""
    norms = list(norms if norms is not None else (norm_book().in_force(day) if day else norm_book().norms))
    rows: dict[str, dict[str, list[Cell]]] = {}
    for norm in norms:
        if norm.kind == ENTRY:
            for item in classes(norm.condition):
                rows.setdefault(item, {}).setdefault(norm.jurisdiction, []).append(cell(norm))
    found = []
    for item, cells in sorted(rows.items()):
        ordered = {code: tuple(sorted(cells[code], key=lambda c: (c.provision, c.start))) for code in sorted(cells)}
        found.append(Row(item, ordered, differing(ordered)))
    return found


def classes(condition: Condition) -> tuple[str, ...]:
    """The classes of item that a condition asserts."""
    if isinstance(condition, ItemIs):
        return (condition.name,)
    if isinstance(condition, (And, Or)):
        return tuple(dict.fromkeys(name for part in condition.parts for name in classes(part)))
    return ()


def cell(norm: Norm) -> Cell:
    asks = dict.fromkeys(term for leaf in norm.condition.all_leaves if (term := getattr(leaf, "term", None)))
    words = {term: " or ".join(dict.fromkeys(_words(norm.condition, term))) for term in asks}
    return Cell(
        norm.provision, norm.in_force_from, norm.in_force_until, norm.verified and norm.earliest is None,
        tuple(sorted((term, text) for term, text in words.items() if text)),
    )  # fmt: skip


def _words(condition: Condition, term: str, negated: bool = False) -> Iterable[str]:
    if isinstance(condition, (And, Or)):
        for part in condition.parts:
            yield from _words(part, term, negated)
    elif isinstance(condition, Not):
        yield from _words(condition.part, term, not negated)
    elif getattr(condition, "term", None) == term:
        text = threshold_text(condition) if isinstance(condition, Within) else ", ".join(condition_values(condition))
        yield f"not {text}" if negated else text


def condition_values(condition: Condition) -> tuple[str, ...]:
    """The words of a leaf; of provisions the number alone, so that lists of different states can be compared."""
    values = condition.values if isinstance(condition, (Has, OneOf)) else getattr(condition, "values", ())
    return tuple(value.split(":", 1)[-1] for value in values)


def differing(cells: dict[str, tuple[Cell, ...]]) -> tuple[str, ...]:
    """The numeric terms whose bounds differ between the jurisdictions that list the item."""
    terms = lexicon().terms
    asked: dict[str, dict[str, set[str]]] = {}
    for code, found in cells.items():
        for one in found:
            for term, text in one.asks:
                if term in terms and terms[term].value_kind in ("quantity", "count"):
                    asked.setdefault(term, {}).setdefault(code, set()).add(text)
    return tuple(
        sorted(
            term
            for term, by_code in asked.items()
            if len({frozenset(texts) for texts in by_code.values()}) > 1 or set(by_code) != set(cells)
        )
    )


def matrix_text(rows: list[Row]) -> str:
    """The matrix for a terminal: one block an item, one line an entry."""
    lines = []
    for row in rows:
        label = lexicon().terms[row.item].label
        lines.append(f"{label} ({row.item})" + (f"; differ in {', '.join(row.differing)}" if row.differing else ""))
        for code, cells in row.cells.items():
            for one in cells:
                until = f" until {one.end}" if one.end else ""
                asks = "; ".join(f"{term} {text}" for term, text in one.asks)
                doubt = "" if one.verified else " (not verified)"
                lines.append(f"  {code:4} {one.provision:32} {one.start}{until}{doubt}  {asks}")
        lines.append("")
    return "\n".join(lines)


_STYLE = """
body { font: 15px/1.45 Georgia, serif; margin: 2rem; color: #1c1c1c; } h1 { font-size: 1.3rem; }
table { border-collapse: collapse; font-size: .85rem; } th, td { border: 1px solid #ccc; padding: .35rem .5rem; }
th { background: #f5f3ee; text-align: left; } td { vertical-align: top; min-width: 9rem; }
.p { font-family: monospace; } .differs { background: #fff3d6; } .doubt { color: #8b0000; } .none { color: #999; }
footer { color: #666; font-size: .85rem; margin-top: 1rem; }
"""


def matrix_page(rows: list[Row], day: date | None = None) -> str:
    """The matrix as one HTML page: items down, jurisdictions across; bounds that differ are marked."""
    codes = sorted({code for row in rows for code in row.cells})
    head = "".join(f"<th>{escape(code)}</th>" for code in codes)
    body = "".join(_html_row(row, codes) for row in rows)
    when = f"in force on {day}" if day else "of all days"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harmonisation matrix</title>'
        f"<style>{_STYLE}</style></head><body><h1>Control entries {when}, side by side</h1>"
        f"<table><tr><th>item</th>{head}</tr>{body}</table>"
        "<footer>Marked: bounds that the jurisdictions do not share. An empty field says that no entry is encoded, not "
        "that there is none. This is not legal advice.</footer></body></html>\n"
    )


def _html_row(row: Row, codes: list[str]) -> str:
    label = escape(lexicon().terms[row.item].label)
    cells = []
    for code in codes:
        entries = "".join(_html_entry(one, row.differing) for one in row.cells.get(code, ()))
        cells.append(f"<td>{entries}</td>" if entries else '<td class="none">none encoded</td>')
    return f"<tr><th>{label}</th>{''.join(cells)}</tr>"


def _html_entry(one: Cell, differing: tuple[str, ...]) -> str:
    asks = "<br>".join(
        f'<span class="{"differs" if term in differing else ""}">{escape(lexicon().terms[term].label)} '
        f"{escape(text)}</span>"
        for term, text in one.asks
    )
    days = f"{one.start} to {one.end}" if one.end else f"from {one.start}"
    doubt = "" if one.verified else ' <span class="doubt">not verified</span>'
    return f'<p><span class="p">{escape(one.provision)}</span> {days}{doubt}<br>{asks}</p>'
