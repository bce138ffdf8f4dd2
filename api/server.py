"""Serve on this machine. There is no authentication, so no other machine is let in."""

from __future__ import annotations

import ipaddress
import socket
import sys
from contextlib import suppress


class ServeError(ValueError):
    """The service cannot listen where it was asked to."""


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Listen on a loopback address until interrupted; port 0 takes a free one. Raises ServeError otherwise.

    The address is printed to stderr. No request is logged: addresses and dossiers name parties.
    """
    listening = listen(host, port)
    import uvicorn

    from qgov.api.app import create_app

    name, bound = listening.getsockname()[:2]
    shown = f"[{name}]" if ":" in name else name
    print(f"qgov listens on http://{shown}:{bound}, documentation at /docs", file=sys.stderr, flush=True)
    config = uvicorn.Config(
        create_app(), access_log=False, log_level="warning", server_header=False, proxy_headers=False, lifespan="on"
    )
    with listening, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to a loopback address; ServeError for any other address, or if the port cannot be had."""
    address = loopback(host)
    if not 0 <= port <= 65535:
        raise ServeError(f"{port} is not a port; give one from 1 to 65535, or 0 for any free one")
    listening = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((str(address), port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise ServeError(f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port") from None
    return listening


def loopback(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The loopback address that a host names; names other than ``localhost`` are not looked up."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise ServeError(
            f"{host} is not a loopback address: the service has no authentication, so it listens on this machine only; "
            "use 127.0.0.1 or ::1, and a proxy that authenticates to let others in"
        )
    return address
