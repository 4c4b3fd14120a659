"""What this process holds in memory stays there: no core dump, and no other process looks into it."""

import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def keep_in_memory() -> bool:
    """Write no core dumps, and on Linux let only root look into this process; whether all of it was taken.

    Python cannot wipe what it no longer uses, so keys may stand in freed memory until it is used again.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return False
    failed: int = ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return not failed
