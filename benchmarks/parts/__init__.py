"""What is measured, one part a file. Each has `NAME`, `SUMMARY` and `measure(setting)`, which yields figures and remarks."""
