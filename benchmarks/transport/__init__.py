"""What the way to the engine and back costs: `python -m benchmarks.transport`."""
