"""Faults of ours in the log: what kind and where in the code, never the message, which can quote words."""

import logging
import traceback


def log_fault(log: logging.Logger, error: Exception, doing: str) -> None:
    """Note that `error` ended what we were `doing` (an id or a name, no words of anybody)."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s: %s\n%s", doing, type(error).__name__, where)
