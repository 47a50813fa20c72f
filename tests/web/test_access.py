import pytest

from web.access import access_on


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.9.10"])
def test_on_loopback_the_person_at_the_machine_sees_everything_and_may_edit(host: str) -> None:
    access = access_on(host)

    assert (access.labels, access.may_edit) == (None, True)
    assert access.hosts is not None
    assert "localhost" in access.hosts


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "::", "kho.example", ""])
def test_elsewhere_only_open_documents_are_read(host: str) -> None:
    access = access_on(host)

    assert (access.labels, access.may_edit, access.hosts) == (frozenset({"open"}), False, None)


def test_labels_narrow_and_never_widen() -> None:
    assert access_on("127.0.0.1", frozenset({"noi-bo"})).labels == frozenset({"noi-bo"})
    assert access_on("10.1.2.3", frozenset({"noi-bo", "open"})).labels == frozenset({"open"})
    assert access_on("10.1.2.3", frozenset({"noi-bo"})).labels == frozenset()
