from django.urls import path

from programs.views import repeat as views

app_name = "repeats"
urlpatterns = [path("", views.rule, name="rule")]
