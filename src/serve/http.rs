//! The HTTP server: behaves like a static host (RFC 9110), and adds live reload to pages.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use http::uri::Authority;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};

use super::client;
use super::follow::Followers;
use super::preview::Preview;
use super::version::{Reply, Version};
use super::{events, headers, query};

type Response = http::Response<UnsyncBoxBody<Bytes, Infallible>>;

/// How long a client may take to send a request.
const PATIENCE: Duration = Duration::from_secs(30);
/// The maximum length of a request's path, in bytes; most hosts allow no more.
const LONGEST_PATH: usize = 8 << 10;
/// How long to wait if the system has no connections left: others have to end first.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers requests until the process is interrupted.
pub(super) async fn serve(
    listener: TcpListener,
    address: SocketAddr,
    preview: Arc<Preview>,
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    allow_many_connections();
    let followers = Arc::new(Followers::new(Arc::clone(&preview)));
    tokio::spawn(Arc::clone(&followers).run());
    let server = Arc::new(Server { preview, followers, address });
    tokio::select! {
        never = accept(listener, server) => match never {},
        result = tokio::signal::ctrl_c() => result,
        () = terminated() => Ok(()),
    }
}

/// Waits until a service manager ends the process.
#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        // Then the system's default applies.
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

async fn accept(listener: tokio::net::TcpListener, server: Arc<Server>) -> Infallible {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // Events are small, and should arrive at once.
        let _ = stream.set_nodelay(true);
        let server = Arc::clone(&server);
        let service = service_fn(move |request: Request<hyper::body::Incoming>| {
            let server = Arc::clone(&server);
            async move { Ok::<_, Infallible>(answer(&server, &request).await) }
        });
        tokio::spawn(async move {
            let mut connection = http1::Builder::new();
            connection.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
            // A client that does not speak HTTP ends only its own connection.
            let _ = connection.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// Raises the limit of connections and files, which is as low as 256 on most systems.
#[cfg(unix)]
fn allow_many_connections() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    const MANY: u64 = 10_240;
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(MANY, |maximum| maximum.min(MANY));
    if limit.current.is_some_and(|current| current < wanted) {
        // A lower limit works, too.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), ..limit });
    }
}

/// Other systems have no such limit.
#[cfg(not(unix))]
fn allow_many_connections() {}

struct Server {
    preview: Arc<Preview>,
    followers: Arc<Followers>,
    address: SocketAddr,
}

async fn answer<B>(server: &Server, request: &Request<B>) -> Response {
    if let Some(refusal) = server.refuse(request) {
        return with_fields(refusal, built_in_fields(&server.preview.current()));
    }
    let path = request.uri().path();
    if path.len() > LONGEST_PATH {
        return plain(StatusCode::URI_TOO_LONG, "no page has an address this long");
    }
    if path == client::EVENTS {
        let stream = stream(&server.followers, request.uri().query().unwrap_or_default());
        return with_fields(stream, built_in_fields(&server.preview.current()));
    }
    let (preview, path) = (Arc::clone(&server.preview), path.to_owned());
    let query = request.uri().query().map(str::to_owned);
    let conditions = request.headers().clone();
    // Rendering takes milliseconds, during which other connections need not wait.
    let page = tokio::task::spawn_blocking(move || {
        let current = preview.current();
        let fields = match current.own_headers().filter(|_| !path.starts_with(client::OWN)) {
            Some(file) => headers::fields(&file, &path),
            None => built_in_fields(&current),
        };
        with_fields(page(&current, &path, query.as_deref(), &conditions), fields)
    });
    page.await.unwrap_or_else(|error| plain(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()))
}

/// The headers from the built-in `_headers`, for a site without its own.
fn built_in_fields(current: &Version) -> HeaderMap {
    let field = |(name, value): (&'static str, String)| {
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(&value).ok()?))
    };
    current.headers().into_iter().filter_map(field).collect()
}

fn with_fields(mut response: Response, fields: HeaderMap) -> Response {
    for name in fields.keys() {
        response.headers_mut().remove(name);
    }
    let mut last = None;
    for (name, value) in fields {
        last = name.or(last);
        if let Some(name) = &last {
            response.headers_mut().append(name, value);
        }
    }
    response
}

