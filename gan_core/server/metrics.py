"""What an engine counts, for Prometheus (docs/grafana.json is a dashboard of it)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_JOBS = (1, 2, 4, 8, 16)
_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)


class Metrics:
    """One engine's numbers; each engine of a process has its own.

    Args:
        gauges: numbers that are looked up when somebody asks: name without prefix → (what it is,
            how to look it up).
    """

    def __init__(self, gauges: Mapping[str, tuple[str, Callable[[], float]]]) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)  # memory, processor, open files
        for name, (what, look) in gauges.items():
            Gauge(f"ganvas_{name}", what, registry=self._registry).set_function(look)
        self._seconds = Histogram(
            "ganvas_job_seconds",
            "Seconds that jobs took on a device",
            ["task", "device"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._jobs = Counter(
            "ganvas_jobs",
            "Jobs that ended, by the status of their answer",
            ["task", "device", "status", "seat"],
            registry=self._registry,
        )
        self._together = Histogram(
            "ganvas_batch_jobs",
            "Jobs that began together, of those that may: their networks run in shared passes",
            buckets=_JOBS,
            registry=self._registry,
        )
        self._refusals = Counter(
            "ganvas_refusals",
            "Requests that were refused before they became jobs",
            ["status"],
            registry=self._registry,
        )

    def together(self, jobs: int) -> None:
        """So many jobs were begun together."""
        self._together.observe(jobs)

    def job(self, task: str, device: str, status: int, seat: str, seconds: float) -> None:
        """A job has ended."""
        self._seconds.labels(task, device).observe(seconds)
        self._jobs.labels(task, device, status, seat).inc()

    def refusal(self, status: int) -> None:
        """A request was refused."""
        self._refusals.labels(status).inc()

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)
