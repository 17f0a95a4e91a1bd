"""What `doctor` found."""

from __future__ import annotations

from dataclasses import dataclass, field

SCHEMA = 1


@dataclass(slots=True)
class Report:
    """Headings with lines (name, words), and a sentence for each thing that is not as it should be."""

    sections: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def document(self) -> dict[str, object]:
        """As JSON: one object a heading, and the problems."""
        return {"schema": SCHEMA, "ok": not self.problems, "problems": self.problems, **self.sections}
