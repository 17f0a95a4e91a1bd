"""The services that come with the app; each registers like a stranger would."""
