"""Painted charts: scales and geometry without Qt, one widget with hover, keyboard and words."""
