"""https by a certificate authority or a fingerprint, an API key or user and password: used, refused clearly, never shown."""

import base64
import hashlib
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from elasticsearch_node.gate import certificate, gate
from shelves import MADE, asked, letters

from corpus.errors import EngineUnavailable, InputError
from indexer.engines.elasticsearch import Connection, ElasticsearchEngine

# One node for the whole run: its tests go to one worker.
pytestmark = pytest.mark.xdist_group("elasticsearch")

KEY, SECRET = "ApiKey dGjj-khoa-bi-mat", "dGjj-khoa-bi-mat"
BASIC = "Basic " + base64.b64encode(b"van-thu:mat-khau-dai").decode()


def opened_by(connection: Connection, alias: str) -> ElasticsearchEngine:
    return ElasticsearchEngine.open(connection, alias, **MADE)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


def test_a_ca_file_and_an_api_key_let_in(url: str, alias: str, pem: Path) -> None:
    with gate(url, certificate=pem, expected=KEY) as address:
        connection = Connection((address,), ca=str(pem), api_key=SECRET)
        with opened_by(connection, alias) as engine:
            engine.write(letters(range(2)))
            assert engine.reader().search(asked()).total == 2


def test_a_fingerprint_and_a_password_let_in(url: str, alias: str, pem: Path) -> None:
    der = ssl.PEM_cert_to_DER_cert(pem.read_text()[pem.read_text().index("-----BEGIN CERTIFICATE") :])
    print_of = hashlib.sha256(der).hexdigest()
    colons = ":".join(print_of[n : n + 2].upper() for n in range(0, 64, 2))
    with gate(url, certificate=pem, expected=BASIC) as address:
        for given in (print_of, colons):
            with opened_by(Connection((address,), ca=given, user="van-thu", password="mat-khau-dai"), alias) as engine:
                assert engine.reader().search(asked()).total == 0
        with pytest.raises(EngineUnavailable, match="certificate"):
            opened_by(Connection((address,), ca="0" * 64, user="van-thu", password="mat-khau-dai", retries=0), alias)


def test_an_unknown_certificate_is_not_accepted(url: str, alias: str, pem: Path) -> None:
    with gate(url, certificate=pem) as address, pytest.raises(EngineUnavailable, match=r"certificate.*elasticsearch_ca"):
        opened_by(Connection((address,), retries=0), alias)


def test_a_wrong_key_is_said_without_the_key(url: str, alias: str) -> None:
    with gate(url, expected=KEY) as address, pytest.raises(EngineUnavailable, match="refuses the credentials") as told:
        opened_by(Connection((address,), api_key="sai-khoa-nay"), alias)
    assert "sai-khoa-nay" not in str(told.value)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"api_key": "k", "user": "u", "password": "p"}, "two ways"),
        ({"user": "u"}, "go together"),
        ({"password": "p"}, "go together"),
        ({"ca": "ab" * 32}, "not https"),
        ({"urls": ("https://127.0.0.1:9",), "ca": "/khong/co/tep.pem"}, "neither a file nor"),
        ({"urls": ("may-chu:9200",)}, "elasticsearch_url"),
        ({"urls": ("ftp://may-chu",)}, "elasticsearch_url"),
        ({"urls": ()}, "elasticsearch_url"),
    ],
)
def test_settings_that_do_not_fit_together_are_told(given: dict, match: str) -> None:
    with pytest.raises(InputError, match=match):
        Connection(**({"urls": ("http://127.0.0.1:9",)} | given)).client()


def test_secrets_are_in_no_printed_form() -> None:
    connection = Connection(("http://127.0.0.1:9",), api_key="dGjj-khoa", password="mat-khau")
    assert "dGjj-khoa" not in repr(connection)
    assert "mat-khau" not in repr(connection)


def test_secrets_from_a_file_or_a_variable_are_never_printed(tmp_path: Path) -> None:
    key = tmp_path / "khoa"
    key.write_text("dGjj-khoa-bi-mat\n")
    environment = {
        "PATH": "/usr/bin:/bin",
        "VANBAN_ARCHIVE": str(tmp_path / "kho"),
        "VANBAN_ENGINE": "elasticsearch",
        "VANBAN_ELASTICSEARCH_URL": "http://127.0.0.1:9",
        "VANBAN_ELASTICSEARCH_API_KEY_FILE": str(key),
        "VANBAN_ELASTICSEARCH_RETRIES": "0",
    }
    (tmp_path / "a.txt").write_text("Công văn số 1/UBND", encoding="utf-8")
    for arguments, extra in (
        (["status", "--settings"], {"VANBAN_ELASTICSEARCH_PASSWORD": "mat-khau-dai"}),
        (["add", str(tmp_path / "a.txt")], {}),
        (["serve"], {}),
    ):
        ran = subprocess.run(
            [sys.executable, "-m", "vanban", *arguments], env=environment | extra, capture_output=True, text=True, timeout=60
        )
        assert "dGjj-khoa-bi-mat" not in ran.stdout + ran.stderr
        assert "mat-khau-dai" not in ran.stdout + ran.stderr
        assert "Traceback" not in ran.stderr
        assert ran.returncode == (0 if arguments[0] == "status" else 3)
