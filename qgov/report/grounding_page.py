"""The groundings of a dossier as one HTML page: each claim in a picture against its bound, with why and what is needed.

The page stands alone (its style is within it, there is no script), every text is escaped, and it is well-formed XML.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

from qgov.dossier.model import Dossier
from qgov.grounding.model import MET, NOT_MET, REFUTED, SUPPORTED, UNDETERMINED, Grounding
from qgov.lexicon import lexicon
from qgov.report.grounding_groups import LEGEND, MEANING, grouped, quantities, tally
from qgov.report.grounding_picture import about, drawable, picture, writable
from qgov.report.grounding_scale import amount, fine, telling

_TONE = {REFUTED: "bad", NOT_MET: "warn", UNDETERMINED: "open", MET: "good", SUPPORTED: "good"}


def grounding_page(dossier: Dossier, groundings: tuple[Grounding, ...], warnings: tuple[str, ...] = ()) -> str:
    """The page of the groundings, those that matter most first within each item."""
    numbers = count(1)
    groups = [
        {"title": group.title, "rows": [_row(f"g{next(numbers)}", one, dossier) for one in group.groundings]}
        for group in grouped(dossier, groundings)
    ]
    return _template().render(
        title=f"Claims against physics: {dossier.id}",
        dossier=dossier,
        groups=groups,
        counts=[(verdict, number, _TONE[verdict], MEANING[verdict]) for verdict, number in tally(groundings)],
        warnings=warnings,
        legend=LEGEND,
        version=lexicon().version,
    )


def _row(anchor: str, grounding: Grounding, dossier: Dossier) -> dict:
    return {
        "anchor": anchor,
        "about": about(grounding.claims),
        "tone": _TONE.get(grounding.verdict, "faint"),
        "picture": picture(grounding, quantities(grounding, dossier), heading=False),
        "numbers": _numbers(grounding),
        "source": quote(writable(grounding.source), safe="/.()-_;:") if grounding.source.startswith("10.") else "",
        "counts": ", ".join(f"{number} {verdict}" for verdict, number in grounding.counts.items()),
        "grounding": grounding,
    }


def _numbers(grounding: Grounding) -> list[tuple[str, str]]:
    value, bound, margin, unit = grounding.value, grounding.bound, grounding.margin, grounding.unit
    if drawable(grounding):
        shown = list(zip(("Claim", "Bound"), telling(value, bound, unit, fine(value, bound)), strict=True))
    else:
        shown = [(name, amount(number, unit, 6)) for name, number in (("Claim", value), ("Bound", bound))
                 if number is not None]  # fmt: skip
    if margin is not None:
        shown.append(("Margin", amount(margin, unit, 4)))
    if grounding.z_score is not None:
        shown.append(("z score", amount(grounding.z_score, "", 4)))
    return shown


@cache
def _template():
    import jinja2
    from markupsafe import Markup

    def clean(value: object) -> object:
        return writable(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    here = Path(__file__).parent
    folders = [here / "templates", here / "lexicon" / "templates"]
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined, finalize=clean,
    ).get_template("grounding.html")  # fmt: skip
