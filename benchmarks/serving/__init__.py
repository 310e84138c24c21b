"""Many clients at one engine."""
