"""What the product is made of: its packages and models, their licences, their known faults."""
