"""Tools for rule authors: the examples of a pack and what they show."""
