# The server in a container: stdio, no root, nothing but Node and the built program.
#   docker build -t salesforce-rest-mcp .
#   docker run -i --rm --env-file salesforce.env salesforce-rest-mcp
FROM node:24-slim AS build
WORKDIR /build
COPY LICENSE package.json package-lock.json tsconfig.json build.mjs third-party-notices.mjs ./
COPY src src
# npm ci builds too (prepare).
RUN npm ci && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /build/package.json package.json
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
# The user that the image of Node brings. There is no keychain: sign in with a key or a refresh token.
USER node
ENTRYPOINT ["node", "dist/main.js"]
