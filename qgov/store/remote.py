"""A store behind a SPARQL 1.1 endpoint: Protocol for queries and updates, Graph Store Protocol for whole graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from qgov.base.parse import fault
from qgov.store.base import StoreBase
from qgov.store.interface import StoreError, StoreUnavailable
from qgov.store.terms import literal, ntriples, substituted, update_text
from qgov.store.wire import Client, Credentials, environment_credentials

if TYPE_CHECKING:
    import pyoxigraph as ox

_JSON = "application/sparql-results+json"
_NTRIPLES = "application/n-triples"
# Virtuoso compiles an update into SQL and refuses one of some ten thousand lines or more.
_VIRTUOSO_TRIPLES = 500
_GRAPHS = (
    "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), ?prefix)) }"  # ?prefix is substituted
)


@dataclass(frozen=True)
class Endpoint:
    """The addresses of a store: for queries, for updates, and for graphs (Graph Store Protocol; None: not offered)."""

    query: str
    update: str
    graphs: str | None = None


def endpoint(text: str) -> Endpoint:
    """The addresses that a configured text means: all of them, separated by commas, or that for queries alone.

    From that for queries the others follow for Oxigraph (``/query``, ``/update``, ``/store``) and for Virtuoso
    (``/sparql`` or ``/sparql-auth``, with ``-graph-crud``); with any other, updates go to the same address, and graphs
    by queries and updates. Fuseki's are written out: ``…/ds/query,…/ds/update,…/ds/data``. Raises InputError.
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) in (2, 3) and all(parts):
        return Endpoint(*parts)
    if len(parts) != 1:
        raise fault("", "an endpoint has one, two or three addresses", "give QUERY, or QUERY,UPDATE[,GRAPHS]")
    query = parts[0]
    for tail, update, graphs in (
        ("/query", "/update", "/store"),
        ("/sparql", "/sparql", "/sparql-graph-crud"),
        ("/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth"),
    ):
        if query.endswith(tail):
            root = query.removesuffix(tail)
            return Endpoint(query, root + update, root + graphs)
    return Endpoint(query, query)


