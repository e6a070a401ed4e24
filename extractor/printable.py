"""Text as a terminal may show it: nothing in it can move the cursor, change colours or ring.

In: any text, a corpus's or a pack's. Out: by `printable` the text on one line, by `in_place` the text with each character in its
place, where marks stand below it.
"""


def printable(text: str) -> str:
    """The text on one line, without what could steer a terminal."""
    return in_place(" ".join(text.split()))


def in_place(text: str) -> str:
    """The text with every character in its place: what can't be printed, and line ends, are replaced one by one."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text)
