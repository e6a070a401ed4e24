"""How many there are of something, in words: `1 error`, `2 errors`. The one way in is `counted`."""


def counted(number: int, noun: str) -> str:
    """The number and the noun, which takes an s where there isn't one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
