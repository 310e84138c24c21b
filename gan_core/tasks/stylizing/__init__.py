"""What `tasks.stylize` is made of: painters, shared statistics, and what of the content stays."""
