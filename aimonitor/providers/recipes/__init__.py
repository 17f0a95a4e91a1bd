"""Recipes: a service as a TOML file, read by one client for all of them."""
