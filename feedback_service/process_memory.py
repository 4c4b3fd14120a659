"""What this process holds in memory stays there: no core dump, and no other process looks into it.

And how freed memory goes back to the system.
"""

import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4  # linux/prctl.h
_M_MMAP_THRESHOLD = -3  # glibc's malloc.h
_LARGE = 1024 * 1024  # bytes


def keep_in_memory() -> bool:
    """Write no core dumps, and on Linux let only root look into this process; whether all of it was taken.

    Python cannot wipe what it no longer uses, so keys may stand in freed memory until it is used again.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return False
    failed: int = ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return not failed


def give_back() -> bool:
    """What is large goes back to the system when it is freed; whether this C library can be told so.

    Left alone, glibc keeps more the more was freed: 40 MB of what loading the sentence model needs.
    """
    tell = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform.startswith("linux") else None
    return bool(tell and tell(_M_MMAP_THRESHOLD, _LARGE))
