"""What is counted, for Prometheus. Every label has a bounded set of values: routes by template, never an address."""

from __future__ import annotations

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
# Seconds; a decision takes some hundredths, a query from thousandths to its deadline.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
NOWHERE = "(none)"


class Metrics:
    """The counters of one application; two applications in one process share nothing."""

    def __init__(self):
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
        from prometheus_client.gc_collector import GCCollector
        from prometheus_client.process_collector import ProcessCollector

        self.registry = CollectorRegistry()
        self._known: dict = {}
        self.requests = Counter(
            "qgov_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "qgov_request_seconds", "Time from request to the end of its answer", ("route",), buckets=BUCKETS,
            registry=self.registry,
        )  # fmt: skip
        self.running = Gauge("qgov_requests_running", "Requests under way", registry=self.registry)
        self.outcomes = Counter("qgov_decisions", "Decisions made", ("outcome",), registry=self.registry)
        self.refused = Counter(
            "qgov_refused", "Requests refused before they were read", ("reason",), registry=self.registry
        )
        self.processes = Gauge("qgov_processes", "Processes that decide", registry=self.registry)
        self.restarts = Gauge(
            "qgov_process_restarts", "Processes that decide and were replaced since the start", registry=self.registry
        )
        self.killed = Gauge(
            "qgov_query_processes_killed", "Processes that answer queries and were ended since the start",
            registry=self.registry,
        )  # fmt: skip
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    def answered(self, method: str, route: str, status: int, seconds: float, outcome: str | None) -> None:
        """Count an answer; ``outcome`` is that of the decision, if one was made."""
        key = (method, route, status)
        counters = self._known.get(key)
        if counters is None:
            request = self.requests.labels(method if method in METHODS else "other", route, str(status))
            counters = request, self.seconds.labels(route)
            # Methods that no one knows are not remembered: a client can make up as many as it likes.
            if method in METHODS:
                self._known[key] = counters
        counters[0].inc()
        counters[1].observe(seconds)
        if outcome:
            self.outcomes.labels(outcome).inc()

    def watch(self, processes=None, queries=None) -> None:
        """Have the processes that decide, and those that answer queries, looked at whenever counts are asked for."""
        if processes is not None:
            self.processes.set_function(lambda: processes.alive)
            self.restarts.set_function(lambda: processes.restarts)
        if queries is not None:
            self.killed.set_function(lambda: getattr(queries, "killed", 0))

    def text(self) -> bytes:
        """All of it in the Prometheus text format 0.0.4."""
        from prometheus_client import generate_latest

        return generate_latest(self.registry)
