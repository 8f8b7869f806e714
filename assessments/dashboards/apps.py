from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "assessments.dashboards"
    label = "dashboards"
