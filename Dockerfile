# Does not require BuildKit. For reproducible builds, pin the base images by digest:
#   docker build --build-arg RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12@sha256:… -t claude-proxy .
ARG BUILD_IMAGE=node:24-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# No dependency needs its install script.
RUN npm ci --ignore-scripts
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY scripts/bundle.mjs scripts/third-party-licenses.mjs scripts/
COPY src/ src/
RUN npm run build

FROM ${RUNTIME_IMAGE}
ARG SOURCE=""
ARG REVISION=""
LABEL org.opencontainers.image.title="claude-proxy" \
      org.opencontainers.image.description="Runs Claude Code and every Anthropic SDK client on any OpenAI-compatible Chat Completions API" \
      org.opencontainers.image.version="1.0.0" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production
WORKDIR /app
# The scripted model of the demo, to try the image without a key.
COPY demo/scripted-upstream.mjs demo/scripted-response.mjs demo/
COPY LICENSE ./
COPY --from=build /build/bundle/ ./
# Numeric, so that Kubernetes can verify runAsNonRoot. Any other user works too, because the service writes no files.
USER 65532:65532
EXPOSE 8085
STOPSIGNAL SIGTERM
# /livez, not /readyz: an orchestrator must not replace a container that is draining or overloaded.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["/nodejs/bin/node", "--eval", "require('node:http').get({ port: process.env.CLAUDE_PROXY_PORT || 8085, path: '/livez', timeout: 4000 }, (response) => process.exit(response.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1)).on('timeout', () => process.exit(1))"]
# The entrypoint of the base image is node, so the service receives signals directly and shuts down gracefully.
CMD ["dist/main.js"]
