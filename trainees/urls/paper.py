from django.urls import path

from trainees.views import paper as views

app_name = "papers"
urlpatterns = [
    path(
        "<int:pk>/papers/<int:snapshot_pk>/<slug:kind>/<slug:medium>/",
        views.order,
        name="order",
    ),
    path("papers/<uuid:public_id>/", views.download, name="download"),
]
