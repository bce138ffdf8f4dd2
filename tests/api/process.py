"""The service in a process of its own, which can be killed and started again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import qgov

ROOT = Path(qgov.__file__).parents[1]
_SERVE = """
import sys
from pathlib import Path
import uvicorn
from qgov.api.app import create_app
from qgov.api.server import listen
from qgov.service.settings import Settings
most = {name: 1_000_000 for name in ("rate", "burst", "address_rate", "address_burst", "concurrency")}
settings = Settings(data_dir=Path(sys.argv[1]), processes=1, query_workers=1, **most)
with listen("127.0.0.1", int(sys.argv[2])) as socket:
    print(socket.getsockname()[1], flush=True)
    config = uvicorn.Config(create_app(settings), access_log=False, log_level="error", lifespan="on")
    uvicorn.Server(config).run(sockets=[socket])
"""


class Process:
    """A service with data in a folder; ``address`` once it runs."""

    def __init__(self, folder: Path):
        self.folder, self.process, self.address = folder, None, ""

    def __enter__(self) -> Process:
        self.start()
        return self

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        self.process.stdout.close()

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = os.environ | {"QGOV_CACHE": str(self.folder / "cache")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(self.folder / "data"), "0"], cwd=ROOT, env=environment,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.address = f"http://127.0.0.1:{int(self.process.stdout.readline())}"
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=60).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError("the service ended") from None
                time.sleep(0.05)
        raise RuntimeError("the service does not answer")

    def kill(self) -> None:
        """End it as a crash does."""
        self.process.kill()
        self.process.wait(60)
        self.process.stdout.close()

    @property
    def data(self) -> Path:
        return self.folder / "data"
