"""docker-compose.yml and Dockerfile, as far as they can be looked at without an engine for containers."""

import re
from pathlib import Path

import pytest
import yaml
from elasticsearch_node.node import VERSION

from indexer.engines.elasticsearch.connection import SUPPORTED
from vanban.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]


def test_the_server_is_the_one_that_the_tests_run() -> None:
    assert SERVICES["elasticsearch"]["image"] == SERVICES["certificates"]["image"] == f"elasticsearch:{VERSION}"
    assert int(VERSION.split(".")[0]) in SUPPORTED


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_is_open_to_the_network_or_privileged(name: str) -> None:
    service = SERVICES[name]
    assert not service.get("privileged")
    assert service.get("network_mode") is None
    assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))


def test_the_server_asks_who_asks_and_keeps_its_data() -> None:
    server = SERVICES["elasticsearch"]
    assert server["environment"]["xpack.security.enabled"] == "true"
    assert server["environment"]["xpack.security.http.ssl.enabled"] == "true"
    assert "elasticsearch:/usr/share/elasticsearch/data" in server["volumes"]
    assert server["healthcheck"]["test"]
    assert server["ulimits"]["nofile"]["soft"] >= 65_535
    assert server["mem_limit"]


def test_the_application_can_write_in_the_archive_alone() -> None:
    web = SERVICES["web"]
    assert web["read_only"] is True
    assert web["cap_drop"] == ["ALL"]
    assert [volume for volume in web["volumes"] if not volume.endswith(":ro")] == ["archive:/archive"]
    assert "USER 10001" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_application_is_given_settings_that_exist() -> None:
    given = set(SERVICES["web"]["environment"])
    given |= set(re.findall(r"\b(VANBAN_[A-Z_]+)=", (ROOT / "Dockerfile").read_text(encoding="utf-8")))
    assert {name.removeprefix("VANBAN_").lower() for name in given} <= set(Settings.model_fields)
    assert Settings(engine="elasticsearch").engine == SERVICES["web"]["environment"]["VANBAN_ENGINE"]


def test_no_password_is_written_down() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"PASSWORD: (.*)", text)) == {"${ELASTIC_PASSWORD:?set ELASTIC_PASSWORD in the file .env}"}
    assert "\nELASTIC_PASSWORD=\n" in (ROOT / ".env.example").read_text(encoding="utf-8")
    assert "/.env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_image_copies_what_there_is() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    copied = {name for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE) for name in line.split()[:-1]}
    assert copied == allowed
