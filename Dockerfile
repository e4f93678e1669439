# The server in a container: stdio, no root, nothing but Node and the built program.
#   docker build -t salesforce-rest-mcp .
#   docker run -i --rm --env-file salesforce.env salesforce-rest-mcp
FROM node:24-slim AS build
WORKDIR /build
COPY LICENSE package.json package-lock.json tsconfig.json build.mjs build-plugins.mjs third-party-notices.mjs ./
COPY src src
# npm ci builds too (prepare).
RUN npm ci && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production
# One pool of memory for all threads of the C library: 12 MB less.
ENV MALLOC_ARENA_MAX=1
WORKDIR /app
COPY --from=build /build/package.json package.json
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
# The user that the image of Node brings. There is no keychain: sign in with a key or a refresh token.
USER node
# V8 collects garbage early: 110 MB at 20 calls a second instead of 330; calls take no longer.
ENTRYPOINT ["node", "--optimize-for-size", "dist/main.js"]
