"""How schemathesis writes bodies that are text of a type it does not know."""

import schemathesis
from schemathesis.core import NotSet

TEXTS = (
    "application/x-ndjson", "text/csv", "text/tab-separated-values", "application/vnd.apache.parquet",
    "application/n-quads", "application/trig", "text/turtle", "application/sparql-query",
)  # fmt: skip


@schemathesis.serializer(*TEXTS)
def as_text(ctx, value):
    """Text as it is."""
    return value if isinstance(value, bytes) else value.encode("utf-8", "replace")


@schemathesis.hook
def filter_case(context, case):
    """A body of such a type is text, whatever it holds: a number or a list in its place cannot be sent."""
    return case.media_type not in TEXTS or isinstance(case.body, str | bytes | NotSet)
