"""Serve: bind an address, refuse what would be unsafe there, and end without losing what is under way."""

from __future__ import annotations

import gc
import ipaddress
import signal
import socket
import sys
import threading
from contextlib import suppress

from qgov.service.settings import Settings

_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


class ServeError(ValueError):
    """The service cannot listen where it was asked to."""


def serve(host: str | None = None, port: int | None = None, settings: Settings | None = None) -> None:
    """Listen until a signal ends it (SIGTERM, SIGINT); what is under way is finished first.

    Without ``settings`` the defaults hold: nothing is kept, and only this machine is let in. ``host`` and ``port`` take
    the place of theirs; port 0 takes a free one. The log goes to stderr, as the settings say; requests appear in it by
    the template of their route. Raises ServeError, InputError for settings that do not fit, and what opening store and
    ledger raises.
    """
    changed = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = (settings or Settings()).model_copy(update=changed)
    names = check_bind(settings)
    listening = listen(settings.host, settings.port, public=True)
    from qgov.api.app import create_app
    from qgov.service.logs import capture_libraries, make_log

    with listening:
        log = make_log(settings.log_format, settings.log_level)
        capture_libraries(log)
        app = create_app(settings, log=log, hosts=names)
        name, bound = listening.getsockname()[:2]
        shown = f"[{name}]" if ":" in name else name
        said = f"qgov listens on http://{shown}:{bound}, documentation at /docs"
        print(said, file=sys.stderr, flush=True)
        _quiet_end()
        with suppress(KeyboardInterrupt):
            _server(app, settings).run(sockets=[listening])


def _quiet_end() -> None:
    """uvicorn ends in order on SIGTERM and then sends itself the signal again; that one need not kill."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: None)


def _server(app, settings: Settings):
    import uvicorn

    from qgov.api.door.patience import patient_protocol
    from qgov.api.door.room import Room

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            # Modules, law and routes stay: a collector that went through them all would halt every request meanwhile.
            gc.collect()
            gc.freeze()

    refused = app.state.parts.metrics.refused.labels("connections")
    room = Room(app, settings.connections, refused.inc)
    config = uvicorn.Config(
        room, interface="asgi3", http=patient_protocol(settings.body_timeout), ws="none", access_log=False,
        log_config=None, server_header=False, proxy_headers=False, lifespan="on",
        timeout_keep_alive=settings.idle_timeout, timeout_graceful_shutdown=settings.shutdown_timeout,
    )  # fmt: skip
    server = Server(config)
    room.connections = server.server_state.connections
    return server


def check_bind(settings: Settings) -> tuple[str, ...]:
    """The names that the service answers to; ServeError where the address would let in whom it must not.

    An address that other machines reach needs authentication, names (against sites that point theirs here), and query
    processes that are kept apart from this machine.
    """
    address = _address(settings.host)
    if address is not None and address.is_loopback:
        return (*_LOOPBACK_NAMES, str(address), *settings.public_hosts)
    if not settings.authenticates:
        raise ServeError(
            f"{settings.host} is not a loopback address, and without authentication only this machine is let in: use "
            "127.0.0.1 or ::1, or set authentication or oidc_issuer (see deploy/qgov.toml)"
        )
    if address is None:
        raise ServeError(f"{settings.host} is no IP address; give one, such as 0.0.0.0, and set public_hosts")
    if not settings.public_hosts:
        raise ServeError(f"{settings.host} needs public_hosts: the names under which others reach the service")
    if settings.sparql:
        from qgov.store.worker import isolation

        found = isolation()
        if not found.complete:
            raise ServeError(
                f"this platform cannot keep query processes apart from the network ({found}); other machines are let "
                "in only with sparql = false"
            )
    own = () if address.is_unspecified else (str(address),)
    return (*_LOOPBACK_NAMES, *own, *settings.public_hosts)


def listen(host: str, port: int, public: bool = False) -> socket.socket:
    """A socket bound to an address; ServeError for a name that is no address, or if the port cannot be had.

    Only loopback addresses are taken unless ``public``.
    """
    address = _address(host) if public else loopback(host)
    if address is None:
        raise ServeError(f"{host} is no IP address; give one, such as 127.0.0.1")
    if not 0 <= port <= 65535:
        raise ServeError(f"{port} is not a port; give one from 1 to 65535, or 0 for any free one")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    # Named as TCP, since asyncio sends small pieces without delay on such sockets alone.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((str(address), port))
        listening.listen(1024)
    except OSError as error:
        listening.close()
        raise ServeError(f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port") from None
    return listening


def loopback(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The loopback address that a host names; names other than ``localhost`` are not looked up."""
    address = _address(host)
    if address is None or not address.is_loopback:
        raise ServeError(f"{host} is not a loopback address; use 127.0.0.1 or ::1")
    return address


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
    except ValueError:
        return None
