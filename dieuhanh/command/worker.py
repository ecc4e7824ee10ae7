"""The worker: runs long jobs, two at a time."""

from dieuhanh.command.frame import set_up_django


def work() -> None:
    """Run until told to stop (the library handles the signals and lets running jobs end)."""
    set_up_django()
    from procrastinate.contrib.django import app

    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    worker_app.run_worker(concurrency=2, shutdown_graceful_timeout=5, delete_jobs="successful")


if __name__ == "__main__":
    work()
