"""The Django app."""

from django.apps import AppConfig


class Investigations(AppConfig):
    """What people do with leads."""

    name = "leadline.investigations"
    label = "investigations"
