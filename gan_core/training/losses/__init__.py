"""Losses: adversarial ones, and distances in frozen features."""
