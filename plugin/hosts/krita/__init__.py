"""Krita as a host. Krita's own Python imports this; the engine's never does."""
