"""A process of its own that reads a file of JSON Lines through a pack and tells how much memory it took at most.

    python -m benchmarks.child FILE [RULES]
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from benchmarks.setting import read
from extractor import Extractor


def main() -> None:
    """Prints the peak in bytes, the events and the processor's seconds as JSON."""
    file, *rules = sys.argv[1:]
    extractor = Extractor.load(*rules)
    events = sum(len(found) for _, found in extractor.pipe(read(Path(file))))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"peak": _peak(usage.ru_maxrss), "events": events, "seconds": usage.ru_utime + usage.ru_stime}))


def _peak(maximum: int) -> int:
    """Bytes. On Linux `ru_maxrss` is kilobytes, and the parent's where that was more: there the kernel is asked instead."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024
    return maximum if sys.platform == "darwin" else maximum * 1024


if __name__ == "__main__":
    main()
