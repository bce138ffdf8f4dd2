"""How schemathesis writes bodies that are text of a type it does not know."""

import json

import schemathesis


@schemathesis.serializer(
    "application/x-ndjson", "text/csv", "text/tab-separated-values", "application/vnd.apache.parquet",
    "application/n-quads", "application/trig", "text/turtle", "application/sparql-query",
)  # fmt: skip
def as_text(ctx, value):
    """Text as it is, and anything else as JSON."""
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace")
