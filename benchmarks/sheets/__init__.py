"""Contact sheets of the models that ship, for their cards."""
