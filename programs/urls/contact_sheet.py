from django.urls import path

from programs.views import contact_sheet as views

app_name = "sheets"
urlpatterns = [
    path("", views.board, name="board"),
    path("mine/", views.mine, name="mine"),
    path("mine/begin/", views.begin, name="begin"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/done/", views.done, name="done"),
    path("<int:pk>/handover/", views.handover, name="handover"),
    path("<int:pk>/steps/<slug:name>/", views.step, name="step"),
]
