from django.urls import path

from trainees.views import snapshot as views

app_name = "snapshots"
urlpatterns = [
    path("of-class/<int:pk>/", views.of_class, name="of_class"),
    path("of-class/<int:pk>/compare/", views.compare, name="compare"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/summary/", views.summary, name="summary"),
]
