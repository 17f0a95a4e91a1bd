"""What the app talks about: frozen values, no I/O, no clock, no Qt."""
