"""`aimonitor` and `python -m aimonitor`: the window without a command, else the command line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aimonitor import records  # noqa: F401  before all that imports msgspec
from aimonitor.app.launch import Launch, has_display, kept
from aimonitor.cli.window_options import window_options
from aimonitor.errors import AppError
from aimonitor.settings.paths import AppPaths
from aimonitor.settings.private_memory import keep_memory_private

if TYPE_CHECKING:
    from aimonitor.cli.options import Options

_NO_DISPLAY = "There is no display here, so the window cannot open. This is the demo, in text:\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the app with these arguments; its exit code."""
    keep_memory_private()
    gc.disable()  # what is made until the window or the command is there stays: nothing of it is garbage
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # while what the command needs is still being read; later it sees to it itself
        return _interrupted()
    finally:
        gc.unfreeze()
        gc.enable()


def _run(words: Sequence[str]) -> int:
    options = window_options(words) or _parsed(words)
    if options.command is not None:
        from aimonitor.cli.run import run  # noqa: PLC0415  each road imports only what it needs

        return run(options)
    try:
        return _window(options)
    except AppError as error:
        from aimonitor.cli.exits import exit_for  # noqa: PLC0415  as above
        from aimonitor.cli.output import complain  # noqa: PLC0415  as above

        complain(options, error.message)
        _tell_in_a_window(options, error)
        return int(exit_for(error))


def _interrupted() -> int:
    from aimonitor.cli.exits import Exit  # noqa: PLC0415  as above
    from aimonitor.cli.options import Options  # noqa: PLC0415  as above
    from aimonitor.cli.output import complain  # noqa: PLC0415  as above

    complain(Options(), "interrupted.")
    return int(Exit.ATTENTION)


def _parsed(words: Sequence[str]) -> Options:
    from aimonitor.cli.arguments import parse  # noqa: PLC0415  as above

    return parse(words)


def _tell_in_a_window(options: Options, error: AppError) -> None:
    if options.picture is None and has_display(os.environ, sys.platform):
        from aimonitor.app.refusal import tell  # noqa: PLC0415  Qt

        tell(options.redactor.redact(error.message))


def _window(options: Options) -> int:
    launch = Launch(
        paths=AppPaths.resolve(options.home, os.environ),
        flags=options.flags(),
        environ=kept(os.environ, sys.platform),  # what programs inherit that we open loses its keys
        demo=options.demo,
        all_services=options.all_services,
        hidden=options.hidden,
        home=options.home,
    )
    if options.picture is not None or not has_display(os.environ, sys.platform):
        return _without_display(options, launch)
    from aimonitor.app.start import start  # noqa: PLC0415  Qt

    return start(launch)


def _without_display(options: Options, launch: Launch) -> int:
    """Say so, print the demo's dashboard, and save a picture of the window to look at elsewhere."""
    from aimonitor.cli.run import guarded  # noqa: PLC0415  as above

    # Nobody looks at this window, so nobody needs to read what Qt says about it
    os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")
    return guarded(options, lambda: _text_and_picture(options, launch))


def _text_and_picture(options: Options, launch: Launch) -> int:
    from aimonitor.app.picture import save_picture  # noqa: PLC0415  as above
    from aimonitor.cli.demo import run as print_demo  # noqa: PLC0415  as above

    if options.picture is None:
        print(_NO_DISPLAY)  # noqa: T201  this is what it is for
        print_demo(options)
    saved = save_picture(launch.as_demo(), options.picture or _new_picture())
    print(f"\nA picture of the window is in {saved}")  # noqa: T201  as above
    sys.stdout.flush()
    return 0


def _new_picture() -> Path:
    """A new file: a name that is known before could be somebody else's link."""
    import tempfile  # noqa: PLC0415  as above

    number, name = tempfile.mkstemp(prefix="aimonitor-demo-", suffix=".png")
    os.close(number)
    return Path(name)


if __name__ == "__main__":
    sys.exit(main())
