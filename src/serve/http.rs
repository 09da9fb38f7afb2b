//! HTTP as a static host speaks it (RFC 9110), with live reload added to pages on their way out.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use tokio::sync::watch;

use super::client::{self, Versions};
use super::preview::{Answer, Preview};
use crate::path::OutPath;
use crate::render::HEADERS;

/// Answers requests until the process is interrupted.
pub(super) async fn serve(
    listener: TcpListener,
    address: SocketAddr,
    preview: Arc<Preview>,
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let state = Arc::new(Server { preview, address });
    let router = Router::new().fallback(answer).with_state(state);
    tokio::select! {
        result = axum::serve(listener, router).into_future() => result,
        result = tokio::signal::ctrl_c() => result,
    }
}

struct Server {
    preview: Arc<Preview>,
    address: SocketAddr,
}

async fn answer(State(server): State<Arc<Server>>, request: Request) -> Response {
    let mut response = match server.refuse(&request) {
        Some(refusal) => refusal,
        None => match request.uri().path() {
            client::EVENTS => events(&server.preview, request.uri().query().unwrap_or_default()),
            path => {
                let (preview, path) = (Arc::clone(&server.preview), path.to_owned());
                let headers = request.headers().clone();
                // Rendering takes milliseconds, which other connections need not wait for.
                tokio::task::spawn_blocking(move || page(&preview, &path, &headers))
                    .await
                    .unwrap_or_else(|error| {
                        plain(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string())
                    })
            }
        },
    };
    for (name, value) in HEADERS {
        if let Ok(name) = header::HeaderName::from_bytes(name.as_bytes()) {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

impl Server {
    /// Refuses what no browser of the author sends for this site.
    fn refuse(&self, request: &Request) -> Option<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return Some(response);
        }
        let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let Some(host) = text(header::HOST) else {
            return Some(plain(StatusCode::BAD_REQUEST, "no Host"));
        };
        // A name that another machine's DNS controls could point here (DNS rebinding).
        if !self.is_ours(host) {
            let why = "this preview answers only to localhost and to IP addresses";
            return Some(plain(StatusCode::FORBIDDEN, why));
        }
        let foreign = text(header::ORIGIN).is_some_and(|origin| {
            origin.strip_prefix("http://").is_none_or(|origin| !origin.eq_ignore_ascii_case(host))
        });
        foreign.then(|| plain(StatusCode::FORBIDDEN, "this preview answers only to its own pages"))
    }

    fn is_ours(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let name = name.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        name == "localhost"
            || name.ends_with(".localhost")
            || name
                .parse::<IpAddr>()
                .is_ok_and(|ip| ip.is_loopback() || !self.address.ip().is_loopback())
    }
}

fn page(preview: &Preview, path: &str, headers: &HeaderMap) -> Response {
    let current = preview.current();
    if let Some((kind, bytes)) = client::file(path, &current) {
        return body(StatusCode::OK, kind, bytes, headers);
    }
    match current.answer(path) {
        Answer::Found { out, bytes } => {
            let kind = content_type(&out);
            let bytes = if kind == HTML { client::inject(&bytes, &current) } else { bytes };
            body(StatusCode::OK, kind, bytes, headers)
        }
        Answer::NotFound(bytes) => {
            body(StatusCode::NOT_FOUND, HTML, client::inject(&bytes, &current), headers)
        }
        Answer::Moved(target) => {
            let mut response = plain(StatusCode::MOVED_PERMANENTLY, &target);
            // What is moved today may be a page tomorrow.
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            if let Ok(target) = HeaderValue::from_str(&target) {
                response.headers_mut().insert(header::LOCATION, target);
            }
            response
        }
        Answer::Outside(home) => {
            let bytes = client::inject(client::outside(&home).as_bytes(), &current);
            body(StatusCode::NOT_FOUND, HTML, bytes, headers)
        }
        Answer::Failed(why) => {
            let bytes = client::inject(client::failed(&why).as_bytes(), &current);
            body(StatusCode::INTERNAL_SERVER_ERROR, HTML, bytes, headers)
        }
    }
}

const HTML: &str = "text/html; charset=utf-8";

/// The media type of a file, with the charset where it is text.
fn content_type(out: &OutPath) -> &'static str {
    match out.as_str() {
        "_headers" | "_redirects" => return "text/plain; charset=utf-8",
        _ => {}
    }
    match out.as_str().rsplit_once('.').map(|(_, extension)| extension) {
        Some("html" | "htm") => HTML,
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("xml") => "application/xml; charset=utf-8",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => mime_guess::from_path(out.as_str()).first_raw().unwrap_or("application/octet-stream"),
    }
}

