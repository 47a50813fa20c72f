import pytest
from flask.testing import FlaskClient
from small_archive import small_archive

from search_api.archive import Archive
from web.access import Access
from web.app import create_app


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return small_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
def client(archive: Archive) -> FlaskClient:
    """A reader of open documents."""
    return create_app(archive, Access(frozenset({"open"}), False, None)).test_client()


@pytest.fixture
def keeper(archive: Archive) -> FlaskClient:
    """The person at the archive's own machine."""
    return create_app(archive, Access(None, True, frozenset({"localhost", "[::1]"}))).test_client()
