"""The system's libraries that lay out text in PDF reports; run as a module, it prints the missing packages."""

from __future__ import annotations

import ctypes
import sys

# Library and the Debian package that brings it; the others that WeasyPrint opens come along with these.
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def missing_packages() -> list[str]:
    """Debian's names; empty on other systems, where the libraries are called otherwise and WeasyPrint looks itself."""
    if sys.platform != "linux":
        return []
    return [package for library, package in PDF_LIBRARIES.items() if not _opens(library)]


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    print("\n".join(missing_packages()))
