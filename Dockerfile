# Two stages: the first fetches every package by its hash and builds the project, the second
# takes from those files what the project needs to run, and nothing from the network: no
# development server, no tool of tests.

# By its digest: --build-arg PYTHON_IMAGE=python:3.11-slim-bookworm@sha256:…, as Compose does.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS wheels
WORKDIR /source
COPY requirements.txt requirements-production.txt requirements-assets.txt ./
# What builds the project comes from the pinned list of everything, and stays behind here.
RUN pip wheel --no-cache-dir --require-hashes --no-deps --requirement requirements.txt --wheel-dir /tools \
    && pip install --no-cache-dir --no-index --find-links /tools hatchling \
    && pip wheel --no-cache-dir --require-hashes --no-deps --requirement requirements-production.txt --wheel-dir /wheels
COPY . .
# What the pages are drawn with comes by npm, by its hashes too, and goes into the wheel.
RUN python -m venv /node \
    && /node/bin/pip install --no-cache-dir --require-hashes --requirement requirements-assets.txt \
    && pip install --no-cache-dir --no-index --find-links /wheels starlette \
    && PATH="/node/bin:$PATH" python -m pages.assets.build
RUN pip wheel --no-cache-dir --no-index --no-build-isolation --no-deps --wheel-dir /wheels .


FROM ${PYTHON_IMAGE}
# --build-arg EXTRAS=[word]: with Pandoc (155 MB), to read notes from .docx and .odt files.
ARG EXTRAS=
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels "area-visits${EXTRAS}" \
    && useradd --uid 10001 --create-home visits \
    && install --directory --owner visits --mode 0700 /keys/private /keys/public
USER visits
WORKDIR /home/visits

# Started without a shell in between, so that SIGTERM reaches the worker and it can finish.
ENTRYPOINT ["visits"]
CMD ["worker"]
