from __future__ import annotations

from typing import Any

from django.http import HttpResponse


class RefusedForm:
    """A refused form answers 422, as every form here does."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]
