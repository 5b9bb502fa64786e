"""Sandbox, appels: the calls to the kernel that a reader of files has no use for, by machine.

Source: the tables of calls of Linux, asm/unistd_64.h (x86_64) and asm-generic/unistd.h (aarch64).
"""

from __future__ import annotations

from typing import NamedTuple

CLONE, CLONE3 = "clone", "clone3"
SIGNAUX = ("kill", "tgkill")

# Number on x86_64, then on aarch64; None where the machine has no such call.
_NUMBERS: dict[str, tuple[int, int | None]] = {
    # The network, and what would go round the filter.
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # Another program, another process.
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    # The machine.
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "settimeofday": (164, 170),
}
INTERDITS = tuple(_NUMBERS)


class Architecture(NamedTuple):
    """How one kind of machine names calls. audit: its number in a filter; x32: it has a second
    table of calls, reached by a bit of the number."""

    audit: int
    seccomp: int
    x32: bool
    numbers: dict[str, int]


ARCHITECTURES: dict[str, Architecture] = {
    "x86_64": Architecture(
        0xC000003E,
        317,
        True,
        {
            **{name: pair[0] for name, pair in _NUMBERS.items()},
            CLONE: 56,
            CLONE3: 435,
            "kill": 62,
            "tgkill": 234,
        },
    ),
    "aarch64": Architecture(
        0xC00000B7,
        277,
        False,
        {
            **{name: pair[1] for name, pair in _NUMBERS.items() if pair[1] is not None},
            CLONE: 220,
            CLONE3: 435,
            "kill": 129,
            "tgkill": 131,
        },
    ),
}
