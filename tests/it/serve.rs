//! The preview over a real socket: as a host answers, and as an author's saves change it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use errhub::serve::{self, Event, Listener, Settings, Watching};
use errhub::site::Drafts;

use crate::support::{TempSite, build};

/// How long a change may take to show, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// A preview that runs until the tests end.
struct Preview {
    site: TempSite,
    address: String,
    told: mpsc::Receiver<Told>,
}

/// What it tells the author, as far as tests ask.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    /// These files made a new version.
    Updated(Vec<String>),
    /// The codes of everything that is wrong.
    Checked(Vec<&'static str>),
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

impl Preview {
    fn of(site: TempSite, watching: Watching) -> Self {
        let settings = Settings {
            root: fs::canonicalize(site.root()).unwrap(),
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
                Event::Listening { url, .. } => return drop(listens.send(url)),
                Event::Updated { files, .. } => tells.send(Told::Updated(files)),
                Event::Checked { problems, .. } => {
                    tells.send(Told::Checked(problems.iter().map(|one| one.code.id()).collect()))
                }
                Event::Failed(why) => panic!("{why}"),
                _ => return,
            };
        });
        std::thread::spawn(move || serve::run(&settings, &tell).unwrap());
        let url = listening.recv_timeout(PATIENCE).unwrap();
        let address = url.trim_start_matches("http://").split('/').next().unwrap().to_owned();
        Self { site, address, told }
    }

    fn new(watching: Watching) -> Self {
        let site = TempSite::new([
            ("site.yaml", "title: Tiny\nbase_url: https://example.com/errors/\n"),
            ("content/http/_index.md", "---\ntitle: HTTP\n---\n"),
            ("content/http/teapot.md", ARTICLE),
        ]);
        Self::of(site, watching)
    }

    /// Waits until it tells what `wanted` wants; what it told until then.
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

    /// Waits until the page at `path` is as `expected` says.
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
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'none'"));
}

#[test]
fn conditional_range_and_head_requests_are_served() {
    let preview = Preview::new(Watching::Events);
    let whole = preview.get("/errors/robots.txt");
    let head = preview.ask("HEAD", "/errors/robots.txt", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), whole.header("content-length"));
    let tag = whole.header("etag").unwrap();
    assert_eq!(preview.ask("GET", "/errors/robots.txt", &[("If-None-Match", tag)]).status, 304);
    assert_eq!(preview.ask("GET", "/errors/robots.txt", &[("If-None-Match", "\"x\"")]).status, 200);
    let part = preview.ask("GET", "/errors/robots.txt", &[("Range", "bytes=0-9")]);
    assert_eq!((part.status, &part.body[..]), (206, &whole.body[..10]));
    let outside = preview.ask("GET", "/errors/robots.txt", &[("Range", "bytes=99999-")]);
    assert_eq!(outside.status, 416);
    assert_eq!(preview.ask("POST", "/errors/", &[]).status, 405);
}

#[test]
fn strangers_and_tricks_are_refused() {
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
    for nonsense in [
        &b"\0\xff\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    ] {
        let answer = preview.raw(nonsense);
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    }
    assert_eq!(preview.get("/errors/").status, 200, "it still answers");
}

#[test]
fn idle_connections_block_nobody() {
    let preview = Preview::new(Watching::Events);
    let mut idle: Vec<TcpStream> =
        (0..300).map(|_| TcpStream::connect(&preview.address).unwrap()).collect();
    for stream in &mut idle {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
    }
    assert_eq!(preview.get("/errors/").status, 200);
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
fn edits_of_every_kind_show() {
    edits_show(Watching::Events);
}

#[test]
fn edits_show_without_events_of_the_file_system() {
    edits_show(Watching::Poll);
}

/// Waits until a save is noticed: all that happened before was noticed by then.
fn updates_until_a_save(preview: &Preview, path: &str) -> Vec<String> {
    preview.site.write(path, ARTICLE.replace("Because.", "The last save."));
    let is_it =
        |told: &Told| matches!(told, Told::Updated(files) if files.iter().any(|f| f == path));
    let heard = preview.heard(is_it).into_iter();
    let files = heard.filter_map(|told| match told {
        Told::Updated(files) => Some(files),
        Told::Checked(_) => None,
    });
    files.flatten().filter(|file| file != path).collect()
}

#[test]
fn reading_is_no_news_and_hidden_files_are_none() {
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
    // As fast as `git checkout` does it.
    fs::remove_dir_all(root.join("content")).unwrap();
    preview.site.write("content/http/_index.md", "---\ntitle: HTTP\n---\n");
    preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", "Another branch."));
    preview.until(page, |answer| answer.text().contains("Another branch."));
    preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", "Still watched."));
    preview.until(page, |answer| answer.text().contains("Still watched."));
}

#[test]
fn files_in_a_folder_that_was_just_made_are_seen() {
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
fn mistakes_of_the_settings_last_until_they_are_mended() {
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
fn a_broken_edit_keeps_the_last_good_page_and_is_told() {
    let preview = Preview::new(Watching::Events);
    let page = "/errors/http/teapot/";
    let mut versions = preview.follow(page);
    let first = versions.next().unwrap();
    assert!(first.contains("\"problems\":[]"), "{first}");
    let hash =
        |version: &str| serde_json::from_str::<serde_json::Value>(version).unwrap()["page"].clone();

    preview.site.write("content/http/teapot.md", ARTICLE.replace("methods", "metods"));
    let broken = versions.find(|version| version.contains("E0102")).unwrap();
    assert_eq!(hash(&broken), hash(&first), "the page did not change");
    assert!(broken.contains("did you mean `methods`?") && broken.contains("edit://"), "{broken}");
    assert_eq!(preview.get(page).status, 200);
    assert!(preview.get("/_errhub/").text().contains("E0102"));

    preview.site.write("content/http/teapot.md", ARTICLE.replace("Because.", "Mended."));
    let mended = versions.find(|version| version.contains("\"problems\":[]")).unwrap();
    assert_ne!(hash(&mended), hash(&first), "the page is to be loaded again");
    preview.until(page, |answer| answer.text().contains("Mended."));

    // A browser that comes back is told the state, whatever it missed.
    let back = preview.follow(page).next().unwrap();
    assert_eq!(hash(&back), hash(&mended));
}

#[test]
fn a_style_sheet_changes_without_the_page() {
    let preview = Preview::new(Watching::Events);
    let mut versions = preview.follow("/errors/http/teapot/");
    let value = |version: String| serde_json::from_str::<serde_json::Value>(&version).unwrap();
    let before = value(versions.next().unwrap());
    preview.site.write("static/assets/style.css", "body { color: red }");
    let after = versions.map(value).find(|version| version["style"] != before["style"]).unwrap();
    assert_eq!(after["page"], before["page"]);
    let style = after["style"].as_str().unwrap();
    assert!(preview.get(style).text().starts_with("body { color: red }"));
}

#[test]
fn a_site_that_is_broken_from_the_start_is_served_once_mended() {
    let site = TempSite::new([("site.yaml", "titel: x\n"), ("content/http/teapot.md", ARTICLE)]);
    let preview = Preview::of(site, Watching::Events);
    assert_eq!(preview.get("/").status, 500);
    assert!(preview.get("/_errhub/").text().contains("E0102"));
    preview.site.write("site.yaml", "title: Tiny\nbase_url: https://example.com/\n");
    preview.until("/http/teapot/", |answer| answer.status == 200);
}
