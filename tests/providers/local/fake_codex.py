"""A program that talks as `codex app-server` does, from a script in CODEX_HOME. It is run, not imported.

The script is JSON: `answers` by method (a result, or {"error": ...}), `before` (lines written first),
`notes` (lines before each answer), `hang` (a method that is never answered), `end_at` (a method at
which it ends), `stubborn` (it does not end by itself). What it was asked and given is in `seen.json`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path


def main() -> None:
    home = Path(os.environ["CODEX_HOME"])
    script = json.loads((home / "script.json").read_text("utf-8"))
    asked: list[dict[str, object]] = []
    seen = {"arguments": sys.argv[1:], "environ": dict(os.environ), "pid": os.getpid(), "asked": asked}
    remember(home, seen)
    if script.get("stubborn"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for line in script.get("before", ()):
        say(line)
    for line in sys.stdin:
        message = json.loads(line)
        asked.append(message)
        remember(home, seen)
        answer(message, script)
    while script.get("stubborn"):
        time.sleep(60)


def answer(message: dict[str, object], script: dict[str, object]) -> None:
    method = message["method"]
    if method == script.get("end_at"):
        sys.exit(1)
    if "id" not in message or method == script.get("hang"):
        return
    for line in script.get("notes", ()):  # type: ignore[attr-defined]
        say(line)
    told = script["answers"].get(method, {})  # type: ignore[attr-defined]
    say(json.dumps({"id": message["id"], **(told if "error" in told else {"result": told})}))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def remember(home: Path, seen: dict[str, object]) -> None:
    beside = home / "seen.part"
    beside.write_text(json.dumps(seen), "utf-8")
    beside.replace(home / "seen.json")


main()
