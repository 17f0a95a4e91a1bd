"""Keys in memory stay out of core dumps: a crash must not write them to a disk, or send them to anybody."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

_FILTER = Path("/proc/self/coredump_filter")


def keep_memory_private() -> None:
    """Have the system write no core file, and none of our memory into one that is written all the same.

    Linux hands dumps to a collector whatever the limit says; the filter holds there too, but for what
    stands in the processor's registers at that moment. Children inherit both. The process stays dumpable:
    desktop portals look at it, and a debugger of the user's may.
    """
    if sys.platform == "win32":
        return  # reports hold no heap there unless an administrator asks for full dumps
    import resource  # noqa: PLC0415  not there on Windows

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux":
        with suppress(OSError):
            _FILTER.write_text("0", encoding="ascii")
