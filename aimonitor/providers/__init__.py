"""The services the app can read: manifests, clients, and the registry that knows them all."""
