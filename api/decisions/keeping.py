"""What cannot be kept is not acknowledged: a full or read-only disk, a store that does not answer."""

from __future__ import annotations

import errno

from fastapi import FastAPI, Request
from starlette.responses import Response

from qgov.api.door.problem import LOG, problem
from qgov.base.errors import Fault
from qgov.ledger import LedgerError
from qgov.store import StoreError

_FULL = (errno.ENOSPC, errno.EDQUOT)


def handle_losses(app: FastAPI) -> None:
    """Answer 507 where the disk is full, else 503, when ledger or store refuse; the log has the reason."""

    @app.exception_handler(LedgerError)
    async def _ledger(request: Request, error: LedgerError) -> Response:
        return _unkept(error)

    @app.exception_handler(StoreError)
    async def _store(request: Request, error: StoreError) -> Response:
        return _unkept(error)


def _unkept(error: Exception) -> Response:
    reason: BaseException | None = error
    while reason is not None and not isinstance(reason, OSError):
        reason = reason.__cause__
    number = reason.errno if isinstance(reason, OSError) else None
    LOG.error("%s: %s", type(error).__name__, errno.errorcode.get(number or 0, "no reason of the system"))
    status = 507 if number in _FULL else 503
    detail = "the disk is full" if status == 507 else "what must be kept cannot be written now"
    remedy = "send it again later; who runs the service sees the reason in its log"
    return problem(
        status, f"{detail}; nothing was acknowledged", [Fault("", detail, remedy)],
        {"Retry-After": "30"},
    )  # fmt: skip
