"""`aimonitor` and `python -m aimonitor`: the window without a command, else the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the app with these arguments; its exit code."""
    from aimonitor.cli.arguments import parse  # noqa: PLC0415  each road imports only what it needs

    options = parse(sys.argv[1:] if arguments is None else arguments)
    if options.command is None:
        from aimonitor.app.start import start  # noqa: PLC0415

        return start(options)
    from aimonitor.cli.run import run  # noqa: PLC0415

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
