"""Pictures of terms as SVG: the neighbourhood of one term, and the tree of the classes of a module.

A picture is plain SVG with links; it needs no script and no font from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from qgov.base.iri import QGOV, local
from qgov.lexicon import lexicon
from qgov.lexicon.axioms import shipped_axioms
from qgov.lexicon.classify import direct_superclasses

_CHARACTER, _HEIGHT, _GAP, _ROW = 7.6, 28, 18, 62
_MOST = 7
_FILL = {"own": "#1d4e6b", "Class": "#e8f0f4", "property": "#f6efe2", "word": "#eef3e8"}


@dataclass(frozen=True)
class _Box:
    name: str
    label: str
    x: float
    y: float
    width: float
    kind: str

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def neighbourhood(name: str, link: Callable[[str], str]) -> str:
    """A term with what stands above it, below it, and in relation to it."""
    terms = lexicon().terms
    above = _chain(name)
    below = _below(name)
    beside = _relations(name)
    rows = [[parent] for parent in reversed(above)] if len(above) < 4 else [[parent] for parent in reversed(above[:3])]
    middle = len(rows)
    rows.append([name])
    if below:
        rows.append(below[:_MOST])
    boxes, width = _placed(rows, terms, name)
    lines, shapes = [], []
    for upper, lower in pairwise(boxes[: middle + 1]):
        lines.append(_line(lower[0].middle, lower[0].y, upper[0].middle, upper[0].y + _HEIGHT, arrow=True))
    own = boxes[middle][0]
    if below:
        for box in boxes[middle + 1]:
            lines.append(_line(box.middle, box.y, own.middle, own.y + _HEIGHT, arrow=True))
    y = boxes[-1][0].y + _HEIGHT + _GAP
    more = len(below) - _MOST
    texts = [_text(width / 2, y, f"and {more} more below", "middle")] if more > 0 else []
    y += 20 if more > 0 else 4
    for relation, other, forward in beside[:_MOST]:
        begin, end = (name, other) if forward else (other, name)
        texts.append(_relation(20, y + 14, begin, relation, end, terms, link))
        y += 24
        width = max(width, 40 + _CHARACTER * (len(begin) + len(relation) + len(end) + 16))
    shapes = [_shape(box, link, box.name == name) for row in boxes for box in row]
    return _svg(width, y + 8, lines + shapes + texts, f"{terms[name].label}: its place in the lexicon")


def class_tree(module: str, link: Callable[[str], str]) -> str:
    """The classes of a module as a tree, each below the class that it narrows."""
    terms = lexicon().terms
    own = [term for term in terms.values() if term.module == module and "Class" in term.kinds]
    if not own:
        return ""
    children: dict[str, list[str]] = {}
    roots = []
    for term in sorted(own, key=lambda term: term.label):
        parent = next(iter(_parents(term.name)), None)
        if parent is None:
            roots.append(term.name)
        else:
            children.setdefault(parent, []).append(term.name)
            if terms[parent].module != module and parent not in roots:
                roots.append(parent)
    rows: list[tuple[int, str]] = []

    def walk(name: str, depth: int) -> None:
        if any(name == seen for _, seen in rows):
            return
        rows.append((depth, name))
        for child in children.get(name, ()):
            walk(child, depth + 1)

    for root in sorted(roots, key=lambda name: terms[name].label):
        walk(root, 0)
    lines, shapes, width = [], [], 0.0
    last: dict[int, float] = {}
    for index, (depth, name) in enumerate(rows):
        x, y = 12 + depth * 34, 10 + index * 36
        box = _Box(name, terms[name].label, x, y, _width(terms[name].label), "Class")
        if depth:
            lines.append(_line(x - 22, last[depth - 1] + _HEIGHT, x - 22, y + _HEIGHT / 2))
            lines.append(_line(x - 22, y + _HEIGHT / 2, x, y + _HEIGHT / 2))
        last[depth] = y
        shapes.append(_shape(box, link, False, foreign=terms[name].module != module))
        width = max(width, x + box.width + 12)
    return _svg(width, 20 + len(rows) * 36, lines + shapes, f"classes of the module {module}")


def _chain(name: str) -> list[str]:
    """The superclasses of a term (or the class of a word), nearest first, along the first parent."""
    terms, found = lexicon().terms, []
    parent = next(iter(_parents(name)), None)
    while parent in terms and parent not in found:
        found.append(parent)
        parent = next(iter(_parents(parent)), None)
    return found


def _parents(name: str) -> tuple[str, ...]:
    """The classes right above a class, or those of a word."""
    terms = lexicon().terms
    if "Class" in terms[name].kinds:
        return direct_superclasses().get(name, ())
    return tuple(kind for kind in terms[name].kinds if kind in terms)


def _below(name: str) -> list[str]:
    terms = lexicon().terms
    return sorted(
        (other for other in terms if name in _parents(other)),
        key=lambda other: terms[other].label,
    )


def _relations(name: str) -> list[tuple[str, str, bool]]:
    """Properties with the term as domain or range: (property, the class at the other end, whether it leads there)."""
    iri, domains, ranges = QGOV + name, {}, {}
    for axiom in shipped_axioms():
        if axiom[0] == "PropertyDomain" and isinstance(axiom[2], str):
            domains[axiom[1]] = axiom[2]
        elif axiom[0] == "ObjectPropertyRange" and isinstance(axiom[2], str):
            ranges[axiom[1]] = axiom[2]
    terms = lexicon().terms
    found = []
    for path, domain in sorted(domains.items()):
        if domain == iri and path in ranges and local(ranges[path]) in terms:
            found.append((local(path), local(ranges[path]), True))
    for path, end in sorted(ranges.items()):
        if end == iri and path in domains and local(domains[path]) in terms and domains[path] != iri:
            found.append((local(path), local(domains[path]), False))
    return found


def _placed(rows: list[list[str]], terms, own: str) -> tuple[list[list[_Box]], float]:
    widths = [[_width(terms[name].label) for name in row] for row in rows]
    totals = [sum(row) + _GAP * (len(row) - 1) for row in widths]
    width = max(totals) + 40
    placed = []
    for index, (names, sizes, total) in enumerate(zip(rows, widths, totals, strict=True)):
        x, y = (width - total) / 2, 10 + index * _ROW
        row = []
        for name, size in zip(names, sizes, strict=True):
            row.append(_Box(name, terms[name].label, x, y, size, _kind(terms[name])))
            x += size + _GAP
        placed.append(row)
    return placed, width


def _kind(term) -> str:
    if "Class" in term.kinds:
        return "Class"
    return "word" if "NamedIndividual" in term.kinds else "property"


def _width(label: str) -> float:
    # East Asian letters are as wide as two others.
    return 18 + sum(_CHARACTER * (1 if ord(letter) < 0x2E80 else 1.9) for letter in label)


def _shape(box: _Box, link: Callable[[str], str], own: bool, foreign: bool = False) -> str:
    fill = _FILL["own"] if own else _FILL[box.kind]
    ink = "#ffffff" if own else "#1c1c1c"
    dash = ' stroke-dasharray="4 3"' if foreign else ""
    return (
        f'<a href="{escape(link(box.name))}">'
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" '
        f'height="{_HEIGHT}" rx="5" fill="{fill}" stroke="#5b7c8d"{dash}/>'
        f'<text x="{box.middle:.1f}" y="{box.y + 19:.1f}" fill="{ink}" text-anchor="middle">'
        f"{escape(box.label)}</text></a>"
    )


def _relation(x: float, y: float, begin: str, relation: str, end: str, terms, link: Callable[[str], str]) -> str:
    def one(name: str, fill: str) -> str:
        return f'<a href="{escape(link(name))}"><tspan fill="{fill}">{escape(terms[name].label)}</tspan></a>'

    return (
        f'<text x="{x}" y="{y:.1f}">{one(begin, "#1d4e6b")}<tspan fill="#777"> — </tspan>{one(relation, "#8a5a00")}'
        f'<tspan fill="#777"> → </tspan>{one(end, "#1d4e6b")}</text>'
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="#666" text-anchor="{anchor}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, arrow: bool = False) -> str:
    head = ' marker-end="url(#up)"' if arrow else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#5b7c8d"{head}/>'


def _svg(width: float, height: float, parts: list[str], title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" font-family="system-ui, sans-serif" font-size="13">'
        f"<title>{escape(title)}</title>"
        '<defs><marker id="up" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" orient="auto">'
        '<path d="M0,0 L10,5 L0,10" fill="none" stroke="#5b7c8d"/></marker></defs>' + "".join(parts) + "</svg>"
    )
