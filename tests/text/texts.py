"""Strategies for texts: what a writer could type, thick with marks, full stops, apostrophes and breaks."""

from __future__ import annotations

from hypothesis import strategies as st

_WORDS = ["il", "Il", "sindaco", "ha", "detto", "Anna", "l'", "L’", "un po'", "oi suoi", "dott.", "S.p.A.", "ecc.", "G.", "1"]
_MARKS = ["«", "»", "“", "”", '"', "‘", "’", "'", "„", "<<", ">>", "''", "(", ")", "–", "-"]
_POINTS = [".", "!", "?", "…", "...", ",", ";", ":"]
_BLANKS = ["", "", " ", " ", " ", "  ", "\n", "\n\n", "\r\n", "\u00a0", "\u200b", "\n \n", "\x0c"]


def texts(size: int = 60) -> st.SearchStrategy[str]:
    """Texts of up to `size` words, marks and points with blanks between them."""
    part = st.sampled_from(_WORDS) | st.sampled_from(_MARKS) | st.sampled_from(_POINTS) | st.characters()
    return st.lists(st.tuples(part, st.sampled_from(_BLANKS)), max_size=size).map(
        lambda parts: "".join(word + blank for word, blank in parts)
    )
