"""Canaries: a server and a file that nothing may touch."""

from __future__ import annotations

import contextlib
import errno
import http.server
import os
import threading
import time

import pytest

CONTEXT = b'{"@context": {"origin": "urn:origin"}}'


class Canary:
    """Tells whether anybody called ``url`` or opened ``file``, from Python or from a library below it.

    The server answers with a JSON-LD context, and ``url + "/moved"`` with a redirection to it. The file is a pipe: who
    opens it to read is seen, and is given the same context.
    """

    def __init__(self, folder):
        self.touched: list[str] = []
        canary = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                canary.touched.append(self.path)
                moved = self.path == "/moved"
                self.send_response(302 if moved else 200)
                if moved:
                    self.send_header("Location", "/context")
                self.send_header("Content-Type", "application/ld+json")
                self.send_header("Content-Length", "0" if moved else str(len(CONTEXT)))
                self.end_headers()
                if not moved:
                    self.wfile.write(CONTEXT)

            do_POST = do_HEAD = do_GET

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/context"
        self.moved = f"http://127.0.0.1:{self._server.server_port}/moved"
        self.file = folder / "canary.jsonld"
        os.mkfifo(self.file)
        self._ended = False
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._server.serve_forever, self._watch)]
        for thread in self._threads:
            thread.start()

    def _watch(self) -> None:
        """Opening a pipe to write succeeds while somebody has it open to read."""
        while not self._ended:
            try:
                handle = os.open(self.file, os.O_WRONLY | os.O_NONBLOCK)
            except OSError as error:
                assert error.errno in (errno.ENXIO, errno.ENOENT)
                time.sleep(0.002)
                continue
            self.touched.append(str(self.file))
            with contextlib.suppress(OSError):  # it looked and went, or does not read
                os.write(handle, CONTEXT)
            os.close(handle)
            time.sleep(0.02)  # the reader comes to the end before the next round

    def was_touched(self) -> bool:
        """Whether anybody came since the last time. Who is late, or comes twice, is waited for."""
        count = -1
        for _ in range(50):
            if len(self.touched) == count:
                break
            count = len(self.touched)
            time.sleep(0.05)
        self.touched = []
        return count > 0

    def close(self) -> None:
        self._ended = True
        self._server.shutdown()
        self._server.server_close()
        self._threads[1].join(5)


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    found = Canary(tmp_path_factory.mktemp("canary"))
    yield found
    found.close()
