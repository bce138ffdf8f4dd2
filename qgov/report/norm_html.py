"""Norms as a page of HTML: the rows of their text, with links to what they name."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Protocol

from qgov.lexicon import lexicon
from qgov.norms import Norm, norm_book
from qgov.report.norms import IRI, PROVISIONS, TERMS, Row, norm_rows
from qgov.report.outline import outline_html

# The head of the page says these.
_SAID_ABOVE = ("label", "says")


class NormLinks(Protocol):
    """Where the documents about what a norm names lie; empty where there is none."""

    def norm(self, provision: str) -> str: ...
    def term(self, name: str) -> str: ...


class PublishedLinks:
    """Links to the IRIs themselves, for a page that stands alone; of several norms of a provision the latest."""

    def __init__(self):
        self.norms = {norm.provision: norm.iri for norm in sorted(norm_book().norms, key=lambda n: n.in_force_from)}

    def norm(self, provision: str) -> str:
        return self.norms.get(provision, "")

    def term(self, name: str) -> str:
        return lexicon().terms[name].iri


def norm_article(norm: Norm, links: NormLinks) -> str:
    """One norm: its label, what it says, and its rows."""
    rows = "".join(
        f'<tr><th scope="row">{escape(row.name)}</th><td>{_cell(row, links)}</td></tr>'
        for row in norm_rows(norm)
        if row.name not in _SAID_ABOVE
    )
    return (
        f'<h1>{escape(norm.label)}</h1><p class="kind">{escape(norm.provision)}</p>'
        f'<p class="definition">{escape(norm.definition)}</p><table>{rows}</table>'
    )


def norms_page(norms: Iterable[Norm]) -> str:
    """Norms as one page that stands alone, as ``qgov norms`` writes it."""
    from qgov.report.lexicon.pages import page_file

    links = PublishedLinks()
    parts = "".join(f"<article>{norm_article(norm, links)}</article>" for norm in norms)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Norms</title>'
        f"<style>{page_file('style.css')}</style></head><body><main>{parts}</main>"
        "<footer>Law is paraphrased; this is not legal advice.</footer></body></html>\n"
    )


def _cell(row: Row, links: NormLinks) -> str:
    if row.asks is not None:
        return outline_html(row.asks)
    if row.kind == PROVISIONS:
        return ", ".join(_linked(links.norm(value), value) for value in row.values)
    if row.kind == TERMS:
        return ", ".join(_term(value, links) for value in row.values)
    if row.kind == IRI:
        return _linked(row.text, row.text)
    return escape(row.text)


def _term(name: str, links: NormLinks) -> str:
    term = lexicon().terms.get(name)
    return _linked(links.term(name), term.label) if term else escape(name)


def _linked(address: str, text: str) -> str:
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)
