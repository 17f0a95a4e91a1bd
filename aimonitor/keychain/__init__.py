"""Where keys live: the system's keychain, the memory of this session, or a variable by name."""
