from django.urls import path

from trainees.views import twins as views

app_name = "twins"
urlpatterns = [
    path("", views.twin_list, name="list"),
    path("apart/", views.apart, name="apart"),
]
