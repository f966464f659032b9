"""What Celery calls. A message carries a job's uuid and nothing about anybody."""

from portal.celery import app

from . import worker


@app.task(name="portal.jobs.run")
def run(job_id: str) -> None:
    worker.run_job(job_id)


@app.task(name="portal.jobs.sweep")
def sweep() -> None:
    worker.sweep()
