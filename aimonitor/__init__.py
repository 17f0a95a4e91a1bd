"""AIMonitor: what your AI providers cost, how much is left, and when it runs out."""

__version__ = "0.1.0"
APP_NAME = "AIMonitor"
APP_ID = "io.github.aimonitor.AIMonitor"
