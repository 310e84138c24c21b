"""What restoring and upscaling share."""
