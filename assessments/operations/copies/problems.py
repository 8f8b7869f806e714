from __future__ import annotations


class CopyError(Exception):
    """A backup or a restoration that will not begin, or that failed. Its text says why and what to do."""
