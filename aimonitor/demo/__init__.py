"""The demo: servers on loopback that speak the real wire formats, with a made-up but consistent year."""
