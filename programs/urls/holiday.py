from django.urls import path

from programs.views import holiday as views

app_name = "holidays"
urlpatterns = [
    path("", views.holiday_list, name="list"),
    path("add/", views.holiday_add, name="add"),
    path("<int:pk>/", views.holiday_detail, name="detail"),
    path("<int:pk>/remove/", views.holiday_remove, name="remove"),
]
