from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "assessments.operations"
    label = "operations"
