"""The application: ``create_app`` builds it; uvicorn takes ``qgov.api.app:create_app`` as a factory."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from qgov import __version__
from qgov.api.decisions import decision_routes
from qgov.api.guard import Guard
from qgov.api.lexicon import lexicon_routes
from qgov.api.openapi import DESCRIPTION, TITLE, operation
from qgov.api.pages import page_routes
from qgov.api.problem import handle_problems
from qgov.api.vocabulary import vocabulary_routes
from qgov.api.work import Workers

DEADLINE = 30.0


def create_app(deadline: float = DEADLINE, slots: int | None = None, patience: float = 2.0) -> FastAPI:
    """A new application.

    ``deadline`` is the seconds that a decision may take, ``slots`` how many are made at once (by default as many as
    there are processors, at least two), ``patience`` the seconds that a request waits for a slot.
    """
    app = FastAPI(
        title=TITLE, version=__version__, description=DESCRIPTION, docs_url=None, redoc_url=None, openapi_url=None,
        redirect_slashes=False, lifespan=_warm,
    )  # fmt: skip
    workers = Workers(slots or max(2, os.cpu_count() or 2), deadline, patience)
    app.include_router(decision_routes(workers, operation))
    app.include_router(vocabulary_routes(operation))
    app.include_router(lexicon_routes(operation))
    app.include_router(page_routes(app, operation))
    handle_problems(app)
    app.add_middleware(Guard)
    return app


@asynccontextmanager
async def _warm(app: FastAPI) -> AsyncIterator[None]:
    """Read lexicon and norms before the first request; a broken installation fails here, not in an answer."""
    import qgov

    await asyncio.to_thread(qgov.load)
    yield


def __getattr__(name: str) -> FastAPI:
    """``app`` is built when it is first asked for."""
    if name == "app":
        globals()["app"] = create_app()
        return globals()["app"]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
