from django.urls import path

from trainees.views import my as views

app_name = "my"
urlpatterns = [
    path("", views.home, name="home"),
    path("profile/", views.profile, name="profile"),
]
