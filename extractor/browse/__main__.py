"""The metadata of a database named `claims` -> standard output."""

import sys

from extractor.browse.describe import text

sys.stdout.write(text(*sys.argv[1:2]))
