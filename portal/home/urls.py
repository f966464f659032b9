from django.urls import path

from .views import brief, pages

app_name = "home"
urlpatterns = [
    path("", pages.front, name="front"),
    path("workbench/", pages.workbench, name="workbench"),
    path("brief/", brief.page, name="brief"),
    path("brief/pdf/", brief.pdf, name="brief_pdf"),
    path("brief/docx/", brief.docx, name="brief_docx"),
    path("text-size/", pages.text_size, name="text_size"),
    path("fonts/portal-cjk.woff2", pages.font, name="font"),
    path("fonts/portal-cjk-rare.woff2", pages.rare_font, name="rare_font"),
    path("help/", pages.help_page, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
]
