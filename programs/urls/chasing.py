from django.urls import path

from programs.views import chasing as views

app_name = "chasing"
urlpatterns = [
    path("<int:pk>/", views.chasing, name="list"),
    path("<int:pk>/urge/", views.urge, name="urge"),
    path("<int:pk>.xlsx", views.workbook, name="workbook"),
    path("<int:pk>.png", views.picture, name="picture"),
    path("<int:pk>/<slug:code>/", views.body, name="body"),
    path("<int:pk>/<slug:code>/call/", views.call, name="call"),
    path("<int:pk>/<slug:code>/letter/", views.release, name="letter"),
]
