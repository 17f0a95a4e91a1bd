"""Facts to figures: pure functions without clock, I/O or Qt. Every figure is computed here, once."""
