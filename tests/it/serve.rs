//! The preview over a real socket: it behaves like a host, and follows an author's saves.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use errhub::serve::{self, Listener, Notice, Settings, Watching};
use errhub::site::Drafts;
use serde_json::Value;

use crate::support::{TempSite, build, tree};

/// How long a change may take to appear, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// A preview that runs until the tests end.
struct Preview {
    site: TempSite,
    address: String,
    told: mpsc::Receiver<Told>,
}

/// Its events, as far as tests need them.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    /// These files made a new version.
    Updated(Vec<String>),
    /// The codes of all diagnostics.
    Checked(Vec<&'static str>),
    /// It cannot continue for now.
    Failed(String),
}

/// The answer to a request.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

const ARTICLE: &str = "---\ntitle: Teapot\nquick_answer: Make tea.\nmethods: [{title: Wait, body: Wait.}]\n\
                       updated: 2026-11-01\nfaq: [{question: Why?, answer: Tea.}]\naliases: [/old/]\n---\nBecause.\n";

const SETTINGS: &str = "title: Tiny\nbase_url: https://example.com/errors/\n";

/// A site with one category, and these files.
fn site<P: AsRef<str>>(files: impl IntoIterator<Item = (P, String)>) -> TempSite {
    let site = TempSite::new([
        ("site.yaml", SETTINGS),
        ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
    ]);
    for (file, text) in files {
        site.write(file.as_ref(), text);
    }
    site
}

impl Preview {
    fn of(site: TempSite, watching: Watching) -> Self {
        let root = fs::canonicalize(site.root()).unwrap();
        Self::at(root, site, watching)
    }

    /// A preview that uses the path `root` for its site.
    fn at(root: PathBuf, site: TempSite, watching: Watching) -> Self {
        let settings = Settings {
            root,
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: Some(0),
            drafts: Drafts::Leave,
            watching,
            editor: "edit://{path}:{line}:{column}".into(),
        };
        let (listens, listening) = mpsc::channel();
        let (tells, told) = mpsc::channel();
        let tell: Arc<Listener> = Arc::new(move |event| {
            let _ = match event {
                Notice::Listening { url, .. } => return drop(listens.send(url)),
                Notice::Updated { files, .. } => tells.send(Told::Updated(files)),
                Notice::Checked { found, .. } => {
                    tells.send(Told::Checked(found.iter().map(|one| one.code.id()).collect()))
                }
                Notice::Failed(why) => tells.send(Told::Failed(why)),
                Notice::Moved { .. } | Notice::Polling | Notice::Shrinks(_) => return,
            };
        });
        std::thread::spawn(move || serve::run(&settings, &tell).unwrap());
        let url = listening.recv_timeout(PATIENCE).unwrap();
        let address = url.trim_start_matches("http://").split('/').next().unwrap().to_owned();
        Self { site, address, told }
    }

    fn new(watching: Watching) -> Self {
        Self::of(site([("content/http/teapot.md", ARTICLE.to_owned())]), watching)
    }

    /// Waits for an event for which `wanted` returns a value; returns all events until then.
    fn heard(&self, wanted: impl Fn(&Told) -> bool) -> Vec<Told> {
        let mut heard = Vec::new();
        while heard.last().is_none_or(|told| !wanted(told)) {
            heard.push(self.told.recv_timeout(PATIENCE).unwrap());
        }
        heard
    }

    /// Sends raw bytes and reads until the server closes.
    fn raw(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let own_host = headers.iter().any(|(name, _)| *name == "Host");
        let host = [("Host", self.address.as_str())];
        let headers = host[usize::from(own_host)..].iter().chain(headers);
        let lines: String =
            headers.map(|(name, value)| name.to_string() + ": " + value + "\r\n").collect();
        let request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n{lines}");
        let answer = self.raw(format!("{request}\r\n").as_bytes());
        let split = answer.windows(4).position(|part| part == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..split].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: answer[split + 4..].to_vec() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Waits until the page at `path` is `expected`.
    fn until(&self, path: &str, expected: impl Fn(&Answer) -> bool) {
        let started = Instant::now();
        loop {
            let answer = self.get(path);
            if expected(&answer) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "{path}: {} {}", answer.status, answer.text());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The stream of versions of the page at `path`, as lines.
    fn follow(&self, path: &str) -> impl Iterator<Item = String> + use<> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request =
            format!("GET /_errhub/events?path={path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).unwrap();
        let lines = BufReader::new(stream).lines().map(|line| line.unwrap());
        lines.filter_map(|line| line.split_once("data: ").map(|(_, data)| data.to_owned()))
    }
}

#[test]
fn it_answers_as_a_static_host_does() {
    let preview = Preview::new(Watching::Events);
    let built = build(preview.site.root());
    let page = preview.get("/errors/http/teapot/");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let text: Vec<String> =
        page.text().lines().filter(|line| !line.contains("/_errhub/")).map(String::from).collect();
    let expected: Vec<&str> = built.text("http/teapot/index.html").lines().collect();
    assert_eq!(text, expected, "preview and build differ by one line only");

    for (path, status, location) in [
        ("/errors", 301, Some("/errors/")),
        ("/errors/http/teapot", 301, Some("/errors/http/teapot/")),
        ("/errors/old/", 301, Some("/errors/http/teapot/")),
        ("/errors/http/teapot?from=mail", 301, Some("/errors/http/teapot/?from=mail")),
        ("/errors/", 200, None),
        ("/errors/nowhere/", 404, None),
        ("/", 404, None),
        ("/_errhub/", 200, None),
    ] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("location")), (status, location), "{path}");
    }
    assert!(preview.get("/errors/nowhere/").text().contains("Page not found"));
    assert!(preview.get("/").text().contains("/errors/"), "the way to the hub is shown");
    assert!(preview.get("/_errhub/").text().contains("/errors/http/teapot/"));
    let feed = preview.get("/errors/feed.xml");
    assert_eq!(feed.header("content-type"), Some("application/xml; charset=utf-8"));
    assert_eq!(feed.body, built.files["feed.xml"]);
    let headers = built.text("_headers").lines();
    for (name, value) in
        headers.take_while(|line| !line.is_empty()).filter_map(|l| l.split_once(": "))
    {
        assert_eq!(page.header(name.trim()), Some(value), "as on a host");
    }
}

