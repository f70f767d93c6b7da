# The relay, and the editor that it serves. docker-compose.yml and docker-compose.single.yml say how it is run, docs/operating.md
# why; tests/packaging/docker.test.ts runs what of it can be run without Docker.

FROM node:24-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# Without the scripts of packages: they bring Electron and a PostgreSQL, for which an image has no use.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24-slim
# It does not start like this: whoever runs it says that the network is theirs, or how people are let in.
ENV NODE_ENV=production LIGATURE_HOST=0.0.0.0 LIGATURE_DATA=/data
WORKDIR /opt/ligature
# The build has taken in every package. All of it root's, so that the relay cannot change itself.
COPY package.json LICENSE ./
COPY --from=build /src/out/server out/server
COPY --from=build /src/out/shared out/shared
COPY --from=build /src/out/renderer out/renderer
# A volume that is new takes over to whom the folder belongs.
RUN install -d -o node -g node -m 0700 /data
# The user `node`, as a number so that it can be seen not to be root.
USER 1000:1000
EXPOSE 4455
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "-e", "const { LIGATURE_PORT = 4455, LIGATURE_SECRET } = process.env; fetch(`http://127.0.0.1:${LIGATURE_PORT}/healthz`, { headers: LIGATURE_SECRET ? { authorization: `Bearer ${LIGATURE_SECRET}` } : {} }).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Its commands go behind that: `docker compose run --rm relay fsck`.
ENTRYPOINT ["node", "out/server/main.js"]
