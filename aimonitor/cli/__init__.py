"""The command line: the same figures in text and JSON, without Qt."""
