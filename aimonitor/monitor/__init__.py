"""Polling, keys and history brought together: `Monitor` without Qt, `MonitorService` its Qt face."""