#[test]
fn conditional_range_and_head_requests_are_served() {
    let preview = Preview::new(Watching::Events);
    let path = "/errors/robots.txt";
    let whole = preview.get(path);
    let tag = whole.header("etag").unwrap().to_owned();
    let status = |name, value: &str| preview.ask("GET", path, &[(name, value)]).status;
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", W/\"y\" , {tag}"), "*".into()] {
        let answer = preview.ask("GET", path, &[("If-None-Match", &known)]);
        assert_eq!((answer.status, &answer.body[..]), (304, &b""[..]), "{known}");
        assert_eq!(answer.header("etag"), Some(&*tag), "{known}");
    }
    for unknown in ["\"x\"", "", &tag[1..]] {
        assert_eq!(status("If-None-Match", unknown), 200, "{unknown}");
    }
    let part = preview.ask("GET", path, &[("Range", "bytes=0-9")]);
    assert_eq!((part.status, &part.body[..]), (206, &whole.body[..10]));
    assert_eq!(part.header("content-range"), Some(&*format!("bytes 0-9/{}", whole.body.len())));
    assert_eq!(status("Range", "bytes=99999-"), 416);
    for (condition, expected) in [(&*tag, 206), ("\"x\"", 200)] {
        let fields = [("Range", "bytes=0-9"), ("If-Range", condition)];
        assert_eq!(preview.ask("GET", path, &fields).status, expected, "{condition}");
    }
    for path in ["/errors/", "/errors", "/errors/nowhere/", "/", "/_errhub/client.css", path] {
        let (get, head) = (preview.get(path), preview.ask("HEAD", path, &[]));
        let fields = |answer: &Answer| {
            let lines = answer.head.lines().filter(|line| !line.starts_with("date: "));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(fields(&head), fields(&get), "{path}");
        assert!(head.body.is_empty() && !get.body.is_empty(), "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"] {
        let answer = preview.ask(method, "/errors/", &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn files_have_the_media_types_of_hosts() {
    let preview = Preview::new(Watching::Events);
    for (file, kind) in [
        ("a.md.txt", "text/plain; charset=utf-8"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.json", "application/json"),
        ("a.svg", "image/svg+xml"),
        ("a.webp", "image/webp"),
        ("a.woff2", "font/woff2"),
        ("a.unknown", "application/octet-stream"),
        ("a.mp4", "video/mp4"),
        ("a.webm", "video/webm"),
        ("a.ogv", "video/ogg"),
        ("a.mp3", "audio/mpeg"),
        ("a.ogg", "audio/ogg"),
        ("a.m4a", "audio/mp4"),
        ("a.avif", "image/avif"),
        (".htaccess", "application/octet-stream"),
        (".well-known/security.txt", "text/plain; charset=utf-8"),
        (".well-known/apple-app-site-association", "application/json"),
    ] {
        preview.site.write(&format!("static/{file}"), "text");
        preview.until(&format!("/errors/{file}"), |answer| answer.status == 200);
        assert_eq!(preview.get(&format!("/errors/{file}")).header("content-type"), Some(kind));
    }
}

#[test]
fn a_site_s_own_headers_are_sent() {
    let preview = Preview::new(Watching::Events);
    let built_in = preview.get("/errors/").header("x-frame-options").map(str::to_owned);
    assert_eq!(built_in.as_deref(), Some("DENY"));
    preview.site.write("static/_headers", "/errors/http/*\n  X-Own: yes\n  ETag: no\n");
    preview.until("/errors/http/teapot/", |answer| answer.header("x-own") == Some("yes"));
    let page = preview.get("/errors/http/teapot/");
    assert!(page.header("x-frame-options").is_none() && page.header("etag") != Some("no"));
    assert!(preview.get("/errors/").header("x-own").is_none());
    assert!(preview.get("/_errhub/").header("x-frame-options").is_some(), "its own page is safe");
}

/// Otherwise a page would reload again and again.
#[test]
fn a_page_is_told_its_own_version_first() {
    let preview = Preview::new(Watching::Events);
    let is_told = |path: &str| {
        let page = preview.get(path).text();
        let version = page.split("data-page=\"").nth(1).unwrap().split('"').next().unwrap();
        let state: Value = serde_json::from_str(&preview.follow(path).next().unwrap()).unwrap();
        assert_eq!(state["page"], version, "{path}");
    };
    preview.heard(|told| matches!(told, Told::Checked(_)));
    for path in ["/", "/errors/", "/errors/http/teapot/", "/errors/nowhere/", "/_errhub/"] {
        is_told(path);
    }
    preview.site.write("templates/article.html", "{{ page.nothing }}");
    preview.until("/errors/http/teapot/", |answer| answer.status == 500);
    is_told("/errors/http/teapot/");
}

#[test]
fn a_picture_is_part_of_the_pages_that_show_it() {
    let preview = Preview::new(Watching::Events);
    preview.site.write("content/http/teapot/pot.png", "a");
    let article = ARTICLE.replace("Because.", "![A pot](teapot/pot.png)");
    preview.site.write("content/http/teapot.md", article);
    let page = "/errors/http/teapot/";
    preview.until(page, |answer| answer.text().contains("pot.png"));
    preview.until("/errors/http/teapot/pot.png", |answer| answer.status == 200);
    let mut versions = preview.follow(page).map(|state| version(&state));
    let before = versions.next().unwrap();
    let hub = preview.follow("/errors/").next().unwrap();
    preview.site.write("content/http/teapot/pot.png", "another");
    versions.find(|version| *version != before).unwrap();
    assert_eq!(version(&preview.follow("/errors/").next().unwrap()), version(&hub));
}

fn version(state: &str) -> String {
    let state: Value = serde_json::from_str(state).unwrap();
    state["page"].as_str().unwrap().to_owned()
}

#[test]
fn a_hundred_tabs_are_all_notified() {
    let preview = Preview::new(Watching::Events);
    let pages = ["/errors/http/teapot/", "/errors/", "/errors/http/"];
    let tabs: Vec<_> = (0..102).map(|tab| preview.follow(pages[tab % pages.len()])).collect();
    let mut tabs: Vec<_> = tabs.into_iter().map(|tab| tab.map(|state| version(&state))).collect();
    let before: Vec<_> = tabs.iter_mut().map(|tab| tab.next().unwrap()).collect();
    preview.site.write("content/http/teapot.md", ARTICLE.replace("Teapot", "Kettle"));
    for (tab, before) in tabs.iter_mut().zip(before) {
        tab.find(|version| *version != before).unwrap();
    }
}

#[test]
fn strangers_and_tricks_are_rejected() {
    let preview = Preview::new(Watching::Events);
    preview.site.write("secret.txt", "secret");
    for host in ["evil.example", "localhost.evil.example", "evil.example:4040"] {
        assert_eq!(preview.ask("GET", "/errors/", &[("Host", host)]).status, 403, "{host}");
    }
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:4040", "hub.localhost"] {
        assert_eq!(preview.ask("GET", "/errors/", &[("Host", host)]).status, 200, "{host}");
    }
    let origin = [("Origin", "http://evil.example")];
    assert_eq!(preview.ask("GET", "/_errhub/events?path=/", &origin).status, 403);
    for path in [
        "/errors/../secret.txt",
        "/errors/%2e%2e/secret.txt",
        "/errors/%252e%252e/secret.txt",
        "/errors/..%5csecret.txt",
        "/errors/..\\secret.txt",
        "/errors/%00",
        "/errors/http/%2e%2e%2f%2e%2e%2fsite.yaml",
        "//etc/passwd",
    ] {
        let answer = preview.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(
            !answer.text().contains("secret\n") && !answer.text().contains("base_url:"),
            "{path}"
        );
    }
}

#[test]
fn refusals_have_their_status() {
    let preview = Preview::new(Watching::Events);
    let host = format!("Host: {}\r\nConnection: close\r\n", preview.address);
    let long = "x".repeat(9000);
    let lines = "X: y\r\n".repeat(200);
    for (request, status) in [
        (format!("GET /errors/{long} HTTP/1.1\r\n{host}\r\n"), "414"),
        (format!("GET /{} HTTP/1.1\r\n{host}\r\n", "x".repeat(70_000)), "414"),
        (format!("GET /errors/ HTTP/1.1\r\n{lines}{host}\r\n"), "431"),
        (format!("GET /errors/ HTTP/1.1\r\nHost: a\r\n{host}\r\n"), "400"),
        ("GET /errors/ HTTP/1.1\r\nConnection: close\r\n\r\n".into(), "400"),
        ("GET /a b HTTP/1.1\r\n\r\n".into(), "400"),
        (format!("POST /errors/ HTTP/1.1\r\n{host}\r\n"), "405"),
        (format!("DELETE /errors/ HTTP/1.1\r\n{host}\r\n"), "405"),
    ] {
        let answer = preview.raw(request.as_bytes());
        let answer = String::from_utf8_lossy(&answer);
        let line = &request[..request.len().min(40)];
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{line}: {answer}");
        assert!(status != "405" || answer.contains("\r\nallow: GET, HEAD\r\n"), "{answer}");
    }
}

/// A preview in its own process, which ends with the test.
struct Server(Child);

impl Server {
    fn of(site: &TempSite) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_errhub"));
        command.args(["serve", "--port", "0", "--root"]).arg(site.root());
        Self(command.stderr(Stdio::piped()).spawn().unwrap())
    }

    /// Its output, which can be read once.
    fn lines(&mut self) -> impl Iterator<Item = String> + use<> {
        BufReader::new(self.0.stderr.take().unwrap()).lines().map(|line| line.unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The memory, in pages, and the open files of a process.
#[cfg(target_os = "linux")]
fn needs(process: u32) -> (usize, usize) {
    let memory = fs::read_to_string(format!("/proc/{process}/statm")).unwrap();
    let resident = memory.split(' ').nth(1).unwrap().parse().unwrap();
    (resident, fs::read_dir(format!("/proc/{process}/fd")).unwrap().count())
}

/// After many edits and connections, it needs as much as after a few.
#[cfg(target_os = "linux")]
#[test]
fn a_long_preview_needs_no_more_than_a_short_one() {
    let site = site([("content/http/teapot.md", ARTICLE.to_owned())]);
    let mut server = Server::of(&site);
    let process = server.0.id();
    let mut lines = server.lines();
    let address = lines.find_map(|line| {
        let (_, address) = line.split_once("http://")?;
        Some(address.split('/').next()?.to_owned())
    });
    // Its output is read; otherwise it would block.
    let reader = std::thread::spawn(move || lines.for_each(drop));
    let preview = Preview { site, address: address.unwrap(), told: mpsc::channel().1 };
    let edit = |number: usize| {
        let text = format!("Edit {number}.");
        preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", &text));
        preview.until("/errors/http/teapot/", |answer| answer.text().contains(&text));
        drop(preview.follow("/errors/http/teapot/").next());
    };
    (0..20).for_each(edit);
    let (memory, files) = needs(process);
    (20..60).for_each(edit);
    // Connections that were closed may not have been noticed yet.
    let started = Instant::now();
    while needs(process).1 > files && started.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(20));
    }
    let (after, files_after) = needs(process);
    drop(server);
    reader.join().unwrap();
    assert!(files_after <= files, "{files} open files became {files_after}");
    // Pages of 4 KB: a version of this site has more than a hundred of them.
    assert!(after < memory + 3000, "{memory} pages became {after}");
}

#[test]
fn invalid_http_harms_nobody() {
    let preview = Preview::new(Watching::Events);
    let host = format!("Host: {}\r\n", preview.address);
    let long = "x".repeat(1 << 20);
    let close = "Connection: close\r\n";
    for nonsense in [
        "\0\u{1f}\r\n\r\n".to_owned(),
        "GET\r\n\r\n".into(),
        "GET /errors/ HTTP/9.9\r\n\r\n".into(),
        format!("GET /errors/ HTTP/1.1\r\n{close}\r\n"),
        format!("GET /errors/ HTTP/1.1\r\n{close}{host}Host: evil.example\r\n\r\n"),
        format!("GET http://evil.example/errors/ HTTP/1.1\r\n{close}{host}\r\n"),
        "GET /errors/ HTTP/1.0\r\n\r\n".into(),
        format!("GET /{long} HTTP/1.1\r\n{close}{host}\r\n"),
        format!("GET /errors/ HTTP/1.1\r\nX: {long}\r\n{close}{host}\r\n"),
        format!("GET /errors/ HTTP/1.1\r\n{}{close}{host}\r\n", "X: y\r\n".repeat(1000)),
        format!("GET /errors/ HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n"),
        format!("GET /errors/ HTTP/1.1\r\n{host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nx"),
        format!("POST /errors/ HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nzz\r\nx"),
        format!("GET /errors/\u{e9} HTTP/1.1\r\nX: \u{e9}\r\n{close}Host: \u{e9}\r\n\r\n"),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(),
    ] {
        let answer = preview.raw(nonsense.as_bytes());
        let request: String = nonsense.chars().take(60).collect();
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{request:?}");
    }
    // The same bytes in every run, from a generator by Marsaglia (xorshift).
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..50 {
        let bytes: Vec<u8> = (0..200)
            .map(|_| {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                random.to_be_bytes()[0]
            })
            .chain(*b"\r\n\r\n")
            .collect();
        assert!(!preview.raw(&bytes).starts_with(b"HTTP/1.1 200"), "{bytes:?}");
    }
    let pipelined = format!(
        "GET /errors/ HTTP/1.1\r\n{host}\r\nHEAD /errors/ HTTP/1.1\r\n{host}\r\n\
         GET /errors HTTP/1.1\r\n{host}{close}\r\n"
    );
    let answers = preview.raw(pipelined.as_bytes());
    let answers = String::from_utf8_lossy(&answers);
    let statuses: Vec<&str> =
        answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(statuses, ["200", "200", "301"], "in the order of the requests");
    let old = preview.raw(format!("GET /errors/ HTTP/1.0\r\n{host}\r\n").as_bytes());
    assert!(old.starts_with(b"HTTP/1.0 200"), "HTTP/1.0 is closed without being asked");
}

/// Files outside the site that it links to are not served.
#[cfg(unix)]
#[test]
fn links_out_of_the_site_lead_nowhere() {
    use std::os::unix::fs::symlink;

    let outside = TempSite::new([("folder/secret.txt", "secret"), ("secret.md", ARTICLE)]);
    let preview = Preview::new(Watching::Events);
    let (root, target) = (preview.site.root(), outside.root());
    fs::create_dir_all(root.join("static")).unwrap();
    symlink(target.join("folder/secret.txt"), root.join("static/file.txt")).unwrap();
    symlink(target.join("folder"), root.join("static/folder")).unwrap();
    symlink(target.join("folder"), root.join("content/http/folder")).unwrap();
    symlink(target.join("secret.md"), root.join("content/http/secret.md")).unwrap();
    symlink(root.join("content/http/teapot.md"), root.join("static/inside.txt")).unwrap();
    symlink("nowhere", root.join("static/nowhere.txt")).unwrap();
    symlink("../http", root.join("content/http/loop")).unwrap();
    symlink("me@machine.1234:5678", root.join("content/http/.#teapot.md")).unwrap();
    preview.until("/errors/inside.txt", |answer| answer.status == 200);
    for path in ["file.txt", "folder/secret.txt", "http/folder/secret.txt", "http/secret/"] {
        assert_eq!(preview.get(&format!("/errors/{path}")).status, 404, "{path}");
    }
    preview.heard(|told| matches!(told, Told::Checked(codes) if codes.iter().filter(|code| **code == "E0206").count() == 6));
}

#[test]
fn idle_connections_block_nobody() {
    let preview = Preview::new(Watching::Events);
    let count = connections().min(1000);
    if count < 1000 {
        eprintln!("this system allows only {count} connections");
    }
    let idle = (0..count).map(|_| TcpStream::connect(&preview.address).unwrap());
    let mut idle: Vec<TcpStream> = idle.collect();
    for stream in &mut idle {
        stream.write_all(b"GET /errors/ HTTP/1.1\r\nHost: loc").unwrap();
    }
    assert_eq!(preview.get("/errors/").status, 200);
    let mut states = preview.follow("/errors/http/teapot/");
    let before = version(&states.next().unwrap());
    preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", "Meanwhile."));
    states.find(|state| version(state) != before).unwrap();
    // Slow clients get an answer too.
    let mut slow = idle.swap_remove(0);
    slow.write_all(b"alhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    slow.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
}

/// The number of connections that this process may have, counting both ends because it has both.
/// The preview has raised the limit by then.
#[cfg(unix)]
fn connections() -> usize {
    use rustix::process::{Resource, getrlimit};

    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let for_other_tests = 300;
    usize::try_from(files.saturating_sub(for_other_tests) / 2).unwrap_or(usize::MAX)
}

#[cfg(not(unix))]
fn connections() -> usize {
    usize::MAX
}

fn edits_show(watching: Watching) {
    let preview = Preview::new(watching);
    let root = preview.site.root().to_owned();
    let page = "/errors/http/teapot/";
    let shows = |text: &'static str| move |answer: &Answer| answer.text().contains(text);

    preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", "A direct save."));
    preview.until(page, shows("A direct save."));

    preview.site.write("content/http/.teapot.tmp", ARTICLE.replace("Because.", "An atomic save."));
    fs::rename(root.join("content/http/.teapot.tmp"), root.join("content/http/teapot.md")).unwrap();
    preview.until(page, shows("An atomic save."));

    // vim
    fs::rename(root.join("content/http/teapot.md"), root.join("content/http/teapot.md~")).unwrap();
    preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", "A save of vim."));
    fs::remove_file(root.join("content/http/teapot.md~")).unwrap();
    preview.until(page, shows("A save of vim."));

    // JetBrains
    let (new, old) = ("content/http/teapot.md___jb_tmp___", "content/http/teapot.md___jb_old___");
    preview.site.write(new, ARTICLE.replace("Because.", "A save of JetBrains."));
    fs::rename(root.join("content/http/teapot.md"), root.join(old)).unwrap();
    fs::rename(root.join(new), root.join("content/http/teapot.md")).unwrap();
    fs::remove_file(root.join(old)).unwrap();
    preview.until(page, shows("A save of JetBrains."));

    preview.site.write("content/dns/_index.md", "---\ntitle: DNS\n---\n");
    preview.site.write(
        "content/dns/new.md",
        ARTICLE.replace("Teapot", "Kettle").replace("/old/", "/older/"),
    );
    preview.until("/errors/dns/new/", |answer| answer.status == 200);

    fs::rename(root.join("content/dns"), root.join("content/names")).unwrap();
    preview.until("/errors/names/new/", |answer| answer.status == 200);
    preview.until("/errors/dns/new/", |answer| answer.status == 404);
    fs::remove_dir_all(root.join("content/names")).unwrap();
    preview.until("/errors/names/new/", |answer| answer.status == 404);

    preview.site.write("templates/404.html", "<p>Mine</p>");
    preview.until("/errors/x/", shows("<p>Mine</p>"));
    preview.site.write("site.yaml", "title: Renamed\nbase_url: https://example.com/errors/\n");
    preview.until("/errors/", shows("Renamed"));
    assert!(!root.join("public").exists(), "nothing is written");
}

#[test]
fn edits_of_every_kind_appear() {
    edits_show(Watching::Events);
}

#[test]
fn edits_appear_without_file_system_events() {
    edits_show(Watching::Poll);
}

/// A file that can be reached by several paths is saved through one of them.
#[cfg(unix)]
fn saves_behind_links_show(watching: Watching) {
    use std::os::unix::fs::symlink;

    let site = site([
        ("content/http/teapot.md", ARTICLE.to_owned()),
        ("static/shared/cup.md", ARTICLE.to_owned()),
        ("static/shared/dns/_index.md", "---\ntitle: DNS\n---\n".to_owned()),
        ("static/shared/dns/name.md", ARTICLE.to_owned()),
    ]);
    let root = site.root().to_owned();
    symlink("../../static/shared/cup.md", root.join("content/http/cup.md")).unwrap();
    symlink("../static/shared/dns", root.join("content/dns")).unwrap();
    // The same category twice: each of its files has two paths.
    symlink("http", root.join("content/again")).unwrap();
    let preview = Preview::of(site, watching);
    let save = |file: &str, text: &str, pages: &[&str]| {
        preview.site.write(file, ARTICLE.replace("Because.", text));
        for page in pages {
            let page = format!("/errors/{page}");
            preview.until(&page, |answer| answer.text().contains(text));
        }
    };
    // Twice, because seeing it once must not prevent seeing it again.
    for time in ["once", "again"] {
        save("static/shared/cup.md", &format!("A file, {time}."), &["http/cup/", "again/cup/"]);
        save("static/shared/dns/name.md", &format!("A folder, {time}."), &["dns/name/"]);
        let pages = ["http/teapot/", "again/teapot/"];
        save("content/http/teapot.md", &format!("A category, {time}."), &pages);
        save("content/again/teapot.md", &format!("Through the link, {time}."), &pages);
    }
    save("static/shared/dns/new.md", "A new file.", &["dns/new/"]);
    save("static/shared/dns/new.md", "Saved again.", &["dns/new/"]);
    fs::remove_file(root.join("static/shared/dns/new.md")).unwrap();
    preview.until("/errors/dns/new/", |answer| answer.status == 404);

    // One link is added, one gets another target, and one is removed.
    symlink("../../static/shared/cup.md", root.join("content/http/late.md")).unwrap();
    preview.until("/errors/http/late/", |answer| answer.status == 200);
    save("static/shared/cup.md", "For a new link.", &["http/late/"]);
    fs::remove_file(root.join("content/http/late.md")).unwrap();
    preview.until("/errors/http/late/", |answer| answer.status == 404);
    symlink("teapot.md", root.join("content/http/late.md")).unwrap();
    preview.until("/errors/http/late/", |answer| answer.text().contains("Through the link"));
    save("content/http/teapot.md", "Elsewhere now.", &["http/late/"]);
}

#[cfg(unix)]
#[test]
fn saves_behind_links_are_seen() {
    saves_behind_links_show(Watching::Events);
}

#[cfg(unix)]
#[test]
fn saves_behind_links_are_seen_without_file_system_events() {
    saves_behind_links_show(Watching::Poll);
}

/// The root is removed and comes back, as another folder or the same one, reached through a link.
#[cfg(unix)]
#[test]
fn a_root_that_is_replaced_is_watched_again() {
    use std::os::unix::fs::symlink;

    let page = "/errors/http/teapot/";
    let files = |text: &str| {
        [
            ("site.yaml", SETTINGS.to_owned()),
            ("content/http/_index.md", "---\ntitle: HTTP\n---\n".to_owned()),
            ("content/http/teapot.md", ARTICLE.replace("Because.", text)),
        ]
    };
    let folder = TempSite::new([]);
    let (one, other) = (folder.root().join("one"), folder.root().join("other"));
    for (root, text) in [("one", "The first site."), ("other", "The other site.")] {
        for (file, text) in files(text) {
            folder.write(&format!("{root}/{file}"), text);
        }
    }
    let link = folder.root().join("link");
    symlink(&one, &link).unwrap();
    let preview = Preview::at(link.clone(), folder, Watching::Events);
    let shows = |text: &'static str| {
        preview.until(page, |answer| answer.text().contains(text));
    };
    let save = |root: &str, text: &'static str| {
        let file = format!("{root}/content/http/teapot.md");
        preview.site.write(&file, ARTICLE.replace("Because.", text));
        shows(text);
    };
    save("one", "Through a link.");

    fs::remove_file(&link).unwrap();
    symlink(&other, &link).unwrap();
    shows("The other site.");
    save("other", "Another folder.");

    fs::remove_dir_all(&other).unwrap();
    preview.heard(|told| matches!(told, Told::Failed(_)));
    for (file, text) in files("Back again.") {
        preview.site.write(&format!("other/{file}"), text);
    }
    shows("Back again.");
    save("other", "Still watched.");

    fs::rename(&other, folder_beside(&other)).unwrap();
    preview.heard(|told| matches!(told, Told::Failed(_)));
    fs::rename(folder_beside(&other), &other).unwrap();
    preview.until("/_errhub/", |answer| !answer.text().contains("no site.yaml"));
    save("other", "Moved there and back.");
}

#[cfg(unix)]
fn folder_beside(folder: &std::path::Path) -> PathBuf {
    folder.with_file_name("beside")
}

#[test]
fn nothing_is_written() {
    let preview = Preview::new(Watching::Events);
    let before = tree(preview.site.root());
    assert_eq!(before.len(), 3, "{:?}", before.keys());
    preview.get("/errors/http/teapot/");
    updates_until_a_save(&preview, "content/http/teapot.md");
    preview.heard(|told| matches!(told, Told::Checked(_)));
    let after = tree(preview.site.root());
    assert!(after.keys().eq(before.keys()), "{:?}", after.keys());
}

/// Waits until a save is noticed; everything before it has been noticed by then.
fn updates_until_a_save(preview: &Preview, path: &str) -> Vec<String> {
    preview.site.write(path, ARTICLE.replace("Because.", "The last save."));
    let is_it =
        |told: &Told| matches!(told, Told::Updated(files) if files.iter().any(|f| f == path));
    let heard = preview.heard(is_it).into_iter();
    let files = heard.filter_map(|told| match told {
        Told::Updated(files) => Some(files),
        _ => None,
    });
    files.flatten().filter(|file| file != path).collect()
}

#[test]
fn reading_and_hidden_files_cause_no_updates() {
    let preview = Preview::new(Watching::Events);
    for path in ["/errors/", "/errors/http/teapot/", "/errors/nowhere/", "/_errhub/"] {
        preview.get(path);
    }
    preview.heard(|told| matches!(told, Told::Checked(_)));
    preview.site.write("content/http/.teapot.md.swp", "vim writes this while you type");
    preview.site.write("public/index.html", "the output");
    preview.site.write("notes.md", "beside the site");
    let others = updates_until_a_save(&preview, "content/http/teapot.md");
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn a_folder_that_is_replaced_is_watched_again() {
    let preview = Preview::new(Watching::Events);
    let root = preview.site.root().to_owned();
    let page = "/errors/http/teapot/";
    fs::rename(root.join("content"), root.join("elsewhere")).unwrap();
    preview.until(page, |answer| answer.status == 404);
    fs::rename(root.join("elsewhere"), root.join("content")).unwrap();
    preview.until(page, |answer| answer.status == 200);
    updates_until_a_save(&preview, "content/http/teapot.md");
    // As fast as `git checkout`.
    fs::remove_dir_all(root.join("content")).unwrap();
    preview.site.write("content/http/_index.md", "---\ntitle: HTTP\n---\n");
    preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", "Another branch."));
    preview.until(page, |answer| answer.text().contains("Another branch."));
    preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", "Still watched."));
    preview.until(page, |answer| answer.text().contains("Still watched."));
}

#[test]
fn files_in_a_new_folder_are_seen() {
    let preview = Preview::new(Watching::Events);
    for number in 0..20 {
        let article = ARTICLE.replace("Teapot", &format!("Teapot {number}"));
        let article = article.replace("/old/", &format!("/old/{number}/"));
        preview.site.write(&format!("content/new-{number}/_index.md"), "---\ntitle: New\n---\n");
        preview.site.write(&format!("content/new-{number}/pot.md"), article);
    }
    for number in 0..20 {
        preview.until(&format!("/errors/new-{number}/pot/"), |answer| answer.status == 200);
    }
}

#[test]
fn mistakes_in_settings_are_reported_until_fixed() {
    let preview = Preview::new(Watching::Events);
    let good = "title: Tiny\nbase_url: https://example.com/errors/\n";
    preview.site.write("site.yaml", good.replace("title", "titel"));
    let has_error = |told: &Told| matches!(told, Told::Checked(codes) if codes.contains(&"E0102"));
    preview.heard(has_error);
    preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", "Meanwhile."));
    preview.heard(|told| matches!(told, Told::Updated(_)));
    let checks = preview.heard(|told| matches!(told, Told::Checked(_)));
    assert!(checks.last().is_some_and(has_error), "{checks:?}");
    preview.site.write("site.yaml", good);
    preview.heard(|told| *told == Told::Checked(Vec::new()));
}

#[test]
fn a_broken_edit_keeps_the_last_good_page_and_is_reported() {
    let preview = Preview::new(Watching::Events);
    let page = "/errors/http/teapot/";
    let mut versions = preview.follow(page);
    let first = versions.next().unwrap();
    assert!(first.contains("\"problems\":[]"), "{first}");

    preview.site.write("content/http/teapot.md", ARTICLE.replace("methods", "metods"));
    let broken = versions.find(|version| version.contains("E0102")).unwrap();
    assert_eq!(version(&broken), version(&first), "the page did not change");
    assert!(broken.contains("did you mean `methods`?") && broken.contains("edit://"), "{broken}");
    assert_eq!(preview.get(page).status, 200);
    assert!(preview.get("/_errhub/").text().contains("E0102"));

    preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", "Fixed."));
    let fixed = versions.find(|version| version.contains("\"problems\":[]")).unwrap();
    assert_ne!(version(&fixed), version(&first), "the page is to be loaded again");
    preview.until(page, |answer| answer.text().contains("Fixed."));

    // A browser that reconnects gets the current state, whatever it missed.
    let back = preview.follow(page).next().unwrap();
    assert_eq!(version(&back), version(&fixed));
}

#[test]
fn findings_of_a_check_stay_until_the_next_check() {
    let preview = Preview::new(Watching::Events);
    let link = ARTICLE.replace("Because.", "See [there](#nowhere).");
    preview.site.write("content/http/teapot.md", link);
    preview.heard(|told| *told == Told::Checked(vec!["E0402"]));
    let mut states = preview.follow("/errors/http/");
    let before = version(&states.next().unwrap());
    preview.site.write("content/http/_index.md", "---\ntitle: Hypertext\n---\n");
    let saved = states.find(|state| version(state) != before).unwrap();
    assert!(saved.contains("E0402"), "{saved}");
    preview.site.write("content/http/teapot.md", ARTICLE);
    states.find(|state| !state.contains("E0402")).unwrap();
}

#[test]
fn missing_settings_are_a_mistake_until_they_are_back() {
    let preview = Preview::new(Watching::Events);
    let mut states = preview.follow("/errors/http/teapot/");
    fs::remove_file(preview.site.root().join("site.yaml")).unwrap();
    states.find(|state| state.contains("no site.yaml")).unwrap();
    preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", "Meanwhile."));
    preview.site.write("site.yaml", "title: Back\nbase_url: https://example.com/errors/\n");
    let back = states.find(|state| !state.contains("no site.yaml")).unwrap();
    assert!(back.contains("\"problems\":[]"), "{back}");
    preview.until("/errors/http/teapot/", |answer| answer.text().contains("Meanwhile."));
}

#[test]
fn a_style_sheet_changes_without_the_page() {
    let preview = Preview::new(Watching::Events);
    let mut versions = preview.follow("/errors/http/teapot/");
    let value = |version: String| serde_json::from_str::<Value>(&version).unwrap();
    let before = value(versions.next().unwrap());
    preview.site.write("static/assets/style.css", "body { color: red }");
    let after = versions.map(value).find(|version| version["style"] != before["style"]).unwrap();
    assert_eq!(after["page"], before["page"]);
    let style = after["style"].as_str().unwrap();
    assert!(preview.get(style).text().starts_with("body { color: red }"));
}

#[test]
fn a_site_that_is_broken_from_the_start_is_served_once_fixed() {
    let site = TempSite::new([("site.yaml", "titel: x\n"), ("content/http/teapot.md", ARTICLE)]);
    let preview = Preview::of(site, Watching::Events);
    let page = preview.get("/");
    assert_eq!(page.status, 500);
    assert!(page.text().contains("site.yaml:1:1") && page.text().contains("E0102"));
    assert!(preview.get("/_errhub/").text().contains("E0102"));
    preview.site.write("site.yaml", "title: Tiny\nbase_url: https://example.com/\n");
    preview.until("/http/teapot/", |answer| answer.status == 200);
}

#[test]
fn a_page_that_is_broken_from_the_start_says_what_is_wrong() {
    let preview = Preview::of(
        site([
            ("content/http/teapot.md", ARTICLE.replace("methods", "<b>metods")),
            ("content/http/kettle.md", ARTICLE.replace("faq", "fag").replace("/old/", "/older/")),
            ("content/dns/_index.md", "---\ntitel: DNS\n---\n".to_owned()),
            ("content/stray.md", ARTICLE.to_owned()),
        ]),
        Watching::Events,
    );
    for (path, own, others) in [
        ("http/teapot/", "&lt;b&gt;metods", "fag"),
        ("http/kettle/", "fag", "metods"),
        ("dns/", "titel", "metods"),
        ("stray/", "content/stray.md", "metods"),
    ] {
        let page = preview.get(&format!("/errors/{path}"));
        assert_eq!(page.status, 500, "{path}");
        let text = page.text();
        assert!(text.contains(own) && !text.contains(others), "{path}: {text}");
        assert!(text.contains("edit://") && !text.contains("Page not found"), "{path}");
    }
    let moved = preview.get("/errors/http/teapot");
    assert_eq!((moved.status, moved.header("location")), (301, Some("/errors/http/teapot/")));
    // It is notified of changes, and of nothing else.
    let mut states = preview.follow("/errors/http/teapot/").map(|state| version(&state));
    let first = states.next().unwrap();
    preview.site.write("content/http/teapot.md", ARTICLE.replace("methods", "mehtods"));
    states.find(|version| *version != first).unwrap();
    preview.until("/errors/http/teapot/", |answer| answer.text().contains("mehtods"));
    preview.site.write("content/http/teapot.md", ARTICLE);
    preview.until("/errors/http/teapot/", |answer| answer.text().contains("Because."));
}

/// However many diagnostics there are, the report is correct, and small enough for a browser.
#[test]
fn thousands_of_mistakes_are_counted_and_listed_in_pages() {
    let articles = (0..700).map(|number| {
        let article = ARTICLE.replace("Teapot", &format!("Teapot {number}"));
        let article = article.replace("/old/", &format!("/old/{number}/"));
        // Most have two errors; the others have a warning.
        let article = match number % 4 {
            0..3 => article.replace("quick_answer", "quick_anser").replace("faq", "fag"),
            _ => article.replace("faq: [{question: Why?, answer: Tea.}]\n", ""),
        };
        (format!("content/http/a{number}.md"), article)
    });
    let preview = Preview::of(site(articles), Watching::Events);
    let is_checked = |told: &Told| matches!(told, Told::Checked(_));
    let Some(Told::Checked(codes)) = preview.heard(is_checked).pop() else { panic!() };
    let errors = codes.iter().filter(|code| code.starts_with('E')).count();
    let warnings = codes.len() - errors;
    assert!(errors > 1000 && warnings >= 175, "{errors} {warnings}");

    let state = preview.follow("/errors/http/").find(|state| !state.contains("\"warnings\":0"));
    let state = state.unwrap();
    let told: Value = serde_json::from_str(&state).unwrap();
    assert_eq!((&told["errors"], &told["warnings"]), (&errors.into(), &warnings.into()));
    assert!(state.len() < 30_000, "{}", state.len());

    let overview = preview.get("/_errhub/").text();
    assert!(overview.len() < 60_000, "{}", overview.len());
    let all = errhub::report::number(codes.len());
    assert!(overview.contains(&format!("1 to 50 of {all} diagnostics")));
    let first = overview.split("<ol").nth(1).unwrap();
    assert!(first.contains("error[") && !first.contains("warning["), "errors come first");
    let last = preview.get("/_errhub/?page=9999").text();
    assert!(last.contains("warning[") && !last.contains("error["));
    let of_code = codes.iter().filter(|code| **code == "E0102").count();
    for (query, count) in [("severity=warning", warnings), ("code=E0102", of_code)] {
        let part = preview.get(&format!("/_errhub/?{query}")).text();
        let count = errhub::report::number(count);
        assert!(part.contains(&format!("1 to 50 of {count} diagnostics")), "{query}");
    }
    let part = preview.get("/_errhub/?file=a698.md").text();
    assert!(part.contains("content/http/a698.md:") && !part.contains("content/http/a696.md:"));
    let none = preview.get("/_errhub/?file=%3Cscript%3E&code=x").text();
    assert!(none.contains("0 diagnostics") && !none.contains("<script>\""));
    let pages = preview.get("/_errhub/pages/?q=http/a3").text();
    assert!(pages.contains("/errors/http/a3/") && !pages.contains("/errors/http/a7/"));
}

/// The terminal shows the mistakes, and below them the address.
#[test]
fn the_address_comes_last_in_the_terminal() {
    let no_faq = ARTICLE.replace("faq: [{question: Why?, answer: Tea.}]\n", "");
    let site = site([
        ("content/http/kettle.md", no_faq.replace("/old/", "/older/")),
        ("content/http/teapot.md", ARTICLE.replace("methods", "metods")),
    ]);
    let mut server = Server::of(&site);
    let mut lines = server.lines().filter(|line| !line.is_empty());
    let address = |line: &String| line.starts_with("Preview at http://127.0.0.1:");
    assert!(lines.next().is_some_and(|line| address(&line) && line.ends_with("stops it)")));
    let until = |lines: &mut dyn Iterator<Item = String>| {
        let said: Vec<String> = lines.take_while(|line| !address(line)).collect();
        said.join("\n")
    };
    let said = until(&mut lines);
    let (warnings, errors) = (said.rfind("warning[").unwrap(), said.find("error[").unwrap());
    assert!(warnings < errors, "errors come last: {said}");
    assert!(said.lines().last().unwrap().starts_with("1 error and "), "{said}");
    site.write("content/http/teapot.md", ARTICLE);
    let said = until(&mut lines);
    assert!(said.starts_with("Updated in"), "{said}");
}
