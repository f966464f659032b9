from django.urls import path

from trainees.views import import_files as files
from trainees.views import roster_import as views

app_name = "imports"
urlpatterns = [
    path("of-class/<int:pk>/", views.upload, name="upload"),
    path("of-class/<int:pk>/files/", files.files, name="files"),
    path("template/", views.template, name="template"),
    path("<uuid:public_id>/", views.preview, name="preview"),
    path("<uuid:public_id>/options/", files.options, name="options"),
    path("<uuid:public_id>/units/", files.units, name="units"),
    path("<uuid:public_id>/letter/", files.letter, name="letter"),
    path("<uuid:public_id>/letter/attach/", files.attach, name="attach_letter"),
    path("<uuid:public_id>/sheet/", views.sheet, name="sheet"),
    path("<uuid:public_id>/annotated/", views.annotated, name="annotated"),
    path("<uuid:public_id>/mapping/", views.mapping, name="mapping"),
    path("<uuid:public_id>/rows/<int:number>/", views.row, name="row"),
    path("<uuid:public_id>/accept/", views.accept, name="accept"),
    path("<uuid:public_id>/undo/", views.undo, name="undo"),
    path("<uuid:public_id>/cancel/", views.cancel, name="cancel"),
]
