"""`python -m extractor` is the command `extract`, where another program of that name comes first."""

import sys

from extractor.cli import main

sys.exit(main())
