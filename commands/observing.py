"""What runs elsewhere learn of a command: a line of JSON for each row of history, and traces (OpenTelemetry).

Both are off unless a setting (`log`, `DONDOC_LOG`) or the standard variables (`OTEL_*`) say otherwise; this module is
loaded then, and not before.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import ensure_writable
from commands.settings import BadSetting
from engine.chain.chains import HISTORY_COLUMNS
from engine.store.statements import Dialect
from screen.look import Look
from workflows.errors import DondocError, InputError
from workflows.file_errors import why
from workflows.said import Said

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

# of a row what says which move it was, by whom for whom; no reasons, no documents, no logins
_TOLD = (
    *("cascade_id", "task_no", "seq", "kind", "trigger", "from", "to", "agency", "on_behalf_of", "by"),
    *("occurred_on", "batch", "hash"),
)
_PLACES = tuple((name, HISTORY_COLUMNS.index(name)) for name in _TOLD)
_AT = HISTORY_COLUMNS.index("recorded_at")


class NoTracing(InputError):
    """Traces are switched on, and what sends them is not installed."""

    code = "no-tracing"


class Observing:
    """Told of the transactions of one command."""

    def __init__(self, log: str | None, look: Look) -> None:
        self._log, self._look = log, look
        self._traces = Traces() if is_tracing(os.environ) else None
        if log not in (None, "-"):
            ensure_writable(Path(str(log)))

    @contextmanager
    def command(self, name: str) -> Iterator[None]:
        """Around the whole command."""
        if self._traces is None:
            yield
            return
        try:
            with self._traces.span(name, {"dondoc.command": name}):
                yield
        finally:
            self._traces.close()

    @contextmanager
    def transaction(self, dialect: Dialect, *, keeps: bool) -> Iterator[None]:
        """Around one transaction."""
        named = {"db.system.name": dialect, "db.operation.name": "write" if keeps else "read"}
        with nullcontext() if self._traces is None else self._traces.span("transaction", named):
            yield

    def recorded(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write a line for each row; where that fails the rows are there all the same, and somebody is told."""
        if self._log is None:
            return
        text = "".join(f"{_line(row)}\n" for row in rows)
        if self._log == "-":
            sys.stderr.write(text)
            return
        try:
            file = os.open(self._log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                left = memoryview(text.encode("utf-8"))
                while left:  # at once wherever the system does so, that lines of several processes stay whole
                    left = left[os.write(file, left) :]
            finally:
                os.close(file)
        except OSError as error:
            click.echo(self._look.say("log.unwritten", file=self._log, why=why(error)), err=True)


def _line(row: Sequence[Any]) -> str:
    told = {"at": row[_AT], **{name: row[place] for name, place in _PLACES if row[place] is not None}}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


# traces


def is_tracing(environment: Any) -> bool:
    """Whether the standard variables switch traces on."""
    if environment.get("OTEL_SDK_DISABLED", "").casefold() == "true":
        return False
    if exporters := environment.get("OTEL_TRACES_EXPORTER"):
        return bool(exporters != "none")
    return any(environment.get(f"OTEL_EXPORTER_OTLP_{name}ENDPOINT") for name in ("", "TRACES_"))


class Traces:
    """Spans of one run, sent in its end; where to, and under which name, the standard variables say."""

    def __init__(self) -> None:
        try:
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
            from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
        except ImportError:
            raise NoTracing from None
        named = {} if "OTEL_SERVICE_NAME" in os.environ else {"service.name": "dondoc"}
        self._provider: TracerProvider = TracerProvider(resource=Resource.create(named))
        for name in os.environ.get("OTEL_TRACES_EXPORTER", "otlp").split(","):
            self._provider.add_span_processor(BatchSpanProcessor(_exporter(name.strip())))
        self._tracer = self._provider.get_tracer("dondoc")
        self._above = TraceContextTextMapPropagator().extract({"traceparent": os.environ.get("TRACEPARENT", "")})

    @contextmanager
    def span(self, name: str, attributes: dict[str, Any]) -> Iterator[None]:
        """One span; of an error that ends it the code is told, and nothing of its text."""
        from opentelemetry import context, trace
        from opentelemetry.trace import Status, StatusCode

        within = context.get_current() if trace.get_current_span().is_recording() else self._above
        with self._tracer.start_as_current_span(
            name, within, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except BaseException as error:
                code = error.code if isinstance(error, DondocError) else type(error).__name__
                span.set_attribute("error.type", code)
                span.set_status(Status(StatusCode.ERROR))
                raise

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _exporter(name: str) -> SpanExporter:
    if name == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        return ConsoleSpanExporter(out=sys.stderr)
    if name != "otlp":
        raise BadSetting("OTEL_TRACES_EXPORTER", name, Said("setting.one-of", {"known": ("otlp", "console", "none")}))
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        raise NoTracing from None
    return OTLPSpanExporter()
