"""Readers and writers, one format a file.

A writer is a function `write(results, stream)`: `results` yields a document's name and its events, in order, and is
read as it comes; `stream` takes text.
"""
