# Steward in a container: the official Node, a plain user, no build step, no secret in any layer.
# The version is pinned by its name; whoever publishes an image should pin the digest too (docs/how-to/deploy.md).
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /steward
COPY package.json package-lock.json ./
# Without the embedded PostgreSQL and the Node that npm delivers (both optional), without tools for tests, and without
# running anybody's install script.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
    STEWARD_MODE=production \
    STEWARD_HOST=0.0.0.0 \
    STEWARD_PORT=8080 \
    STEWARD_DATA=/var/lib/steward
WORKDIR /steward
COPY --from=packages /steward/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY packs ./packs
COPY locales ./locales
COPY schemas ./schemas
COPY migrations ./migrations
# Uploaded files without object storage, and files on their way with it: the one folder that is written to.
RUN mkdir -p /var/lib/steward && chown node:node /var/lib/steward && chmod 700 /var/lib/steward
USER node
VOLUME /var/lib/steward
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.STEWARD_PORT + '/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# `web`, `worker`, `prepare`, or any other command of the line tool.
ENTRYPOINT ["node", "src/start/cli.ts"]
CMD ["web"]
