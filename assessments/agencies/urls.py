from __future__ import annotations

from assessments.agencies import registry_urls

app_name = "agencies"
urlpatterns = [*registry_urls.urlpatterns]
