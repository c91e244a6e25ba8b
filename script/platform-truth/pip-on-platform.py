# Runs pip as if it ran on another platform: pip takes --platform for wheels, but reads markers for the machine it runs on.
# Reads JSON on standard input: {"markers": {...}, "args": [...]}. It installs nothing by itself.

import json
import sys

from pip._vendor.packaging import markers

asked = json.load(sys.stdin)
real = markers.default_environment


def environment():
    return {**real(), **asked["markers"]}


markers.default_environment = environment

from pip._internal.cli.main import main  # noqa: E402

sys.exit(main(asked["args"]))
