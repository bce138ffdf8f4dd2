"""The short way to an address that is asked very often: past routing and dependencies, straight to its function.

For a small query those cost more than the answer. The function is the one that the route of the address has, which
stays where it is for the OpenAPI document and for every other method.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from qgov.api.door.problem import Problem, problem


class Express:
    """Takes the requests for one path of a router whose functions take the request alone."""

    def __init__(self, app: ASGIApp, router: APIRouter, path: str, methods: tuple[str, ...]):
        self.app, self.path = app, path
        self._routes = {
            method: route for route in router.routes if getattr(route, "path", None) == path
            for method in methods if method in route.methods
        }  # fmt: skip
        if set(self._routes) != set(methods):
            raise ValueError(f"{path} has no route for {', '.join(methods)}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._routes.get(scope["method"]) if scope["type"] == "http" and scope["path"] == self.path else None
        if route is None:
            await self.app(scope, receive, send)
            return
        scope["route"] = route
        try:
            response = await route.endpoint(Request(scope, receive))
        except Problem as error:
            response = problem(error.status, error.detail, error.faults, error.headers)
        await response(scope, receive, send)
