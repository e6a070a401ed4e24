"""`extract schema`: the JSON Schema of a pack's events, for programs that read them."""

import argparse

from extractor.cli.options import add_rules
from extractor.cli.output import opened
from extractor.cli.problems import DONE

SUMMARY = "print the JSON Schema of a pack's events"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--rules`."""
    add_rules(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    import json

    from extractor.engine import Extractor

    schema = Extractor.load(arguments.rules).schema()
    with opened(None) as stream:
        stream.write(f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n")
    return DONE
