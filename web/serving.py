"""Serving by waitress: threads, small limits, a clean stop."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from flask import Flask
from waitress.server import create_server  # type: ignore[import-untyped]  # waitress has no types

MOST_HEADER_BYTES = 64 * 1024
"""A question of 2,000 characters takes up to 18 kB in an address; six times as much is answered by a page, not a cut."""
MOST_BODY_BYTES = 64 * 1024
IDLE_SECONDS = 60


def serve(
    app: Flask, *, host: str, port: int, threads: int, announce: Callable[[str], None], most_body: int = MOST_BODY_BYTES
) -> None:
    """Serves until Ctrl-C or SIGTERM, then finishes the requests at hand and returns.

    `announce` gets the address once it can be asked; port 0 takes a free one. Raises OSError where the address
    cannot be taken.
    """
    server = _server(app, host, port, threads, {}, most_body)
    with _stopped_by_sigterm():
        announce(_address(host, _port(server)))
        server.run()


@contextmanager
def serving(app: Flask, *, host: str = "127.0.0.1", threads: int = 4, most_body: int = MOST_BODY_BYTES) -> Iterator[str]:
    """The same server on a free port beside the caller, for as long as the context lasts; gives its address."""
    sockets: dict[int, object] = {}
    server = _server(app, host, 0, threads, sockets, most_body)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield _address(host, _port(server))
    finally:
        server.task_dispatcher.shutdown()  # lets the requests at hand end
        # Sockets are closed by the thread that watches them; with none left, connections kept alive included, it ends.
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(sockets))
        thread.join(timeout=5)


def _server(app: Flask, host: str, port: int, threads: int, sockets: dict[int, object], most_body: int):  # type: ignore[no-untyped-def]  # waitress has no types
    # That requests wait their turn for a moment is no news for the person at the terminal.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return create_server(
        app,
        map=sockets,
        host=host,
        port=port,
        threads=threads,
        ident="",
        max_request_header_size=MOST_HEADER_BYTES,
        max_request_body_size=most_body,
        channel_timeout=IDLE_SECONDS,
        clear_untrusted_proxy_headers=True,
    )


def _port(server) -> int:  # type: ignore[no-untyped-def]
    """The port taken. A name such as localhost may stand for two addresses; then the server holds a list of them."""
    listening = getattr(server, "effective_listen", None)
    return int(listening[0][1] if listening else server.effective_port)


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """SIGTERM ends the server as Ctrl-C does; waitress stops cleanly on SystemExit. Only a main thread has signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _address(host: str, port: int) -> str:
    return f"http://[{host.strip('[]')}]:{port}/" if ":" in host else f"http://{host}:{port}/"
