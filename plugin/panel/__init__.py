"""The panel: the same tabs in every host."""