impl Server {
    /// Refuses requests that the author's browser would not send for this site.
    fn refuse<B>(&self, request: &Request<B>) -> Option<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return Some(response);
        }
        let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let hosts = request.headers().get_all(header::HOST).iter().count();
        let Some(host) = text(header::HOST).filter(|_| hosts == 1) else {
            return Some(plain(StatusCode::BAD_REQUEST, "not one Host"));
        };
        // A foreign DNS entry could make a name point here (DNS rebinding). Requests for proxies
        // have a host in the address as well.
        let in_address = request.uri().authority().map(Authority::as_str);
        if ![Some(host), in_address].into_iter().flatten().all(|host| self.is_ours(host)) {
            let why = "this preview only responds to localhost and to IP addresses";
            return Some(plain(StatusCode::FORBIDDEN, why));
        }
        let foreign = text(header::ORIGIN).is_some_and(|origin| {
            origin.strip_prefix("http://").is_none_or(|origin| !origin.eq_ignore_ascii_case(host))
        });
        foreign.then(|| plain(StatusCode::FORBIDDEN, "this preview only responds to its own pages"))
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

fn page(current: &Version, path: &str, query: Option<&str>, headers: &HeaderMap) -> Response {
    if let Some((kind, bytes)) = client::file(path, query, current) {
        return body(StatusCode::OK, kind, bytes, headers);
    }
    let answer = current.answer(path);
    let status = match &answer {
        Reply::Moved(target) => {
            let query = query.filter(|_| !target.contains('?'));
            let query = query.map_or_else(String::new, |query| format!("?{query}"));
            return moved(&format!("{target}{query}"));
        }
        Reply::Found { .. } => StatusCode::OK,
        Reply::NotFound(_) | Reply::Outside(_) => StatusCode::NOT_FOUND,
        Reply::Gone(_) => StatusCode::GONE,
        Reply::Broken(_) | Reply::NoSite | Reply::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let updated = match &answer {
        Reply::Found { updated, .. } => *updated,
        _ => None,
    };
    let mut response = match answer {
        Reply::Found { media_type, bytes, .. } if media_type != HTML => {
            body(status, &media_type, bytes, headers)
        }
        answer => body(status, HTML, client::page_of(&answer, current), headers),
    };
    if let Some(Ok(date)) = updated.map(|date| HeaderValue::from_str(&date.in_http())) {
        response.headers_mut().insert(header::LAST_MODIFIED, date);
    }
    response
}

fn moved(target: &str) -> Response {
    let mut response = plain(StatusCode::MOVED_PERMANENTLY, target);
    // An address that redirects today may be a page tomorrow.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(target) = HeaderValue::from_str(target) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    response
}

const HTML: &str = "text/html; charset=utf-8";

fn plain(status: StatusCode, text: &str) -> Response {
    let mut response = Response::new(full(format!("{text}\n").into()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn full(bytes: Bytes) -> UnsyncBoxBody<Bytes, Infallible> {
    Full::new(bytes).boxed_unsync()
}

/// A body with its entity tag. The response to a conditional request (RFC 9110, section 13) may
/// omit the body, and that to a range request (section 14) may have only a part of it.
fn body(status: StatusCode, kind: &str, bytes: Vec<u8>, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..32]);
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let mut response = http::Response::builder()
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

fn finish(response: http::response::Builder, bytes: Vec<u8>) -> Response {
    let failed = |error: http::Error| plain(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string());
    response.body(full(bytes.into())).unwrap_or_else(failed)
}

/// What a `Range` header requests.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Of(usize, usize),
    Outside,
}

/// Reads a `Range` header; several ranges, or an invalid one, mean the whole body.
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

/// The stream of states of the page that a query names.
fn stream(followers: &Followers, query: &str) -> Response {
    let path = query::value(query, "path").unwrap_or_default();
    let mut response = Response::new(events::body(followers.follow(&path)).boxed_unsync());
    for (name, value) in
        [(header::CONTENT_TYPE, events::MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")]
    {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
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
