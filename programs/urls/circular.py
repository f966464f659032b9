from django.urls import path

from programs.views import circular as views

app_name = "circulars"
urlpatterns = [
    path("", views.circular_list, name="list"),
    path("<int:pk>/", views.circular_detail, name="detail"),
    path("<int:pk>/publish/", views.circular_publish, name="publish"),
    path("<int:pk>/confirm/", views.circular_confirm, name="confirm"),
]
