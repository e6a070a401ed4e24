"""`python -m extractor` is the command `extract`, where another program of that name comes first."""

from extractor.cli import command

command()
