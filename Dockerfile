# One image for every role of a node; Postgres and Temporal are reached over the network (DATABASE_URL, TEMPORAL_ADDRESS).
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Compilers and bundlers are optional packages, one for each kind of machine.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.verify.json ./
COPY console ./console
COPY scripts ./scripts
COPY src ./src
# Nor are those of the embedded mode in the image: the binaries of Postgres.
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:20-slim
# The Temporal client verifies TLS with the system's authorities.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=64 \
    POSTHORN_HTTP_HOST=0.0.0.0 \
    POSTHORN_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY bin ./bin
COPY scenarios ./scenarios
COPY package.json LICENSE ./
RUN install --directory --owner=node --group=node --mode=0700 /data
USER node
VOLUME /data
EXPOSE 8080
# Alive, not ready: a node whose database is away must not be killed for it.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=5 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.POSTHORN_HTTP_PORT || 8080) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "bin/posthorn.js"]
CMD ["up"]
