from django.urls import path

from trainees.views import search as views

app_name = "people"
urlpatterns = [path("", views.search, name="search")]
