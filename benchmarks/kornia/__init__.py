"""Image operations of ours beside Kornia's: where which one stands, and why."""
