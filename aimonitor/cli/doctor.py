"""`aimonitor doctor`: what works and what does not, without secrets."""

from __future__ import annotations

from aimonitor.cli.examine import examine
from aimonitor.cli.exits import Exit
from aimonitor.cli.options import Options
from aimonitor.cli.output import print_json
from aimonitor.cli.report import Report
from aimonitor.cli.text import plain, table


def run(options: Options) -> Exit:
    """Print the report; 1 when something in it needs attention."""
    import asyncio  # noqa: PLC0415  as the parts that are examined

    report = asyncio.run(examine(options)).redacted(options.redactor.redact)
    if options.json:
        print_json(report.document())
    else:
        print(_text(report))
    return Exit.ATTENTION if report.problems else Exit.OK


def _text(report: Report) -> str:
    parts = [
        "\n".join([heading.capitalize(), table(_rows(lines) or [("  none", "")])])
        for heading, lines in report.sections.items()
    ]
    problems = [f"  {plain(sentence)}" for sentence in report.problems] or ["  none: all is well"]
    return "\n\n".join([*parts, "\n".join(["Problems", *problems])])


def _rows(lines: dict[str, str]) -> list[tuple[str, str]]:
    return [(f"  {plain(name)}", plain(text)) for name, text in lines.items()]
