from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "assessments.common"
    label = "common"
