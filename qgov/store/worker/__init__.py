"""Queries that nobody vouches for, answered in processes that can be killed, without network and within limits.

``check_query`` looks at the text before anything parses it, ``QueryPool`` answers it elsewhere, ``isolation`` says what
keeps the workers apart from this machine.
"""

from qgov.store.worker.answer import QueryAnswer, QueryRefused
from qgov.store.worker.guard import Limits, Outline, check_query
from qgov.store.worker.pool import QueryPool
from qgov.store.worker.walls import Isolation, isolation

__all__ = ["Isolation", "Limits", "Outline", "QueryAnswer", "QueryPool", "QueryRefused", "check_query", "isolation"]
