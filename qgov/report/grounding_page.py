"""The groundings of a dossier as one HTML page: each claim in a picture against its bound, with why and what is needed.

The page stands alone (its style is within it, there is no script), every text is escaped, and it is well-formed XML.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import quote

from qgov.dossier.model import Dossier, Quantity
from qgov.grounding.model import MET, NOT_MET, REFUTED, SUPPORTED, UNDETERMINED, Grounding
from qgov.lexicon import lexicon
from qgov.report.grounding_picture import about, amount, picture, pictures, writable

__all__ = ["grounding_page", "grounding_pictures", "picture"]

_ORDER = (REFUTED, NOT_MET, UNDETERMINED, MET, SUPPORTED)
_TONE = {REFUTED: "bad", NOT_MET: "warn", UNDETERMINED: "open", MET: "good", SUPPORTED: "good"}
_MEANING = {
    REFUTED: "impossible under the assumptions that the claim states",
    NOT_MET: "true or not, the claim does not reach this threshold",
    UNDETERMINED: "physics alone does not decide it from what is given",
    MET: "if the claim is true, this threshold is reached",
    SUPPORTED: "nothing that was checked contradicts it",
}


def grounding_page(dossier: Dossier, groundings: tuple[Grounding, ...], warnings: tuple[str, ...] = ()) -> str:
    """The page of the groundings, those that matter most first within each item."""
    terms = lexicon().terms
    numbered = [(f"g{number}", grounding) for number, grounding in enumerate(groundings, 1)]
    groups = []
    for item in dossier.items:
        own = [row for row in numbered if row[1].claims and row[1].claims[0].item == item.id]
        if own:
            label = terms[item.type].label if item.type in terms else item.type
            groups.append({"id": item.id, "label": label, "rows": _rows(own, dossier)})
    known = {item.id for item in dossier.items}
    rest = [row for row in numbered if not row[1].claims or row[1].claims[0].item not in known]
    if rest:
        groups.append({"id": "", "label": "other claims", "rows": _rows(rest, dossier)})
    counts = Counter(grounding.verdict for grounding in groundings)
    return _template().render(
        title=f"Claims against physics: {dossier.id}",
        dossier=dossier,
        groups=groups,
        counts=[(verdict, counts[verdict], _TONE[verdict], _MEANING[verdict]) for verdict in _ORDER if counts[verdict]],
        warnings=warnings,
        version=lexicon().version,
    )


def grounding_pictures(dossier: Dossier, groundings: tuple[Grounding, ...]) -> str:
    """The pictures alone, as one SVG document."""
    return pictures((grounding, _quantities(grounding, dossier)) for grounding in groundings)


def _rows(numbered: list[tuple[str, Grounding]], dossier: Dossier) -> list[dict]:
    order = {verdict: place for place, verdict in enumerate(_ORDER)}
    ordered = sorted(numbered, key=lambda row: order.get(row[1].verdict, len(order)))
    return [_row(anchor, grounding, dossier) for anchor, grounding in ordered]


def _row(anchor: str, grounding: Grounding, dossier: Dossier) -> dict:
    numbers = [("Claim", grounding.value), ("Bound", grounding.bound), ("Margin", grounding.margin)]
    shown = [(name, amount(number, grounding.unit, 6)) for name, number in numbers if number is not None]
    if grounding.z_score is not None:
        shown.append(("z score", amount(grounding.z_score, "", 4)))
    return {
        "anchor": anchor,
        "about": about(grounding.claims),
        "tone": _TONE.get(grounding.verdict, "faint"),
        "picture": picture(grounding, _quantities(grounding, dossier), heading=False),
        "numbers": shown,
        "source": quote(writable(grounding.source), safe="/.()-_;:") if grounding.source.startswith("10.") else "",
        "counts": ", ".join(f"{number} {verdict}" for verdict, number in grounding.counts.items()),
        "grounding": grounding,
    }


def _quantities(grounding: Grounding, dossier: Dossier) -> list[Quantity]:
    """The quantities that the grounding is about, as far as the dossier holds them by item and term."""
    found = []
    for ref in grounding.claims[:100]:
        item = dossier.item(ref.item)
        one = item.quantity(ref.term) if item else None
        if one is not None:
            found.append(one)
        elif item and ref.term == "pairs.cnotError" and ref.index is not None:
            found += [p.cnot_error for p in item.pairs if p.index == ref.index and p.cnot_error is not None]
    return found


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
