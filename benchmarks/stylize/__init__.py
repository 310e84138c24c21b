"""What restyling costs, and whether its tiles can be seen."""
