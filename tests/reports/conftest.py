from __future__ import annotations

# Workers find the kinds of jobs by themselves; tests do it here.
import assessments.reports.tasks  # noqa: F401
