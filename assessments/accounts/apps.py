from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "assessments.accounts"
    label = "accounts"
