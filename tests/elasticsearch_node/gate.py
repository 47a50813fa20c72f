"""A reverse proxy before a node, standing in for what the published parts lack: TLS, and someone who asks who asks."""

import http.client
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

Change = Callable[[str, int, bytes], tuple[int, bytes]]
_PASSED = ("content-type", "x-elastic-product")


@contextmanager
def gate(
    url: str,
    *,
    certificate: Path | None = None,
    expected: str | None = None,
    change: Change = lambda _, status, body: (status, body),
) -> Iterator[str]:
    """Address of the gate. With a certificate (a PEM file, key included) it speaks https; `expected` is the Authorization
    that it lets through; `change(path, status, body)` may alter an answer."""
    target = urlsplit(url)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if expected is not None and self.headers.get("Authorization") != expected:
                self._answer(401, b'{"error": {"type": "security_exception", "reason": "unable to authenticate"}, "status": 401}')
                return
            connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=60)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "authorization")}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            status, content = change(self.path, answer.status, answer.read())
            self._answer(status, content, {name: value for name, value in answer.getheaders() if name.lower() in _PASSED})
            connection.close()

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass

        def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {"Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch"}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests are read, not this."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"{scheme}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def certificate(folder: Path) -> Path:
    """A self-signed certificate for the loopback address with its key, in one PEM file."""
    key, cert, both = folder / "key.pem", folder / "cert.pem", folder / "both.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    made += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(made, check=True, capture_output=True)
    both.write_text(key.read_text() + cert.read_text())
    return both
