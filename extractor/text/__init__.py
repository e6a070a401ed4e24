"""The text side: tokens, sentences, quotations and the readings of forms, driven by the YAML of a pack."""
