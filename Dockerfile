# errhub in an image of a few megabytes, with a shell for CI systems that need one.
#
#     docker build --tag errhub .
#     docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/site" errhub build

FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
ARG ERRHUB_COMMIT
ARG ERRHUB_REPOSITORY
RUN cargo build --release --locked
# The release workflow replaces this stage with a folder of binaries that are built already.
ARG TARGETARCH
RUN install -D target/release/errhub "/$TARGETARCH/errhub"

FROM busybox:1-musl
LABEL org.opencontainers.image.title="errhub" \
      org.opencontainers.image.description="A static-site generator for error help articles" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
ARG TARGETARCH
COPY --from=build "/$TARGETARCH/errhub" /usr/local/bin/errhub
WORKDIR /site
# The first user of most Linux systems, so that what errhub writes usually has the right owner.
USER 1000:1000
ENTRYPOINT ["errhub"]
