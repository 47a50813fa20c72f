"""What `vanban status`, the status page and the API say of an archive, counted for one reader."""

import importlib.metadata
from collections.abc import Callable, Mapping

from corpus.catalogue import Catalogue
from indexer.engines.engine import Attribute, Engine, EngineReader, Labels

MOST_ISSUERS = 15


def status(
    catalogue: Catalogue,
    engine: Engine,
    labels: Labels,
    reranker: str | None = None,
    quality: Callable[[], Mapping[str, object]] | None = None,
    at_desk: int = 0,
) -> Mapping[str, object]:
    """Facts of the archive. Who may not see everything learns nothing of paths, failures and refusals."""
    facts = {**_facts(engine, labels), "documents": catalogue.count(labels)} | ({"reranker": reranker} if reranker else {})
    if labels is not None:
        return facts
    secrets = catalogue.secrets()
    return {
        **facts,
        **({"quality": quality()} if quality else {}),
        "changed": catalogue.state("changed"),
        "pending": len(catalogue.pending()),
        "to_review": sum(catalogue.count_doubts(labels).values()),
        "at_desk": at_desk,
        "unreadable": len(catalogue.failures()),
        "ocr": _recognition(catalogue),
        "failures": [{"path": f.shown, "reason": f.reason, "message": f.message, "tries": f.tries} for f in catalogue.failures()],
        "secret_refused": {"count": secrets.count, "last": secrets.last},
        "backup": catalogue.state("backup"),
        "index": _index(engine),
    }


def index_status(engine: Engine, labels: Labels) -> Mapping[str, object]:
    """What an engine alone can tell, where no catalogue lies beside it: nothing of pending work, failures and refusals."""
    return _facts(engine, labels) | ({"index": _index(engine)} if labels is None else {})


def _facts(engine: Engine, labels: Labels) -> dict[str, object]:
    reader = engine.reader()
    return {
        "version": importlib.metadata.version("vanban"),
        "documents": reader.statistics((), labels).visible,
        "by_year": dict(sorted(reader.values(Attribute.YEAR, labels).items(), reverse=True)),
        "by_type": _types(reader, labels),
        "by_level": dict(reader.values(Attribute.LEVEL, labels)),
        "by_issuer": _issuers(reader, labels),
        "encoder": engine.status().encoder,
    }


def _index(engine: Engine) -> dict[str, object]:
    index = engine.status()
    return {
        "engine": index.name,
        "documents": index.documents,
        "passages": index.passages,
        "megabytes": round(index.bytes / 1e6, 1),
        "fingerprint": index.fingerprint,
        **index.details,
    }


def _recognition(catalogue: Catalogue) -> Mapping[str, object]:
    """How many files wait to be recognised, wholly or some pages of them, and what is to be installed for it."""
    from corpus.readers.tesseract import missing

    waiting = sum(failure.reason == "needs-ocr" for failure in catalogue.failures())
    return {"waiting": waiting} | ({"install": ", ".join(missing())} if missing() else {})


def _issuers(reader: EngineReader, labels: Labels) -> dict[str, int]:
    """The bodies with the most documents; a joint document counts for each of them."""
    counts = sorted(reader.values(Attribute.ISSUER, labels).items(), key=lambda item: (-item[1], item[0]))[:MOST_ISSUERS]
    names = reader.names(Attribute.ISSUER, [value for value, _ in counts], labels)
    return {names.get(value, value): count for value, count in counts}


def _types(reader: EngineReader, labels: Labels) -> dict[str, int]:
    counts = reader.values(Attribute.TYPE, labels)
    names = reader.names(Attribute.TYPE, list(counts), labels)
    return {names.get(value, value): count for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))}
