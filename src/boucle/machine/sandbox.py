"""Sandbox: what a process that reads a stranger's file gives up before it reads the first octet.

Two mechanisms of Linux, asked for without any library nor right: Landlock keeps its hands off
files but those named, and off TCP; a seccomp filter leaves it no socket, no other program and no
other process. What is open already stays open: a connection to the database goes on. Neither can
be undone. A system that has one or none of them is told, and the reading goes on.

Sources: linux/landlock.h, linux/seccomp.h, linux/filter.h.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from boucle.machine.sandbox_appels import (
    ARCHITECTURES,
    CLONE,
    CLONE3,
    INTERDITS,
    SIGNAUX,
    Architecture,
)

LANDLOCK, SECCOMP = "landlock", "seccomp"
MECHANISMS = (LANDLOCK, SECCOMP)

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_SET_NO_NEW_PRIVS, _GET_SECCOMP = 38, 21
_RULE_PATH_BENEATH = 1
_VERSION = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE = 1 << 14
_FS_BITS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights over files a version of Landlock knows; 16 from the fifth on."""
_TCP = 0b11
_SCOPES = 0b11
_READ = _READ_FILE | _READ_DIR
_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/dev/null",
    "/dev/urandom",
)


def available() -> tuple[str, ...]:
    """Name the mechanisms that this system offers; nothing is changed."""
    if sys.platform != "linux":
        return ()
    found = [LANDLOCK] if _landlock_version() > 0 else []
    if platform.machine() in ARCHITECTURES and _libc().prctl(_GET_SECCOMP, 0, 0, 0, 0) >= 0:
        found.append(SECCOMP)
    return tuple(found)


def shut_in(
    *, read: Iterable[Path] = (), write: Iterable[Path] = (), folders: Iterable[Path] = ()
) -> tuple[str, ...]:
    """Shut this process in for good; give the mechanisms that hold.

    read: files that may be read, with the program's own. write: existing files that may be
    written. folders: folders where anything may be done but running a program. To be called while
    this thread is alone: Landlock binds it and the threads that it starts.
    """
    if sys.platform != "linux" or _libc().prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return ()
    held = []
    if _landlock(list(read), list(write), list(folders)):
        held.append(LANDLOCK)
    if _seccomp():
        held.append(SECCOMP)
    return tuple(held)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _landlock_version() -> int:
    return int(_libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION))


def _landlock(read: list[Path], write: list[Path], folders: list[Path]) -> bool:
    version = _landlock_version()
    if version <= 0:
        return False
    libc = _libc()
    everything = (1 << _FS_BITS.get(version, 16)) - 1
    words = [everything, *([_TCP] if version >= 4 else []), *([_SCOPES] if version >= 6 else [])]
    attributes = struct.pack(f"={len(words)}Q", *words)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    file_only = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
    rules = [(path, _READ) for path in (*own_folders(), *read)]
    rules += [(path, _READ_FILE | _WRITE_FILE | _TRUNCATE) for path in write]
    rules += [(path, everything & ~_EXECUTE) for path in folders]
    try:
        for path, allowed in rules:
            if path.exists():
                kept = allowed if path.is_dir() else allowed & file_only
                _allow(libc, ruleset, path, kept & everything)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, allowed: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", allowed, place)
        if libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(path))
    finally:
        os.close(place)


def own_folders() -> list[Path]:
    """List where the program, its libraries and those of the system are read from."""
    paths = sysconfig.get_paths()
    own = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return [Path(path) for path in dict.fromkeys((*_SYSTEM, *own, *filter(None, sys.path)))]


# The filter: a small program that the kernel runs at each call.
_LOAD, _JUMP_EQUAL, _JUMP_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_X32 = 0x40000000
_THREAD = 0x00010000
"""CLONE_THREAD: the one kind of clone that starts no process."""
_MODE_FILTER, _TSYNC = 1, 1


class _Program(ctypes.Structure):
    _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _seccomp() -> bool:
    machine = ARCHITECTURES.get(platform.machine())
    if machine is None:
        return False
    code = _program(machine)
    octets = b"".join(struct.pack("=HBBI", *step) for step in code)
    buffer = ctypes.create_string_buffer(octets, len(octets))
    program = _Program(len(code), ctypes.addressof(buffer))
    # Every thread of the process at once, those that load into the database among them.
    done = _libc().syscall(machine.seccomp, _MODE_FILTER, _TSYNC, ctypes.byref(program))
    return bool(done == 0)


def _program(machine: Architecture) -> list[tuple[int, int, int, int]]:
    refuse = (_RETURN, 0, 0, _ERRNO | _EPERM)
    code = [
        (_LOAD, 0, 0, _ARCH),
        (_JUMP_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine.x32:
        code += [(_JUMP_BIT, 0, 1, _X32), refuse]
    for name in INTERDITS:
        number = machine.numbers.get(name)
        if number is not None:
            code += [(_JUMP_EQUAL, 0, 1, number), refuse]
    # Its flags lie in memory, out of the filter's reach: the C library then asks for a clone.
    code += [
        (_JUMP_EQUAL, 0, 1, machine.numbers[CLONE3]),
        (_RETURN, 0, 0, _ERRNO | _ENOSYS),
        (_JUMP_EQUAL, 0, 4, machine.numbers[CLONE]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_BIT, 1, 0, _THREAD),
        refuse,
        (_RETURN, 0, 0, _ALLOW),
    ]
    for name in SIGNAUX:
        # A process may end itself, and no other.
        code += [
            (_JUMP_EQUAL, 0, 4, machine.numbers[name]),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_JUMP_EQUAL, 1, 0, os.getpid()),
            refuse,
            (_RETURN, 0, 0, _ALLOW),
        ]
    return [*code, (_RETURN, 0, 0, _ALLOW)]
