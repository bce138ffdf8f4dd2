"""The log has fields from a list, and what libraries say reaches it without what was sent."""

from __future__ import annotations

import io
import json
import logging

import pytest

from qgov.service.logs import capture_libraries, make_log

SECRET = "Example Exporter"


@pytest.fixture
def quiet():
    """The loggers as they were, afterwards."""
    names = ("qgov", "uvicorn.error", "asyncio")
    before = {name: (logging.getLogger(name).handlers, logging.getLogger(name).propagate, logging.getLogger(name).level) for name in names}
    yield
    for name, (handlers, propagate, level) in before.items():
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_fields_that_are_not_on_the_list_are_left_out():
    stream = io.StringIO()
    make_log(stream=stream).info("request", route="/v1/terms/{name}", path=SECRET, body=SECRET, party=SECRET, status=200)
    (line,) = lines(stream)
    assert set(line) == {"event", "route", "status", "level", "timestamp"}
    assert SECRET not in stream.getvalue()


def test_the_level_is_heeded_and_none_writes_nothing():
    stream = io.StringIO()
    log = make_log(level="warning", stream=stream)
    log.info("a")
    log.warning("b")
    assert [line["event"] for line in lines(stream)] == ["b"]
    make_log("none", stream=stream).error("c")
    assert len(lines(stream)) == 1
    make_log("text", stream=stream).error("d", status=500)
    assert "status=500" in stream.getvalue()


def test_an_exception_is_logged_by_type_and_place(quiet):
    stream = io.StringIO()
    capture_libraries(make_log(stream=stream))
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n%s", SECRET)
        logging.getLogger("asyncio").error("Task %s failed", SECRET, exc_info=True)
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    logging.getLogger("qgov.api").error("RuntimeError at qgov.x:1")
    assert SECRET not in stream.getvalue()
    first, second, third, fourth = lines(stream)
    assert (first["kind"], second["kind"]) == ("ValueError", "ValueError")
    assert first["place"].startswith(__name__.rpartition(".")[0]) or ":" in first["place"]
    assert second["event"] == "a library reports"
    assert third["event"] == "Invalid HTTP request received."
    assert fourth["event"] == "RuntimeError at qgov.x:1"


def test_a_line_is_one_line():
    stream = io.StringIO()
    make_log(stream=stream).info("a\nb", reason='"}\n{"level": "forged"', tenant="ac\u2028me")
    assert stream.getvalue().count("\n") == 1
    assert json.loads(stream.getvalue())["event"] == "a\nb"
