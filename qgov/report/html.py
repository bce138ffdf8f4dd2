"""A decision as one HTML page: no script, no style from elsewhere, every text escaped."""

from __future__ import annotations

from html import escape

from qgov.base.places import name_of
from qgov.lexicon import lexicon
from qgov.reasoning.decision import DISCLAIMER, Decision
from qgov.reasoning.findings import Finding
from qgov.report.changes import changes, reading_words, why_not_words
from qgov.report.claims import claims
from qgov.report.conflicts import conflict_words
from qgov.report.outcomes import outcome_words
from qgov.report.penalties import penalty_words
from qgov.report.screening import screening_lines
from qgov.report.text import (
    because_rows,
    duty_words,
    headline_sentences,
    missing_words,
    reason_rows,
)

_STYLE = """
body { font: 16px/1.5 Georgia, serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 1.6rem; }
.outcome { font: bold 1.5rem/1.2 sans-serif; padding: .8rem 1rem; border-left: .5rem solid; margin: 1rem 0; }
.prohibited { color: #8b0000; } .authorisation-required { color: #a04000; } .conditions-open { color: #7a6000; }
.undetermined { color: #4b3d8f; } .permitted { color: #1d6b2f; } .no-control-found { color: #33526b; }
table { border-collapse: collapse; font-size: .92rem; margin: .3rem 0 .8rem 1.2rem; }
td, th { padding: .15rem .7rem .15rem 0; text-align: left; vertical-align: top; }
pre { font-size: .8rem; overflow-x: auto; background: #f5f3ee; padding: .6rem; }
footer { color: #666; font-size: .85rem; }
"""


def page(decision: Decision, all_findings: bool = False) -> str:
    """The whole decision as a page that stands alone."""
    dossier = decision.dossier
    terms = lexicon().terms
    items = ", ".join(f"{item.id} ({terms[item.type].label})" for item in dossier.items)
    route = " → ".join(name_of(place) or place for place in (dossier.origin, *dossier.transit, dossier.destination))
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        f"<title>{escape(decision.outcome)}: {escape(items)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(terms[dossier.type].label.capitalize())} of {escape(items)}, {escape(route)}</h1>",
        f"<p>Law of {decision.as_of}.</p>",
        f'<p class="outcome {escape(decision.outcome)}">{escape(outcome_words(decision.outcome).capitalize())}</p>',
        *(f"<p>{escape(text)}</p>" for text in headline_sentences(decision)),
        *_parties(decision),
        "<h2>Because</h2><ol>",
        *(_row(text, finding) for text, finding in because_rows(decision, all_findings)),
        "</ol>",
        *_list("Claims", claims(decision.groundings)),
        *_circuits(decision),
        *_list("Compared with lists", screening_lines(decision.screening)),
        *_list("What is missing", missing_words(decision)),
        *_list("What would change it", changes(decision)),
        *_list("Why not permitted", why_not_words(decision)),
        *_list("How the numbers may be read", reading_words(decision)),
        *_list("Duties", duty_words(decision)),
        *_list("Conflicts between sovereigns", conflict_words(decision)),
        *_list("Penalties", penalty_words(decision.penalties)),
        *_list("Warnings", list(decision.warnings)),
        *_list("Not modelled", list(decision.not_modelled)),
        f"<footer>Receipt sha256:{escape(str(decision.receipt.get('sha256', '')))}. {DISCLAIMER}</footer>",
        "</body></html>\n",
    ]
    return "\n".join(parts)


def _row(text: str, finding: Finding | None) -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in (reason_rows(finding) if finding else ())
    )
    return f"<li>{escape(text)}" + (f"<table>{rows}</table>" if rows else "") + "</li>"


def _parties(decision: Decision) -> list[str]:
    parties = decision.dossier.parties
    if not parties:
        return []
    rows = [
        f"<tr><th>{escape(party.role)}</th><td>{escape(party.name or party.id)}</td>"
        f"<td>{escape((name_of(party.country) or party.country) if party.country else '')}</td></tr>"
        for party in parties
    ]
    return ["<h2>Parties</h2><table>", *rows, "</table>"]


def _list(title: str, rows: list[str]) -> list[str]:
    if not rows:
        return []
    return [f"<h2>{escape(title)}</h2><ul>", *(f"<li>{escape(row)}</li>" for row in rows), "</ul>"]


def _circuits(decision: Decision) -> list[str]:
    drawn = dict.fromkeys((g.check, g.circuit) for g in decision.groundings if g.circuit)
    return [
        f"<details><summary>Circuit of {escape(check)}</summary><pre>{escape(circuit)}</pre></details>"
        for check, circuit in drawn
    ]
