"""What `doctor` found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

SCHEMA = 1


@dataclass(slots=True)
class Report:
    """Headings with lines (name, words), and a sentence for each thing that is not as it should be."""

    sections: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def redacted(self, redact: Callable[[str], str]) -> Report:
        """The same without keys: a fault may repeat what stands in a file, such as a name nobody knows."""
        sections = {
            heading: {redact(name): redact(text) for name, text in lines.items()}
            for heading, lines in self.sections.items()
        }
        return Report(sections, [redact(sentence) for sentence in self.problems])

    def document(self) -> dict[str, object]:
        """As JSON: one object a heading, and the problems."""
        return {"schema": SCHEMA, "ok": not self.problems, "problems": self.problems, **self.sections}
