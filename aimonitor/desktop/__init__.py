"""The desktop over D-Bus: notifications, without Qt."""
