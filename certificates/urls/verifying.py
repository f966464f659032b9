from django.urls import path

from certificates.views import verifying as views

app_name = "verify"
urlpatterns = [
    path("", views.by_number, name="number"),
    path("file/", views.by_file, name="file"),
    path("hash/", views.by_hash, name="hash"),
    path("<str:token>", views.by_token, name="token"),
    path("<str:token>/name/", views.full_name, name="name"),
]
