from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "assessments.responses"
    label = "responses"
