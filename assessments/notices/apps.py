from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "assessments.notices"
    label = "notices"
