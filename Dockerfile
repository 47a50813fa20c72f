# The web application: pages and API, without torch, as a person who may write nowhere but in the archive's folder.
FROM python:3.12-slim-bookworm AS build

WORKDIR /src
COPY requirements/run.txt requirements/run.txt
RUN python -m venv /opt/vanban \
 && /opt/vanban/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY corpus corpus
COPY indexer indexer
COPY search_api search_api
COPY vanban vanban
COPY web web
RUN /opt/vanban/bin/pip install --no-cache-dir --disable-pip-version-check setuptools==80.9.0 \
 && /opt/vanban/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
 && /opt/vanban/bin/python -m compileall -q /opt/vanban

FROM python:3.12-slim-bookworm

# Recognition is a matter of the distribution's own versions, which come and go in its archive.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-vie \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home --home-dir /home/vanban --shell /usr/sbin/nologin vanban \
 && install -d -o vanban -g vanban /archive
COPY --from=build /opt/vanban /opt/vanban

ENV PATH=/opt/vanban/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VANBAN_ARCHIVE=/archive \
    VANBAN_HOST=0.0.0.0 \
    VANBAN_PORT=8000
USER 10001
VOLUME /archive
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=6 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["vanban"]
CMD ["serve"]
