"""Originals in a bucket of a real S3-compatible store."""

import hashlib
from collections.abc import Iterator

import pytest
from elasticsearch_node.node import NodeUnavailable
from object_store.store import KEY, SECRET, Store, running

from corpus import bucket as bucket_module
from corpus.bucket import Bucket
from corpus.errors import EngineUnavailable, InputError
from corpus.originals import Originals


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    try:
        with running(tmp_path_factory.mktemp("store")) as started:
            yield started
    except NodeUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture
def bucket(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    (store.folder / "vanban" / "kho" / "originals").mkdir(parents=True, exist_ok=True)
    made = Bucket("s3://vanban/kho/originals/", store.endpoint)
    yield made
    made.close()


def put(store: Store, data: bytes, *, under: str | None = None) -> str:
    """As somebody copies the folder of originals into the bucket."""
    sha256 = under or Originals(store.folder / "vanban" / "kho" / "originals").put(data)
    if under:
        place = store.folder / "vanban" / "kho" / "originals" / under[:2] / under[2:]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return sha256


def test_what_the_folder_of_originals_holds_is_found_in_the_bucket(store: Store, bucket: Bucket) -> None:
    for data in (b"x", bytes(range(256)) * 10_000):
        sha256 = put(store, data)
        for _ in range(2):
            path = bucket.path(sha256)
            assert path is not None
            assert path.read_bytes() == data


@pytest.mark.parametrize("name", ["0" * 64, "", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 62 + "/.", "%2e%2e/" * 9 + "x"])
def test_what_is_not_there_or_no_hash_is_none(bucket: Bucket, name: str) -> None:
    assert bucket.path(name) is None


def test_other_bytes_under_a_hash_are_not_shown(store: Store, bucket: Bucket) -> None:
    sha256 = hashlib.sha256(b"right").hexdigest()
    put(store, b"wrong", under=sha256)
    with pytest.raises(EngineUnavailable, match="other bytes"):
        bucket.path(sha256)


def test_copies_at_hand_stay_few(store: Store, bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket_module, "MOST_KEPT", 25_000)
    hashes = [put(store, bytes([n]) * 10_000) for n in range(6)]
    for sha256 in hashes:
        assert bucket.path(sha256)
    assert sum(one.stat().st_size for one in bucket._near.iterdir()) <= 25_000
    assert bucket.path(hashes[0])


def test_a_wrong_key_and_a_store_that_is_away_are_told_without_the_key(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = put(store, b"x")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sai-khoa-nay")
    for endpoint in (store.endpoint, "http://127.0.0.1:9"):
        made = Bucket("s3://vanban/kho/originals", endpoint)
        with pytest.raises(EngineUnavailable, match="cannot be read") as told:
            made.path(sha256)
        made.close()
        assert "sai-khoa-nay" not in str(told.value)


@pytest.mark.parametrize("address", ["s3://", "s3:///x", "s3://a b/c", "s3://bucket?x=1", "s3://../x"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="address of a bucket"):
        Bucket(address)
