"""The application: ``create_app`` builds it; uvicorn takes ``qgov.api.app:create_app`` as a factory."""

from __future__ import annotations

from fastapi import FastAPI

from qgov import __version__
from qgov.api.decisions.keeping import handle_losses
from qgov.api.decisions.kept import kept_routes
from qgov.api.decisions.routes import decision_routes
from qgov.api.door.access import Access, Hosts
from qgov.api.door.express import Express
from qgov.api.door.guard import Guard
from qgov.api.door.intake import Intake
from qgov.api.door.problem import handle_problems
from qgov.api.door.watch import Watch
from qgov.api.drafts.routes import draft_routes
from qgov.api.jobs.routes import job_routes
from qgov.api.knowledge.iris import iri_routes
from qgov.api.knowledge.lexicon import lexicon_routes
from qgov.api.knowledge.norms import norm_routes
from qgov.api.knowledge.vocabulary import vocabulary_routes
from qgov.api.openapi import DESCRIPTION, TITLE, operation
from qgov.api.operation import operation_routes
from qgov.api.pages import page_routes
from qgov.api.parts import Parts, running
from qgov.api.sparql import sparql_routes
from qgov.service.settings import Settings

_SHORT = {"deadline": "decision_deadline"}


def create_app(
    settings: Settings | None = None, *, store=None, ledger=None, queries=None, log=None,
    hosts: tuple[str, ...] | None = None, **changes,
) -> FastAPI:  # fmt: skip
    """A new application.

    Without ``settings`` it keeps nothing, decides in threads and lets everybody who reaches it ask. ``changes`` are
    settings that take the place of theirs (``deadline`` stands for ``decision_deadline``). ``store``, ``ledger`` and
    ``queries`` are used instead of those that the settings name. ``hosts`` are the names it answers to; by default
    ``public_hosts``, or any name where there are none. Raises InputError for settings that do not fit, and what opening
    store and ledger raises.
    """
    settings = settings or Settings(processes=0)
    if changes:
        given = {name: getattr(settings, name) for name in settings.model_fields_set}
        settings = Settings(**given | {_SHORT.get(name, name): value for name, value in changes.items()})
    parts = Parts(settings, store=store, ledger=ledger, queries=queries, log=log)
    app = FastAPI(
        title=TITLE, version=__version__, description=DESCRIPTION, docs_url=None, redoc_url=None, openapi_url=None,
        redirect_slashes=False, lifespan=running, telemetry={"tracing": False, "metrics": False, "logs": False},
    )  # fmt: skip
    app.state.parts, app.state.settings, app.state.workers = parts, settings, parts.workers
    app.state.store, app.state.ledger, app.state.queries = parts.store, parts.ledger, parts.queries
    app.include_router(decision_routes(parts.workers, operation))
    app.include_router(kept_routes(parts.workers, operation))
    app.include_router(job_routes(operation))
    app.include_router(norm_routes(operation))
    app.include_router(vocabulary_routes(operation))
    app.include_router(draft_routes(parts.workers, operation))
    app.include_router(lexicon_routes(operation))
    app.include_router(iri_routes(operation))
    graphs = sparql_routes()
    app.include_router(graphs)
    app.include_router(page_routes(app, operation))
    app.include_router(operation_routes(app, parts.metrics, operation))
    handle_problems(app)
    handle_losses(app)
    # The last that is added is the first to see a request.
    app.add_middleware(Express, router=graphs, path="/sparql", methods=("GET", "POST"))
    app.add_middleware(Intake, most=settings.max_body_bytes, seconds=settings.body_timeout)
    refused = parts.metrics.refused
    app.add_middleware(
        Access, settings=settings, keys=parts.keys, tokens=parts.tokens,
        on_refusal=lambda reason: refused.labels(reason).inc(),
    )  # fmt: skip
    if settings.cors_origins:
        _share(app, settings)
    if names := settings.public_hosts if hosts is None else hosts:
        app.add_middleware(Hosts, names=names)
    app.add_middleware(Guard)
    app.add_middleware(Watch, log=parts.log, metrics=parts.metrics, tracing=parts.tracing)
    return app


def _share(app: FastAPI, settings: Settings) -> None:
    """Let pages of the configured origins read answers; a browser sends no key on its own, so none is let through."""
    from starlette.middleware.cors import CORSMiddleware

    app.add_middleware(
        CORSMiddleware, allow_origins=list(settings.cors_origins), allow_methods=["GET", "HEAD", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Accept", "Idempotency-Key", "If-None-Match", "If-Match"],
        expose_headers=["ETag", "Link", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID"],
        max_age=600,
    )  # fmt: skip


def __getattr__(name: str) -> FastAPI:
    """``app`` is built when it is first asked for."""
    if name == "app":
        globals()["app"] = create_app()
        return globals()["app"]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
