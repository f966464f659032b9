#!/bin/sh
# The image's roles: web | worker QUEUES | beat | migrate; anything else is run as it stands.
set -eu
umask 027

case "${1:-}" in
  web)
    python manage.py collectstatic --no-input --verbosity 0
    exec gunicorn --config deploy/gunicorn.conf.py portal.wsgi
    ;;
  worker)
    # A child is replaced now and then: rendering leaves memory behind.
    exec celery --app portal.celery worker --loglevel INFO --queues "$2" --max-tasks-per-child 200
    ;;
  beat)
    exec celery --app portal.celery beat --loglevel INFO --pidfile= --schedule /tmp/celerybeat-schedule
    ;;
  migrate)
    exec python manage.py migrate --no-input
    ;;
  *)
    exec "$@"
    ;;
esac
