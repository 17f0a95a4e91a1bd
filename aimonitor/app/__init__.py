"""The desktop app: builds everything, connects it, runs it, takes it down."""