class RemoteStore(StoreBase):
    """Any SPARQL 1.1 endpoint as a store.

    A change is one update request, which Oxigraph and Fuseki make a transaction. Virtuoso does not: there graphs are
    put one after the other, in the order they were given, so that what is given last tells whether all of it is there.
    """

    path = None

    def __init__(
        self,
        where: str | Endpoint,
        *,
        read_only: bool = False,
        credentials: Credentials | None = None,
        timeout: float = 60.0,
        max_bytes: int = 1 << 30,
    ):
        """``timeout`` bounds a request in seconds and ``max_bytes`` an answer; ``credentials`` are by default those of
        the environment. Raises StoreUnavailable where nobody answers a query, InputError for an address that is none.
        """
        self.endpoint = endpoint(where) if isinstance(where, str) else where
        self.writable = not read_only
        urls = [url for url in (self.endpoint.query, self.endpoint.update, self.endpoint.graphs) if url]
        self._client: Client | None = Client(urls, credentials or environment_credentials(), timeout, max_bytes)
        self.ask("ASK {}")
        self._whole = not self._client.server.lower().startswith("virtuoso")

    @property
    def client(self) -> Client:
        if self._client is None:
            raise StoreError("the store is closed")
        return self._client

    def select(
        self,
        text: str,
        bindings: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
        *,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
    ) -> list[dict]:
        import pyoxigraph as ox

        result = self._results(ox.QuerySolutions, text, bindings, default_graphs, named_graphs)
        names = [variable.value for variable in result.variables]
        try:
            return [{name: row[name] for name in names if row[name] is not None} for row in result]
        except (SyntaxError, ValueError) as error:
            raise _unreadable(error) from None

    def ask(
        self,
        text: str,
        bindings: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
        *,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
    ) -> bool:
        import pyoxigraph as ox

        result = self._results(ox.QueryBoolean, text, bindings, default_graphs, named_graphs)
        if isinstance(result, ox.QuerySolutions):  # Virtuoso's yes is a row with the number 1
            return any(row[0].value == "1" for row in result)
        return bool(result)

    def graph(self, graph: str) -> list[ox.Triple]:
        import pyoxigraph as ox

        name = ox.NamedNode(graph).value
        accept = {"Accept": _NTRIPLES}
        if self.endpoint.graphs:
            url = self.endpoint.graphs
            answer = self.client.send("GET", url, query={"graph": name}, headers=accept, known=(404,))
            if answer.status == 404:
                return []
        else:
            fields = [("query", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"), ("default-graph-uri", name)]
            answer = self.client.send("GET", self.endpoint.query, query=fields, headers=accept)
        try:
            return [quad.triple for quad in ox.parse(answer.body, ox.RdfFormat.N_TRIPLES)]
        except (SyntaxError, ValueError) as error:
            raise _unreadable(error) from None

    def graphs(self, prefix: str = "") -> list[str]:
        rows = self.select(_GRAPHS, {"prefix": literal(prefix)})
        return sorted(row["g"].value for row in rows)

    def write(
        self,
        *,
        add: Mapping[str, Iterable[ox.Triple]] | None = None,
        replace: Mapping[str, Iterable[ox.Triple]] | None = None,
        remove: Iterable[str] = (),
        discard: Mapping[str, Iterable[ox.Triple]] | None = None,
    ) -> None:
        added, placed, removed, discarded = self._changes(add, replace, remove, discard)
        if self._whole:
            self._update(update_text((*placed, *removed), added | placed, discarded))
            return
        self._update(update_text(delete=discarded))
        for graph in removed:
            self._update(update_text((graph,)))
        for graph, triples in (*placed.items(), *added.items()):
            self._put(graph, triples, graph in placed)

    def add_text(self, graphs: Mapping[str, str]) -> None:
        import pyoxigraph as ox

        if self._whole:
            self._check_writable()
            blocks = "\n".join(f"GRAPH {ox.NamedNode(graph)} {{\n{text}}}" for graph, text in graphs.items())
            self._update(f"INSERT DATA {{\n{blocks}\n}}")
            return
        self.write(
            add={
                graph: [quad.triple for quad in ox.parse(text.encode(), ox.RdfFormat.N_TRIPLES)]
                for graph, text in graphs.items()
            }
        )

    def sync(self) -> None:
        """Nothing: an endpoint answers an update when it has it as safe as it keeps things."""

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    def _put(self, graph: str, triples: list[ox.Triple], whole: bool) -> None:
        """A graph by the Graph Store Protocol or, without it, by updates of a bearable size."""
        import pyoxigraph as ox

        name = ox.NamedNode(graph).value
        if self.endpoint.graphs and triples:
            self.client.send(
                "PUT" if whole else "POST", self.endpoint.graphs, query={"graph": name},
                body=ntriples(triples).encode(), headers={"Content-Type": _NTRIPLES}, change=True,
            )  # fmt: skip
            return
        if whole:
            self._update(update_text((graph,)))
        for start in range(0, len(triples), _VIRTUOSO_TRIPLES):
            self._update(update_text(insert={graph: triples[start : start + _VIRTUOSO_TRIPLES]}))

    def _update(self, text: str) -> None:
        if not text:
            return
        headers = {"Content-Type": "application/sparql-update", "Accept": "*/*"}
        self.client.send("POST", self.endpoint.update, body=text.encode(), headers=headers, change=True)

    def _results(self, form: type, text: str, bindings, default_graphs: Iterable[str], named_graphs: Iterable[str]):
        import pyoxigraph as ox

        fields = [("default-graph-uri", ox.NamedNode(graph).value) for graph in default_graphs]
        fields += [("named-graph-uri", ox.NamedNode(graph).value) for graph in named_graphs]
        query = substituted(text, bindings)
        _check_form(query, form)
        # As a form, which every endpoint takes; Virtuoso never answers a query that is the body itself.
        answer = self.client.send(
            "POST", self.endpoint.query, body=urlencode([("query", query), *fields]).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": _JSON},
        )  # fmt: skip
        if answer.media_type not in (_JSON, "application/json"):
            raise StoreUnavailable(f"{self.endpoint.query} answers in {answer.media_type or 'no format'}, not {_JSON}")
        try:
            return ox.parse_query_results(answer.body, ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise _unreadable(error) from None


def _check_form(query: str, form: type) -> None:
    """Refuse here what is no query of a form: the message is then the same for every store."""
    import pyoxigraph as ox

    try:
        result = ox.Store().query(query)
    except SyntaxError as error:
        raise StoreError(f"no query: {str(error).splitlines()[0]}") from None
    if not isinstance(result, form):
        raise StoreError("the query is no " + {ox.QuerySolutions: "SELECT", ox.QueryBoolean: "ASK"}[form])


def _unreadable(error: Exception) -> StoreUnavailable:
    return StoreUnavailable(f"the endpoint's answer cannot be read: {str(error).splitlines()[0][:200]}")
