from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "assessments.common.jobs"
    label = "jobs"
