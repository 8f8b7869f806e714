from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "assessments.cycles"
    label = "cycles"
