"""A typed client of the service, of the standard library alone: ``Client("http://127.0.0.1:8000").decide(dossier)``."""

from qgov.client.answers import Decision, Job, JobRow, KeptRow, NormRow, Page, TermRow
from qgov.client.client import Client
from qgov.client.transport import ServiceError, Unreachable

__all__ = [
    "Client", "Decision", "Job", "JobRow", "KeptRow", "NormRow", "Page", "ServiceError", "TermRow", "Unreachable",
]  # fmt: skip
