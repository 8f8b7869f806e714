from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "assessments.agencies"
    label = "agencies"
