import signal
import subprocess
import sys
import urllib.request

import pytest
from flask import Flask

from web.serving import serving

_SCRIPT = """
import sys
from flask import Flask
from web.serving import serve
app = Flask("test")
app.route("/")(lambda: "here")
serve(app, host=sys.argv[1], port=0, threads=2, announce=lambda address: print(address, flush=True))
print("stopped", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
@pytest.mark.parametrize(("number", "host"), [(signal.SIGTERM, "127.0.0.1"), (signal.SIGINT, "localhost")])
def test_the_server_says_its_address_answers_and_stops_cleanly(number: signal.Signals, host: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, host], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        address = process.stdout.readline().strip()
        with urllib.request.urlopen(address) as response:
            assert response.read() == b"here"
            assert "waitress" not in str(response.headers)
        process.send_signal(number)
        assert process.stdout.read().strip() == "stopped"
        assert process.stderr.read() == ""
        assert process.wait(10) == 0


def test_a_server_beside_the_caller_is_gone_after_it() -> None:
    app = Flask("test")
    app.route("/")(lambda: "here")
    with serving(app) as address, urllib.request.urlopen(address) as response:
        assert response.status == 200
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address)


def test_an_endless_question_is_refused_before_it_reaches_the_pages() -> None:
    app = Flask("test")
    with serving(app) as address, pytest.raises(urllib.error.HTTPError, match="431") as refused:
        urllib.request.urlopen(address + "?q=" + "a" * 200_000)
    refused.value.close()
