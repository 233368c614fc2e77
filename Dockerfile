# Seatwise in a small image:  docker build -t seatwise .
# Manifests, results and the store live in /data:
#   docker run --rm -it -v "$PWD":/data --user "$(id -u):$(id -g)" seatwise plan manifest.csv
# With a read-only root, give it a place for temporary files:  --read-only --tmpfs /tmp

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcsv-dev libsqlite3-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# The dependencies are fetched in a layer of their own: a change of the sources does not fetch them again.
COPY Package.swift ./
RUN swift package resolve
COPY Sources ./Sources
COPY Tests ./Tests
# libcsv stays a shared library (LGPL); only Swift's own runtime is linked in.
RUN swift build -c release --static-swift-stdlib --product seatwise \
    && install -D "$(swift build -c release --static-swift-stdlib --show-bin-path)/seatwise" /install/bin/seatwise \
    && strip /install/bin/seatwise
# What is linked in goes with its terms.
RUN for package in .build/checkouts/*/; do \
        terms="/install/licenses/$(basename "$package")"; \
        mkdir -p "$terms"; \
        find "$package" -maxdepth 1 -type f \( -iname 'LICENSE*' -o -iname 'NOTICE*' \) -exec cp -t "$terms" {} +; \
    done \
    && install -D -m 644 /usr/share/swift/LICENSE.txt /install/licenses/swift/LICENSE.txt

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcsv3 libsqlite3-0 libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 seatwise \
    && useradd --uid 10001 --gid seatwise --no-create-home --home-dir /data --shell /usr/sbin/nologin seatwise \
    && install -d -o seatwise -g seatwise /data
COPY --from=build /install/bin/seatwise /usr/local/bin/seatwise
COPY LICENSE NOTICE /usr/share/doc/seatwise/
COPY --from=build /install/licenses /usr/share/doc/seatwise/licenses
USER seatwise
WORKDIR /data
ENTRYPOINT ["seatwise"]
