from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "assessments.questionnaires"
    label = "questionnaires"
