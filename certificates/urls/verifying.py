from django.urls import path

from certificates.views import verifying as views
from certificates.views import verifying_list as several

app_name = "verify"
urlpatterns = [
    path("", views.by_number, name="number"),
    path("file/", views.by_file, name="file"),
    path("hash/", views.by_hash, name="hash"),
    path("list/", several.by_list, name="list"),
    path("list/workbook/", several.list_workbook, name="list_workbook"),
    path("<str:token>", views.by_token, name="token"),
    path("<str:token>/name/", views.full_name, name="name"),
]
