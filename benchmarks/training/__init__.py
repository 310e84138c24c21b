"""What the training recipes do on problems whose answer is known."""
