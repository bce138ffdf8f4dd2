"""Traces by OpenTelemetry, to an address that the settings name; without one nothing is loaded and nothing is sent.

FastAPI's own spans hold the path and the query of each request, so the text of SPARQL queries; these hold method,
route template and status alone.
"""

from __future__ import annotations

from contextlib import contextmanager

from qgov.base.parse import fault


class Tracing:
    """Makes a span of each request and sends it; ``exporter`` takes the place of the OTLP one."""

    def __init__(self, endpoint: str, exporter=None):
        """InputError where the libraries of the extra ``telemetry`` are missing."""
        try:
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError:
            raise fault("", "traces need OpenTelemetry", "pip install 'qgov[telemetry]'") from None
        from qgov import __version__

        resource = Resource({"service.name": "qgov", "service.version": __version__})
        self._provider = TracerProvider(resource=resource)
        self._provider.add_span_processor(BatchSpanProcessor(exporter or _otlp(endpoint)))
        self._tracer = self._provider.get_tracer("qgov", __version__)

    @contextmanager
    def span(self, method: str, traceparent: str | None):
        """The span of one request; yields a function that is told route and status at its end."""
        from opentelemetry.trace import SpanKind, Status, StatusCode
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        parent = TraceContextTextMapPropagator().extract({"traceparent": traceparent} if traceparent else {})
        span = self._tracer.start_span(method, context=parent, kind=SpanKind.SERVER)

        def told(route: str, status: int) -> None:
            span.update_name(f"{method} {route}")
            span.set_attributes(
                {"http.request.method": method, "http.route": route, "http.response.status_code": status}
            )
            if status >= 500:
                span.set_status(Status(StatusCode.ERROR))

        try:
            yield told
        finally:
            span.end()

    def stop(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _otlp(endpoint: str):
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        raise fault("", "traces need the OTLP exporter", "pip install 'qgov[telemetry]'") from None
    return OTLPSpanExporter(endpoint=endpoint)