fn plain(status: StatusCode, text: &str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{text}\n"))
        .into_response()
}

/// A body with its tag; a conditional request (RFC 9110, section 13) may need none of it, and a
/// range request (section 14) only a part.
fn body(status: StatusCode, kind: &'static str, bytes: Vec<u8>, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..32]);
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let mut response = Response::builder()
        .header(header::CONTENT_TYPE, kind)
        .header(header::CACHE_CONTROL, "no-cache")
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::ETAG, &tag);
    let known = text(header::IF_NONE_MATCH).is_some_and(|tags| {
        tags.split(',').any(|known| {
            matches!(known.trim().trim_start_matches("W/"), "*")
                || known.trim().trim_start_matches("W/") == tag
        })
    });
    if known && status == StatusCode::OK {
        return finish(response.status(StatusCode::NOT_MODIFIED), Vec::new());
    }
    let wanted = text(header::RANGE).filter(|_| {
        status == StatusCode::OK && text(header::IF_RANGE).is_none_or(|condition| condition == tag)
    });
    match wanted.map(|range| part(range, bytes.len())) {
        Some(Part::Of(first, last)) => {
            let range = format!("bytes {first}-{last}/{}", bytes.len());
            response =
                response.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, range);
            finish(response, bytes[first..=last].to_vec())
        }
        Some(Part::Outside) => {
            let range = format!("bytes */{}", bytes.len());
            response = response
                .status(StatusCode::RANGE_NOT_SATISFIABLE)
                .header(header::CONTENT_RANGE, range);
            finish(response, Vec::new())
        }
        Some(Part::Whole) | None => finish(response.status(status), bytes),
    }
}

fn finish(response: axum::http::response::Builder, bytes: Vec<u8>) -> Response {
    let failed =
        |error: axum::http::Error| plain(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string());
    response.body(Body::from(bytes)).unwrap_or_else(failed)
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Of(usize, usize),
    Outside,
}

/// Reads a `Range` header; several ranges, and what is no range, mean the whole.
fn part(range: &str, len: usize) -> Part {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return Part::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let range = match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.min(len.saturating_sub(1))),
        (Ok(first), Err(_)) if last.is_empty() => (first, len.saturating_sub(1)),
        (Err(_), Ok(count)) if first.is_empty() && count > 0 => {
            (len.saturating_sub(count), len.saturating_sub(1))
        }
        (Err(_), Ok(0)) if first.is_empty() => return Part::Outside,
        _ => return Part::Whole,
    };
    if range.0 < len { Part::Of(range.0, range.1) } else { Part::Outside }
}

/// The stream of versions that a page follows (server-sent events, HTML section 9.2).
///
/// Each event is the whole state of the page, so that a browser that was away misses nothing.
fn events(preview: &Arc<Preview>, query: &str) -> Response {
    let path = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("path="))
        .map(|path| percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned())
        .unwrap_or_default();
    let versions = preview.versions();
    let follow = Follow { preview: Arc::clone(preview), path, versions, last: None };
    let stream = futures_util::stream::unfold(follow, |mut follow| async {
        let event = follow.next().await?;
        Some((Ok::<_, Infallible>(event), follow))
    });
    let mut response = Sse::new(stream).keep_alive(KeepAlive::default()).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A page that follows its versions.
struct Follow {
    preview: Arc<Preview>,
    path: String,
    versions: watch::Receiver<u64>,
    last: Option<Versions>,
}

impl Follow {
    async fn next(&mut self) -> Option<sse::Event> {
        loop {
            if self.last.is_some() {
                self.versions.changed().await.ok()?;
            }
            self.versions.borrow_and_update();
            let (preview, path) = (Arc::clone(&self.preview), self.path.clone());
            let now = tokio::task::spawn_blocking(move || Versions::of(&path, &preview.current()))
                .await
                .ok()?;
            if self.last.as_ref() != Some(&now) {
                let event = sse::Event::default().json_data(&now).ok()?;
                self.last = Some(now);
                return Some(event);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        for (range, expected) in [
            ("bytes=0-3", Part::Of(0, 3)),
            ("bytes=5-", Part::Of(5, 9)),
            ("bytes=-4", Part::Of(6, 9)),
            ("bytes=-40", Part::Of(0, 9)),
            ("bytes=3-99", Part::Of(3, 9)),
            ("bytes=10-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=3-2", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("lines=0-1", Part::Whole),
        ] {
            assert_eq!(part(range, 10), expected, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), Part::Outside);
    }
}
