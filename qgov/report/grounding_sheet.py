"""The groundings of a dossier as one sheet in SVG: its verdicts, then each claim in a picture, grouped by item.

What has no number to show against a bound stands below the pictures of its item as text, so that nothing is left out.
"""

from __future__ import annotations

from textwrap import wrap

from qgov.dossier.model import Dossier
from qgov.grounding.model import NOT_MET, Grounding
from qgov.report.grounding_groups import LEGEND, MEANING, Group, grouped, quantities, tally
from qgov.report.grounding_picture import (
    COLOURS,
    GREY,
    INK,
    LINE,
    ROOM,
    WIDTH,
    cut,
    drawable,
    height,
    picture,
    text,
    titled,
    writable,
)
from qgov.report.grounding_scale import LEFT, RIGHT


def grounding_sheet(dossier: Dossier, groundings: tuple[Grounding, ...], warnings: tuple[str, ...] = ()) -> str:
    """The sheet as an SVG document that stands alone."""
    parts, y = _head(dossier, groundings, warnings)
    for group in grouped(dossier, groundings):
        drawn, y = _group(group, dossier, y)
        parts += drawn
    y += LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}"'
        f' font-family="system-ui, sans-serif" font-size="12">\n'
        f'<rect width="{WIDTH}" height="{y}" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _head(dossier: Dossier, groundings: tuple[Grounding, ...], warnings: tuple[str, ...]) -> tuple[list[str], int]:
    parts = [
        text(LEFT, 30, "Claims against physics", INK, bold=True),
        text(LEFT, 30 + LINE, cut(f"{dossier.id} · {dossier.date}"), GREY),
    ]
    y = 40 + 2 * LINE
    for verdict, number in tally(groundings):
        parts.append(text(LEFT, y, f"{number} {verdict}: {MEANING[verdict]}", COLOURS[verdict]))
        y += LINE
    if not groundings:
        parts.append(text(LEFT, y, "No claim of these items is checked against physics.", INK))
        y += LINE
    for warning in warnings:
        for row in wrap(f"Warning: {writable(warning)}", ROOM):
            parts.append(text(LEFT, y, cut(row), COLOURS[NOT_MET]))
            y += LINE
    if any(drawable(grounding) for grounding in groundings):
        y += LINE // 2
        for row in wrap(LEGEND, ROOM):
            parts.append(text(LEFT, y, row, GREY))
            y += LINE
    return parts, y


def _group(group: Group, dossier: Dossier, y: int) -> tuple[list[str], int]:
    """The heading, the pictures and the lines of one item, and where they end."""
    y += 2 * LINE
    parts = [
        f'<line x1="{LEFT}" y1="{y - LINE - 4}" x2="{RIGHT}" y2="{y - LINE - 4}" stroke="{GREY}"/>',
        text(LEFT, y, cut(group.title, 74), INK, bold=True),
    ]
    y += LINE
    plain = []
    for grounding in group.groundings:
        if drawn := picture(grounding, quantities(grounding, dossier)):
            parts.append(drawn.replace("<svg ", f'<svg y="{y}" overflow="visible" ', 1))
            y += height(grounding) + LINE // 2
        else:
            plain.append(grounding)
    if plain:
        y += LINE
        parts.append(text(LEFT, y, "Without a number against a bound:", GREY))
    for grounding in plain:
        y += LINE
        parts.append(text(LEFT, y, titled(grounding), COLOURS.get(grounding.verdict, INK)))
        about = "; ".join(filter(None, (
            grounding.check, grounding.reason,
            f"needed: {', '.join(grounding.needs)}" if grounding.needs else "",
        )))  # fmt: skip
        for row in wrap(" ".join(writable(about).split()), ROOM - 3)[:3]:
            y += LINE
            parts.append(text(LEFT + 20, y, cut(row), GREY))
    return parts, y
