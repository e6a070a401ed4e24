"""What the figures depend on: the machine, the versions, the commit. No names of hosts, users or folders."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.setting import ROOT

PACKAGES = ("extractor", "regex", "lark", "msgspec", "spacy", "rita-dsl")


def facts() -> dict[str, str]:
    """Facts by their names, in the order in which they are shown."""
    return {
        "commit": commit(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else "not known",
        **{package: _version(package) for package in PACKAGES},
    }


def commit() -> str:
    """The short commit of the checkout, with `+` when files differ from it; "unknown" outside one."""
    try:
        words = ["git", "describe", "--always", "--abbrev=10", "--exclude=*", "--dirty=+"]
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
