"""`extract schema`: the JSON Schema of a pack's events, for programs that read them."""

import argparse

from extractor.cli.options import add_no_cache, add_rules
from extractor.cli.output import opened
from extractor.cli.problems import DONE

SUMMARY = "print the JSON Schema of a pack's events"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--rules` and `--no-cache`."""
    add_rules(parser)
    add_no_cache(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    import json

    from extractor.cli.loading import loaded

    schema = loaded(arguments.rules, no_cache=arguments.no_cache).schema()
    with opened(None) as stream:
        stream.write(f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n")
    return DONE
