"""The command line. Nothing heavy is imported before a command needs it, so that ``--help`` answers at once."""

from __future__ import annotations

import errno
import os
import sys

from qgov.base.errors import InputError, LexiconError, NormError
from qgov.cli.arguments import build_parser
from qgov.cli.codes import FAULT, UNUSABLE


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 clear, 1 controlled, 2 unusable input, 3 undetermined, 4 internal fault."""
    arguments = build_parser().parse_args(argv)
    try:
        code = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except InputError as error:
        for fault in error.faults:
            print(f"qgov: {fault}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        # The reader has gone (a pager was closed); point stdout elsewhere so that Python's exit stays quiet. The answer
        # was not read to its end, so that the code must not say that it was clear.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULT
    except KeyboardInterrupt:
        print("qgov: interrupted", file=sys.stderr)
        return FAULT
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT) or os.environ.get("QGOV_DEBUG"):
            return _internal(error)
        print(f"qgov: not all was written: {error.strerror}; make room and run it again", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULT
    except (NormError, LexiconError) as error:
        print(f"qgov: the norms or the lexicon are broken: {error}", file=sys.stderr)
        return FAULT
    except Exception as error:
        return _internal(error)


def _internal(error: Exception) -> int:
    """An internal fault has its own exit code and never looks like an answer."""
    if os.environ.get("QGOV_DEBUG"):
        raise error
    print(f"qgov: internal error: {type(error).__name__}: {error} (set QGOV_DEBUG=1 for a traceback)", file=sys.stderr)
    return FAULT


def entry() -> None:
    sys.exit(main())
