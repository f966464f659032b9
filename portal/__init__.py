"""The project and its shared ground; Celery's application is made with it."""

from .celery import app as celery_app

__all__ = ("celery_app",)
