"""Matching: from a checked pack to a program, and from a sentence to mentions and event matches."""
