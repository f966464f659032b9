from django.urls import path

from programs.views import contacts as views

app_name = "contacts"
urlpatterns = [
    path("", views.contacts, name="list"),
    path("export/", views.export, name="export"),
]
