"""How much damage is found on photographs that nobody trained on, and what mending it is worth."""
