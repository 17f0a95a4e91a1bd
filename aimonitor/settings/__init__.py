"""What the user may set, where each value came from, and the folders the app keeps its things in."""
