from django.urls import path

from programs.views import contact_sheet as views
from programs.views import contact_sheet_entry as entry
from programs.views import contact_sheet_filling as filling
from programs.views import contact_sheet_scan as scans

app_name = "sheets"
urlpatterns = [
    path("", views.board, name="board"),
    path("mine/", filling.mine, name="mine"),
    path("mine/begin/", filling.begin, name="begin"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", filling.edit, name="edit"),
    path("<int:pk>/check/", filling.check, name="check"),
    path("<int:pk>/done/", filling.done, name="done"),
    path("<int:pk>/paper/", scans.paper, name="paper"),
    path("<int:pk>/scans/", scans.attach, name="attach"),
    path("<int:pk>/scans/<int:scan>/", scans.scan, name="scan"),
    path("enter/", entry.enter, name="enter"),
    path("scan-rule/", scans.rule, name="scan_rule"),
    path("<int:pk>/handover/", views.handover, name="handover"),
    path("<int:pk>/steps/<slug:name>/", views.step, name="step"),
]
