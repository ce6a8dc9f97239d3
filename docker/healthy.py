"""Ends with 0 when something answers 200 at the address given, else with 1: for health checks of
containers, which have no curl.
"""

from __future__ import annotations

import sys
import urllib.request

SECONDS = 5


def main(address: str) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=SECONDS) as answer:
            return 0 if answer.status == 200 else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
