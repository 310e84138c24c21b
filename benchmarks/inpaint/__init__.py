"""How good fills are, against classical methods; and what they cost on pictures of any size."""
