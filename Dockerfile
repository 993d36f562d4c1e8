# The portal's one image. `daylight serve` by default; the same image runs `worker`, `speakup` and `migrate`.

FROM python:3.13-slim AS packages
COPY requirements.txt .
RUN python -m venv /opt/daylight \
    && /opt/daylight/bin/pip install --no-cache-dir --no-compile --require-hashes -r requirements.txt \
    && /opt/daylight/bin/pip uninstall --yes pip

FROM python:3.13-slim
RUN python -m pip uninstall --yes pip \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin daylight \
    && install --directory --owner=daylight --group=daylight --mode=0700 /data
COPY --from=packages /opt/daylight /opt/daylight
COPY docker/daylight /usr/local/bin/daylight
WORKDIR /srv/daylight
COPY pyproject.toml ./
COPY migrations migrations
COPY templates templates
COPY static static
COPY app app
ENV DAYLIGHT_DATA_DIR=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/opt/daylight/bin/python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["daylight"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
