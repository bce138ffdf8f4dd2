"""Fuzz every parser of untrusted input and the look at queries, guided by coverage (atheris, extra ``fuzz``).

    python benchmarks/fuzz_parsers.py                         every target for a minute, two at a time
    python benchmarks/fuzz_parsers.py --seconds 600           ten minutes each
    python benchmarks/fuzz_parsers.py --seconds 600 sparql receipt --corpus ~/.cache/qgov-fuzz
    python benchmarks/fuzz_parsers.py --list
    python benchmarks/fuzz_parsers.py --replay crash-0123 json     what one input does, with the whole traceback

Each target runs in a process of its own. An input that is neither accepted nor refused as its module says, or that
takes more than five seconds, is a finding: it is kept as a file, shown with its traceback, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve()
HANG, MEMORY_MB = 5, 3000
EVERY = 60  # seconds between lines of progress
_DONE = re.compile(r"^Done (\d+) (?:runs )?in (\d+)", re.MULTILINE)
_KINDS = ("crash", "timeout", "oom", "leak")  # what libFuzzer calls what it keeps
_STATUS = re.compile(r"^#(\d+)\s.*?cov: (\d+)", re.MULTILINE)


@dataclass
class Outcome:
    """What a run of one target came to."""

    name: str
    runs: int
    coverage: int
    seconds: float
    findings: list[Path] = field(default_factory=list)
    log: str = ""


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="target", help="which to run; all of them if none is named")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="for each target (60)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="targets at a time (2)")
    parser.add_argument("--corpus", type=Path, metavar="FOLDER", help="where inputs are kept for the next run")
    parser.add_argument("--findings", type=Path, metavar="FOLDER", help="where findings go (a new temporary folder)")
    parser.add_argument("--list", action="store_true", help="the names of the targets")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run one input through one target")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    """The exit code: 0 nothing was found, 1 something was, 2 the command is wrong."""
    options = _arguments(given)
    if options.child:
        return _fuzz(*options.child, options.seconds)
    sys.path.insert(0, str(HERE.parent))
    from fuzz_targets import targets

    known = targets()
    unknown = [name for name in options.targets if name not in known]
    if unknown or options.seconds < 1 or options.jobs < 1:
        what = f"no target {unknown[0]!r}" if unknown else "--seconds and --jobs are 1 or more"
        print(f"fuzz_parsers: {what}; known: {', '.join(known)}", file=sys.stderr)
        return 2
    if options.list:
        print("\n".join(known))
        return 0
    if options.replay:
        if len(options.targets) != 1 or not options.replay.is_file():
            print("fuzz_parsers: --replay takes a file and one target", file=sys.stderr)
            return 2
        return _replay(options.targets[0], options.replay)
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("fuzz_parsers: needs atheris and Python 3.11: pip install 'qgov[fuzz]'", file=sys.stderr)
        return 2
    return _run(options, options.targets or list(known))


def _run(options: argparse.Namespace, names: list[str]) -> int:
    findings = options.findings or Path(tempfile.mkdtemp(prefix="qgov-fuzz-findings-"))
    findings.mkdir(parents=True, exist_ok=True)
    corpus = options.corpus or Path(tempfile.mkdtemp(prefix="qgov-fuzz-corpus-"))
    outcomes: list[Outcome] = []
    try:
        with ThreadPoolExecutor(options.jobs) as pool:
            waiting = [pool.submit(_watch, name, corpus / name, findings, options.seconds) for name in names]
            for one in waiting:
                outcome = one.result()
                outcomes.append(outcome)
                print(_line(outcome), flush=True)
                for path in outcome.findings:
                    print(f"\n--- {outcome.name}: {path}", flush=True)
                    replay = [sys.executable, str(HERE), "--replay", str(path), outcome.name]
                    subprocess.run(replay, check=False)  # noqa: S603
                if outcome.log:
                    print(outcome.log, flush=True)
    finally:
        if options.corpus is None:
            shutil.rmtree(corpus, ignore_errors=True)
    found = sum(bool(outcome.findings or outcome.log) for outcome in outcomes)
    if not found and options.findings is None:
        findings.rmdir()
    runs = sum(outcome.runs for outcome in outcomes)
    print(f"{len(outcomes)} targets, {runs:,} runs: " + (f"{found} with findings, in {findings}" if found else "clean"))
    return 1 if found else 0


def _line(outcome: Outcome) -> str:
    state = "clean" if not outcome.findings and not outcome.log else "FOUND"
    return f"{outcome.name:16} {outcome.runs:>10,} runs {outcome.seconds:>6.0f} s {outcome.coverage:>6} edges  {state}"


def _watch(name: str, corpus: Path, findings: Path, seconds: int) -> Outcome:
    """Run one target in a process of its own, and tell how it goes."""
    corpus.mkdir(parents=True, exist_ok=True)
    begun, told = time.monotonic(), threading.Event()
    with tempfile.TemporaryFile("w+", errors="replace") as log, tempfile.TemporaryDirectory() as scratch:
        child = ["--child", name, str(corpus), str(findings), scratch]
        command = [sys.executable, str(HERE), "--seconds", str(seconds), *child]
        process = subprocess.Popen(  # noqa: S603
            command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )

        def progress() -> None:
            while not told.wait(EVERY):
                status = _STATUS.findall(_tail(log))
                runs, coverage = status[-1] if status else ("0", "0")
                since = time.monotonic() - begun
                print(f"  {name}: {int(runs):,} runs, {coverage} edges after {since:.0f} s", flush=True)

        teller = threading.Thread(target=progress, daemon=True)
        teller.start()
        code = process.wait()
        told.set()
        teller.join()
        text = _tail(log)
    status, done = _STATUS.findall(text), _DONE.findall(text)
    runs = max([int(n) for n, _ in (*status, *done)], default=0)
    coverage = max([int(n) for _, n in status], default=0)
    kept = (path for kind in _KINDS for path in findings.glob(f"{name}-{kind}-*"))
    found = sorted(path for path in kept if path.stat().st_mtime > time.time() - seconds - 600)
    told_of = [line for line in text.splitlines() if not line.startswith(("INFO:", "#"))]
    log_shown = "\n".join(told_of[-40:]) or f"ended with status {code}" if code and not found else ""
    return Outcome(name, runs, coverage, time.monotonic() - begun, found, log_shown)


def _tail(log) -> str:
    size = os.fstat(log.fileno()).st_size
    start = max(0, size - 200_000)
    return os.pread(log.fileno(), size - start, start).decode("utf-8", "replace")


def _fuzz(name: str, corpus: str, findings: str, scratch: str, seconds: int) -> int:
    """The process of one target: libFuzzer takes over and ends it."""
    import atheris

    sys.path.insert(0, str(HERE.parent))
    with atheris.instrument_imports(include=["qgov"]):
        from fuzz_targets import targets

        target = targets()[name]
        import fuzz_trees

        seeds = target.seeds()
        for seed in seeds:
            target.accepts(seed)  # what is imported where it is used is imported, and instrumented, here
    for number, seed in enumerate(seeds):
        (Path(corpus) / f"seed-{number:03}").write_bytes(seed)
    words = Path(scratch) / "words"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words if word))

    def one(data: bytes) -> None:
        try:
            target.accepts(data)
        except Exception:  # libFuzzer does not always keep what ended it
            Path(f"{findings}/{name}-crash-{hashlib.sha1(data, usedforsecurity=False).hexdigest()}").write_bytes(data)
            raise

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        if seed % 4:
            found = fuzz_trees.changed(data, most, seed)
            if found is not None:
                return found
        return atheris.Mutate(data, most)

    longest = max(target.longest, *map(len, seeds))
    arguments = [
        sys.argv[0], corpus, f"-max_total_time={seconds}", f"-timeout={HANG}", f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={longest}", f"-artifact_prefix={findings}/{name}-", f"-dict={words}", "-len_control=0",
    ]  # fmt: skip
    atheris.Setup(arguments, one, **({"custom_mutator": mutate} if target.tree else {}))
    atheris.Fuzz()
    return 0


def _escaped(word: str) -> str:
    return "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\' else f"\\x{b:02x}" for b in word.encode())


def _replay(name: str, path: Path) -> int:
    """Run one input; where it hangs, its traceback is shown and the process ends."""
    from fuzz_targets import targets

    target = targets()[name]
    for seed in target.seeds()[:1]:
        target.accepts(seed)  # imports and tables are no part of the time
    faulthandler.enable()
    faulthandler.dump_traceback_later(3 * HANG, exit=True)
    begun = time.perf_counter()
    accepted = target.accepts(path.read_bytes())
    print(f"{'accepted' if accepted else 'refused'} in {time.perf_counter() - begun:.3f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
