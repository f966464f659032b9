from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("demo/login/", views.login, name="login"),
    path("demo/clock/", views.set_clock, name="clock"),
]
