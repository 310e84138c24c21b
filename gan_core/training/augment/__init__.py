"""What D is shown instead of the bare pictures, so that few of them are enough."""
