"""The IRIs of qgov as addresses: the path of ``https://w3id.org/qgov/…`` leads to what it names."""

from __future__ import annotations

from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from qgov.api.decisions.routes import dumps
from qgov.api.door.access import needs
from qgov.api.door.cached import REVALIDATE, kept_answer
from qgov.api.door.negotiate import EXTENSIONS, Form, form_of
from qgov.api.door.problem import Problem, problem_kinds
from qgov.api.door.query import only
from qgov.api.knowledge.graph_text import about, graph_text, shipped
from qgov.api.knowledge.norms import found_norm, norm_address
from qgov.base.iri import QGOV

SITE = "https://w3id.org/qgov/"
_KINDS = ("norm", "entry", "cond")
_CONTEXTS = ("context/v1.jsonld", "context/decision-v1.jsonld")


def iri_routes(operation) -> APIRouter:
    """The operations at the paths of IRIs; ``operation`` gives what the OpenAPI document says of each."""
    routes = APIRouter(tags=["law and words"], dependencies=[Depends(needs("read"))])

    @routes.get("/qgov/{name:path}", dependencies=[Depends(only("format"))], **operation("resource"))
    def resource(name: str, request: Request, format: Form = None) -> Response:
        media = form_of(request, format)
        target = _elsewhere(name, request)
        if target is not None:
            # A term or a norm is no document: 303 leads to one about it.
            headers = {"Vary": "Accept", "Cache-Control": REVALIDATE}
            asked = "" if "?" in target or target.startswith("/contexts") else f"?format={EXTENSIONS[media]}"
            return RedirectResponse(target + asked, 303, headers=headers)
        return kept_answer(request, _text(name, media), media)

    @routes.get("/.well-known/void", dependencies=[Depends(only())], **operation("void"))
    def void(request: Request) -> Response:
        return kept_answer(request, _void(), "text/turtle")

    return routes


def _elsewhere(name: str, request: Request) -> str | None:
    """The address of the document about what an IRI names, where the service has one of its own."""
    from qgov.lexicon import lexicon

    if name in _CONTEXTS:
        return f"/contexts/{name.removeprefix('context/')}"
    if name in lexicon().terms:
        return f"/v1/terms/{name}"
    kind, _, rest = name.partition("/")
    if kind in _KINDS:
        return norm_address(found_norm(name))
    if kind == "decision":
        tenant, _, number = rest.partition("/")
        if tenant == request.state.caller.tenant and number:
            return f"/v1/decisions/{quote(number.partition('/')[0], safe='')}?"
    return None


def _text(name: str, media: str) -> str:
    if name.startswith("problem/") and (found := problem_kinds().get(name.removeprefix("problem/"))):
        return _shown(name, {"status": found[0], "title": found[1]}, media)
    triples = _about(name)
    if media in ("text/turtle", "application/ld+json"):
        return graph_text(triples, media)
    if media == "application/json":
        return graph_text(triples, "application/ld+json")
    rows = sorted((str(triple.predicate).strip("<>"), _plain(triple.object)) for triple in triples)
    return _table(QGOV + name, rows)


def _about(name: str) -> list:
    import pyoxigraph as ox

    for one in (name, quote(name, safe="/~"), unquote(name)):
        try:
            node = ox.NamedNode(QGOV + one)
        except ValueError:
            continue
        if any(shipped().quads_for_pattern(node, None, None, None)):
            return about(QGOV + one)
    raise Problem(404, "qgov has nothing of this name", "see /v1/terms and /v1/norms")


def _shown(name: str, rows: dict, media: str) -> str:
    if media == "text/html":
        return _table(QGOV + name, [(key, str(value)) for key, value in rows.items()])
    if media == "text/turtle":
        return f'<{QGOV}{name}> <http://www.w3.org/2000/01/rdf-schema#label> "{rows["title"]}" .\n'
    label = {"@id": QGOV + name, "http://www.w3.org/2000/01/rdf-schema#label": rows["title"]}
    return dumps(label if media == "application/ld+json" else {"type": QGOV + name, **rows})


def _plain(term: object) -> str:
    return getattr(term, "value", str(term))


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    from html import escape

    cells = "".join(f'<tr><th scope="row">{escape(key)}</th><td>{escape(value)}</td></tr>' for key, value in rows)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<link rel="stylesheet" href="/lexicon/style.css"></head><body><main><h1>{escape(title)}</h1>'
        f"<table>{cells}</table></main></body></html>\n"
    )


def _void() -> str:
    """The shipped graphs as a VoID data set that is a DCAT data set too, with its size and where it is queried."""
    from qgov import __version__
    from qgov.lexicon import lexicon
    from qgov.norms import norm_book

    words = lexicon()
    return (
        "@prefix void: <http://rdfs.org/ns/void#> .\n@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n"
        f"<{SITE}dataset> a void:Dataset, dcat:Dataset ;\n"
        '  dcterms:title "qgov: lexicon and norms of quantum governance"@en ;\n'
        '  dcterms:description "Words, norms and reference data that decisions on quantum transfers rest on."@en ;\n'
        "  dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> ;\n"
        f'  dcterms:hasVersion "{__version__}", "lexicon {words.version}" ;\n'
        f'  dcterms:identifier "norms sha256 {norm_book().sha256}" ;\n'
        f'  void:uriSpace "{SITE}" ;\n  void:vocabulary <{SITE}> ;\n'
        f"  void:triples {len(shipped())} ;\n  void:entities {len(words.terms) + len(norm_book().norms)} ;\n"
        f"  void:exampleResource <{SITE}QuantumComputer> ;\n"
        "  void:sparqlEndpoint </sparql> ;\n"
        "  dcat:distribution [ a dcat:Distribution ; dcat:accessURL </v1/terms>, </v1/norms> ;\n"
        '    dcat:mediaType "application/json" ] .\n'
    )
