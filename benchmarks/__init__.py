"""How fast the engine is, measured against others in the same run. The one way in is `python -m benchmarks`."""
