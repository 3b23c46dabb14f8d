"""What answers under which path."""

from django.urls import path

from leadline.web.api import api

urlpatterns = [path("", api.urls)]
