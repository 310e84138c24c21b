"""What compressing and exporting a network costs and saves."""
