"""The pages of the lexicon as HTML: index, modules, terms, questions, alignments, quality and norms."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from qgov.lexicon import Term, lexicon
from qgov.lexicon.alignments import alignments
from qgov.lexicon.labels import labels
from qgov.lexicon.questions import Question, questions
from qgov.lexicon.terms import modules
from qgov.lexicon.units import fitting
from qgov.report.lexicon.axiom_words import sentences
from qgov.report.lexicon.diagram import class_tree, neighbourhood
from qgov.report.lexicon.usage import usages

_BRACED = re.compile(r"\{([A-Za-z][\w-]*)\}")
_HEADINGS = (
    ("Classes", "Class"), ("Relations", "ObjectProperty"), ("Properties with values", "DatatypeProperty"),
    ("Annotation properties", "AnnotationProperty"), ("Words", "NamedIndividual"),
)  # fmt: skip
FILES = ("style.css", "find.js")


class Links(Protocol):
    """Where pages lie, seen from the page that links."""

    def term(self, name: str) -> str: ...
    def data(self, name: str, extension: str) -> str: ...
    def module(self, name: str) -> str: ...
    def question(self, question: Question) -> str: ...
    def norm(self, provision: str) -> str: ...
    def page(self, name: str) -> str: ...
    def file(self, name: str) -> str: ...


class SiteLinks:
    """Links of the site in a folder; ``up`` leads from the page's folder to the top."""

    def __init__(self, up: str = ""):
        self.up = up

    def term(self, name: str) -> str:
        return f"{self.up}term/{name}.html"

    def data(self, name: str, extension: str) -> str:
        return f"{self.up}term/{name}.{extension}"

    def module(self, name: str) -> str:
        return f"{self.up}module/{name}.html"

    def question(self, question: Question) -> str:
        return f"{self.up}questions.html#{question.module}-{question.name}"

    def norm(self, provision: str) -> str:
        return f"{self.up}norms.html#{quote(provision, safe='')}"

    def page(self, name: str) -> str:
        return f"{self.up}{name}.html"

    def file(self, name: str) -> str:
        return f"{self.up}{name}"


@cache
def _templates():
    import jinja2

    folder = Path(__file__).parent / "templates"
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    found.filters["braced"] = _braced
    found.globals.update(terms=lexicon().terms, version=lexicon().version)
    return found


def page_file(name: str) -> str:
    """A file that the pages fetch from beside them: ``style.css`` or ``find.js``."""
    return (Path(__file__).parent / "templates" / name).read_text("utf-8")


def _braced(text: str) -> list[dict]:
    """A sentence as texts and names of terms."""
    parts = _BRACED.split(text)
    return [{"name": part} if index % 2 else {"text": part} for index, part in enumerate(parts) if part]


def _page(template: str, links: Links, title: str, **values) -> str:
    return _templates().get_template(template).render(links=links, title=title, **values)


def term_html(name: str, links: Links) -> str:
    """The page of one term."""
    term = lexicon().terms[name]
    words = sorted((word.name for word in lexicon().words(term.words_class).values()) if term.words_class else ())
    return _page(
        "term.html",
        links,
        term.label,
        term=term,
        kind=kind_of(term),
        labels=labels().get(name, ()),
        picture=neighbourhood(name, links.term),
        sentences=sentences().get(name, ()),
        units=[unit for unit in fitting(term) if unit != term.unit] if term.unit else [],
        words=words,
        usage=usages()[name],
        mappings=alignments().get(name, ()),
        replaced_by=term.replaced_by,
    )


def kind_of(term: Term) -> str:
    """What sort of thing a term is, in words."""
    names = {
        "Class": "class", "ObjectProperty": "relation", "DatatypeProperty": "property with values",
        "AnnotationProperty": "annotation property",
    }  # fmt: skip
    for kind, word in names.items():
        if kind in term.kinds:
            return word
    return "word"


def module_html(name: str, links: Links) -> str:
    """The page of one module."""
    own = sorted((t for t in lexicon().terms.values() if t.module == name), key=lambda t: t.label.lower())
    groups = [(heading, [t for t in own if kind in t.kinds]) for heading, kind in _HEADINGS]
    return _page(
        "module.html",
        links,
        name,
        description=modules()[name],
        picture=class_tree(name, links.term),
        groups=groups,
        questions=[question for question in questions() if question.module == name],
    )


def index_html(links: Links) -> str:
    """The first page: modules, and all terms with a search field."""
    every = sorted(lexicon().terms.values(), key=lambda term: term.label.lower())
    counted = Counter(term.module for term in every)
    return _page(
        "index.html",
        links,
        "qgov lexicon",
        modules=[
            {"name": name, "description": text, "count": counted[name]}
            for name, text in modules().items()
            if counted[name]
        ],
        every=[{"name": t.name, "label": t.label, "find": _findable(t)} for t in every],
        question_count=len(questions()),
        mapping_count=sum(len(rows) for rows in alignments().values()),
    )


def _findable(term: Term) -> str:
    return " ".join(
        [term.label, term.name, term.notation or "", *(label.text for label in labels().get(term.name, ()))]
    ).lower()


def questions_html(links: Links) -> str:
    """All competency questions, with data and rows."""
    groups: dict[str, list[Question]] = defaultdict(list)
    for question in questions():
        groups[question.module].append(question)
    return _page("questions.html", links, "Competency questions", groups=sorted(groups.items()))


def alignments_html(links: Links) -> str:
    """All mappings, by vocabulary."""
    groups = defaultdict(list)
    for rows in alignments().values():
        for mapping in rows:
            groups[mapping.vocabulary].append(mapping)
    terms = lexicon().terms
    ordered = [(name, sorted(rows, key=lambda m: terms[m.subject].label)) for name, rows in sorted(groups.items())]
    return _page("alignments.html", links, "Alignments", groups=ordered)


def quality_html(links: Links) -> str:
    """How far sources were checked, and where terms are used."""
    words = Counter(term.source_verification or "qgov itself" for term in lexicon().terms.values())
    terms = lexicon().terms
    rows = sorted(usages().items(), key=lambda row: terms[row[0]].label.lower())
    return _page("quality.html", links, "Quality", sources=words.most_common(), usages=rows)


def norms_html(links: Links) -> str:
    """Every norm with its text, for the links from the terms that it uses."""
    from qgov.norms import norm_book

    return _page("norms.html", links, "Norms", norms=sorted(norm_book().norms, key=lambda norm: norm.provision))


def write_site(folder: Path) -> int:
    """Write the whole site, with each term in Turtle and JSON-LD beside its page; the number of files written."""
    from qgov.report.lexicon.rdf import term_text

    top, below = SiteLinks(), SiteLinks("../")
    files: dict[str, str] = {
        "index.html": index_html(top), "questions.html": questions_html(top), "alignments.html": alignments_html(top),
        "quality.html": quality_html(top), "norms.html": norms_html(top),
        **{name: page_file(name) for name in FILES},
    }  # fmt: skip
    files |= {f"module/{name}.html": module_html(name, below) for name in modules()}
    for name in lexicon().terms:
        files[f"term/{name}.html"] = term_html(name, below)
        files[f"term/{name}.ttl"] = term_text(name, format="turtle")
        files[f"term/{name}.jsonld"] = term_text(name, format="jsonld")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return len(files)
