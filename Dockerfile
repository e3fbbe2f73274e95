# SPDX-License-Identifier: Apache-2.0
# Builds on Debian 13. The image has the program and its runtime libraries, and no compiler.
# `--target simulator` builds an image of the simulated CipherTrust Manager instead.
FROM debian:13-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
      cmark-gfm g++ cmake ninja-build pkg-config libboost-dev libcli11-dev libcpp-httplib-dev libssl-dev \
      libspdlog-dev libsystemd-dev libyaml-cpp-dev prometheus-cpp-dev rapidjson-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY CMakeLists.txt CMakePresets.json ./
COPY exporter exporter
COPY dashboards/RUNBOOKS.md dashboards/
ARG REVISION=unknown
RUN cmake --preset release -DCCKM_TESTS=OFF -DCCKM_REVISION="${REVISION}" \
    && cmake --build build \
    && cmake --install build --prefix /usr/local --strip

FROM build AS build-simulator
RUN apt-get update && apt-get install -y --no-install-recommends catch2 \
    && rm -rf /var/lib/apt/lists/*
COPY tests tests
RUN cmake --preset release -DCCKM_TESTS=ON \
    && cmake --build build --target cckm_simulator \
    && strip build/cckm_simulator

FROM debian:13-slim AS simulator
RUN apt-get update && apt-get install -y --no-install-recommends libssl3t64 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build-simulator /src/build/cckm_simulator /usr/local/bin/cckm_simulator
USER 65534:65534
EXPOSE 18443 18444
ENTRYPOINT ["/usr/local/bin/cckm_simulator"]
CMD ["--listen=0.0.0.0:18443", "--control-listen=0.0.0.0:18444"]

FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates libcpp-httplib0.18 libcrypt1 libprometheus-cpp-core1.0 libspdlog1.15 libssl3t64 \
      libsystemd0 libyaml-cpp0.8 zlib1g \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local/bin/cckm_exporter /usr/local/bin/cckm_exporter
USER 65534:65534
EXPOSE 10877
ENTRYPOINT ["/usr/local/bin/cckm_exporter"]
