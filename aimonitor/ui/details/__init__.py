"""The details of the selected provider: its spend, tokens, models, limits and polls."""
