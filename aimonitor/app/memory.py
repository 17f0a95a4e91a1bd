"""Giving the system back what the start and the first polls needed and nothing needs any more."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import sys

SETTLED, EVERY = 8.0, 3600.0
"""Seconds after which the first polls are done, and after which there may be something again."""

_log = logging.getLogger(__name__)


async def keep_small() -> None:
    """Run beside the app, until cancelled."""
    await asyncio.sleep(SETTLED)
    while give_back():  # noqa: ASYNC110  there is nothing to wait for but time
        await asyncio.sleep(EVERY)


def give_back() -> bool:
    """Return freed memory to the system. False where it is not glibc's, or cannot be asked to.

    Reading the system's certificates alone leaves 15 MB that glibc keeps in pieces for later: a tenth of
    what the app takes.
    """
    if sys.platform != "linux":
        return False
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        _log.debug("the C library has no malloc_trim")
        return False
    trim(ctypes.c_size_t(0))
    return True
