"""One run that says what the code does with a card."""
