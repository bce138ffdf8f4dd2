"""System calls that a worker gives up for good: sockets, other programs, and looking into other processes.

A second wall beside the namespaces, and the only one against the network where a container allows no namespaces. The
numbers are those of Linux (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h), the filter is a
classic BPF program (Documentation/userspace-api/seccomp_filter.rst).
"""

from __future__ import annotations

import ctypes
import platform
import sys

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _END = 0x7FFF0000, 0x00050000 | 1, 0x80000000  # the call fails with EPERM; the process ends
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_X32 = 0x40000000
# socket, connect, ptrace, execve, execveat, io_uring_setup (which opens sockets by itself), process_vm_readv
_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 101, 59, 322, 425, 310)),
    "aarch64": (0xC00000B7, (198, 203, 117, 221, 281, 425, 270)),
}


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("first", ctypes.POINTER(_Instruction)))


def forgo_calls() -> bool:
    """Have these calls refused to this process and all that it forks; False where the system has no such filter.

    Privileges must have been given up before.
    """
    if not sys.platform.startswith("linux") or platform.machine() not in _CALLS or sys.maxsize < 2**32:
        return False
    architecture, numbers = _CALLS[platform.machine()]
    lines = [(_LOAD, 0, 0, _ARCHITECTURE_AT), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _END)]
    lines.append((_LOAD, 0, 0, _NUMBER_AT))
    if platform.machine() == "x86_64":  # the same calls under other numbers
        lines += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _REFUSE)]
    for number in numbers:
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    lines.append((_RETURN, 0, 0, _ALLOW))
    program = (_Instruction * len(lines))(*(_Instruction(*line) for line in lines))
    whole = _Program(len(lines), ctypes.cast(program, ctypes.POINTER(_Instruction)))
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(whole), 0, 0) == 0
