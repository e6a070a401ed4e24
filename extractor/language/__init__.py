"""The rule language: from the text of a pack to a checked pack."""
