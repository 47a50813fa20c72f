"""The library that knows the old formats (kreuzberg): asked for text only, in one thread, without cache, OCR or archives."""

import os
from typing import Any

from corpus.errors import Unreadable


def extracted(data: bytes, media_type: str) -> Any:
    """The library's result for these bytes: `content`, `metadata`, `tables` are used.

    It is imported here, so only a process that meets such a file carries it (100 ms, 45 MiB). It opens no connection:
    the configuration names no model and no recognition, which is all it would fetch for. Its threads reserve address
    space (about 70 MiB each), so there is one of a kind on any machine, which the memory limit of a worker allows for.
    Raises Unreadable "broken" with nothing of the text in the message.
    """
    for name in ("TOKIO_WORKER_THREADS", "RAYON_NUM_THREADS"):  # read once, when its threads start
        os.environ.setdefault(name, "1")
    try:
        import kreuzberg
    except ModuleNotFoundError:
        raise
    except ImportError as error:  # the system could not map the library into what memory is left
        raise MemoryError from error

    settings: dict[str, Any] = {
        "use_cache": False,
        "enable_quality_processing": False,
        "disable_ocr": True,  # known to the library, though not to its types
        "postprocessor": kreuzberg.PostProcessorConfig(enabled=False),
        "concurrency": kreuzberg.ConcurrencyConfig(max_threads=1),
    }
    config = kreuzberg.ExtractionConfig(**settings)
    try:
        return kreuzberg.extract_bytes_sync(data, media_type, config)
    except kreuzberg.KreuzbergError as error:
        raise Unreadable("broken", "damaged, or written in a way that is not known") from error
