"""Pictures to train on: collecting lawful ones, reading folders, making masks."""
