//! Pictures, videos and recordings in pages.

use crate::support::{Built, PIXEL, TempSite, build, png};

const SITE: &str =
    "title: Tiny\nbase_url: https://example.com/errors/\nwarnings: {W0204: off, W0303: off}\n";

/// A site with one article of this text, two pictures, a video and a recording.
fn site(text: &str) -> TempSite {
    let site = TempSite::new([
        ("site.yaml", SITE),
        ("content/_index.md", "![Hub](http/418/drawing.svg)\n"),
        ("content/http/_index.md", "---\ntitle: HTTP\n---\n![HTTP](418/shot.png)\n"),
        ("content/http/418/drawing.svg", "<svg viewBox='0 0 64 48'/>"),
        ("content/pages/about.md", "---\ntitle: About\n---\n![Us](../http/418/drawing.svg)\n"),
        ("content/http/418/shot.mp4", ""),
        ("content/http/418/beep.mp3", ""),
    ]);
    site.write("content/http/418/shot.png", png(800, 600));
    site.write(
        "content/http/418.md",
        format!(
            "---\ntitle: Teapot\nquick_answer: Wait.\n\
             methods:\n  - {{title: Ask, audience: site-owner, body: '![C](418/shot.png)'}}\n  \
             - {{title: Wait, body: '![B](418/drawing.svg)'}}\n\
             faq: [{{question: Why?, answer: Because.}}]\nupdated: 2026-01-01\n---\n{text}\n"
        ),
    );
    site
}

fn wrong(built: &Built) -> Vec<String> {
    built.diagnostics.iter().map(|one| format!("{} {}", one.code, one.message)).collect()
}

/// The tags of this element on a page.
fn tags<'p>(page: &'p str, element: &str) -> Vec<&'p str> {
    let start = format!("<{element} ");
    let found = page.match_indices(&start);
    found.map(|(at, _)| &page[at..=at + page[at..].find('>').unwrap()]).collect()
}

#[test]
fn pictures_say_their_size_and_all_but_the_first_load_when_they_are_needed() {
    let built =
        build(site("![A](418/shot.png \"T\") and ![out](https://cdn.example/x.png)").root());
    assert_eq!(wrong(&built), [""; 0]);
    assert_eq!(
        tags(built.text("http/418/index.html"), "img"),
        [
            "<img src=\"/errors/http/418/shot.png\" alt=\"A\" title=\"T\" width=\"800\" height=\"600\">",
            "<img src=\"https://cdn.example/x.png\" alt=\"out\" loading=\"lazy\">",
            "<img src=\"/errors/http/418/drawing.svg\" alt=\"B\" width=\"64\" height=\"48\" loading=\"lazy\">",
            "<img src=\"/errors/http/418/shot.png\" alt=\"C\" width=\"800\" height=\"600\" loading=\"lazy\">",
        ]
    );
    let category =
        "<img src=\"/errors/http/418/shot.png\" alt=\"HTTP\" width=\"800\" height=\"600\">";
    assert_eq!(tags(built.text("http/index.html"), "img"), [category]);
    let hub = "<img src=\"/errors/http/418/drawing.svg\" alt=\"Hub\" width=\"64\" height=\"48\">";
    assert_eq!(tags(built.text("index.html"), "img"), [hub]);
    let page = hub.replace("Hub", "Us");
    assert_eq!(tags(built.text("about/index.html"), "img"), [page]);
    assert!(built.pages().all(|(_, page)| !page.contains('\0')));
}

#[test]
fn large_and_damaged_pictures_are_reported_once() {
    let site =
        site("![A](418/shot.png) ![b](418/b.png) ![c](418/c.gif) ![d](418/d.png) [e](418/e.png)");
    let mut large = png(800, 600);
    large.resize(1_300_000, 0);
    site.write("content/http/418/shot.png", &large);
    site.write("content/http/418/e.png", &large);
    site.write("content/http/418/b.png", "version https://git-lfs.github.com/spec/v1\n");
    site.write("content/http/418/c.gif", PIXEL);
    site.write("content/http/418/d.png", "<svg viewBox='0 0 1 1'/>");
    assert_eq!(
        wrong(&build(site.root())),
        [
            "W0943 `b.png` is not a picture that browsers can show",
            "W0943 `d.png` is an SVG, so browsers that trust its name do not show it",
            "W0942 `shot.png` has 1.2 MB for 800 × 600 pixels, which takes a long time to load",
        ]
    );
}

#[test]
fn videos_and_recordings_are_played_where_they_are() {
    let text = "![The *error* appears](418/shot.mp4)\n\n![A beep](418/beep.mp3 \"T\")\n\n\
                [![V](418/shot.mp4)](https://example.org/)\n\n![](418/shot.mp4)\n";
    let built = build(site(text).root());
    assert_eq!(wrong(&built), ["W0401 this video has no caption"]);
    let page = built.text("http/418/index.html");
    for part in [
        "<p><span class=\"media\"><video src=\"/errors/http/418/shot.mp4\" aria-label=\"The error appears\" \
         controls preload=\"metadata\"></video> <a href=\"/errors/http/418/shot.mp4\">The error appears</a></span></p>",
        "<audio src=\"/errors/http/418/beep.mp3\" aria-label=\"A beep\" title=\"T\" controls preload=\"metadata\"></audio>",
        "controls preload=\"metadata\"></video> <span>V</span></span></a>",
        ">shot.mp4</a>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let missing = build(site("![Gone](418/gone.webm)").root());
    assert!(
        wrong(&missing)[0].starts_with("E0401 nothing is published at"),
        "{:?}",
        wrong(&missing)
    );
}

/// Nothing from another site is loaded before a reader goes there.
#[test]
fn links_to_videos_elsewhere_stay_links() {
    for address in
        ["https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://youtu.be/x", "https://vimeo.com/1"]
    {
        for text in [format!("<{address}>"), format!("[A video]({address})")] {
            let built = build(site(&text).root());
            let page = built.text("http/418/index.html");
            assert!(page.contains(&format!("<p><a href=\"{address}\">")), "{text}");
            for element in ["iframe", "video", "embed", "object"] {
                assert!(!page.contains(&format!("<{element}")), "{text}");
            }
        }
    }
}

/// The values of the `meta` elements for a link's picture on a page.
fn preview(page: &str) -> Vec<&str> {
    let metas = page.lines().filter(|line| line.contains("og:image"));
    metas.map(|line| line.split("content=\"").nth(1).unwrap().split('"').next().unwrap()).collect()
}

#[test]
fn pages_have_the_pictures_that_authors_chose_for_links() {
    let site = site("");
    site.write("static/og.png", png(1200, 630));
    site.write("content/http/418/own.png", png(1000, 500));
    let article = |image: &str| {
        let text = std::fs::read_to_string(site.root().join("content/http/418.md")).unwrap();
        let text = text.replace("title: Teapot\n", &format!("title: Teapot\n{image}"));
        text.replace("Teapot", "Kettle")
    };
    site.write("content/http/419.md", article("image: 418/own.png\n"));
    let config = |more: &str| site.write("site.yaml", format!("{SITE}{more}"));
    let at = |built: &Built, path: &str| preview(built.text(path)).join(" ");
    let (own, of_site) = (
        "https://example.com/errors/http/418/own.png 1000 500 Kettle (HTTP)",
        "https://example.com/errors/og.png 1200 630 Tiny",
    );

    let built = build(site.root());
    assert_eq!(wrong(&built), [""; 0]);
    assert_eq!(at(&built, "http/419/index.html"), own);
    for path in ["index.html", "http/index.html", "http/418/index.html"] {
        assert_eq!(at(&built, path), "", "{path}");
    }
    let image = r#""image":{"@type":"ImageObject","url":"https://example.com/errors/http/418/own.png","width":1000,"height":500}"#;
    assert!(built.text("http/419/index.html").contains(image));
    assert!(!built.text("http/418/index.html").contains("ImageObject"));

    config("image: static/og.png\n");
    let built = build(site.root());
    assert_eq!(wrong(&built), [""; 0]);
    assert_eq!(at(&built, "http/419/index.html"), own);
    for path in ["index.html", "http/index.html", "http/418/index.html"] {
        assert_eq!(at(&built, path), of_site, "{path}");
    }
    assert_eq!(at(&built, "404.html"), "");

    config("image: /og.png\ncards: true\n");
    let built = build(site.root());
    assert_eq!(at(&built, "http/419/index.html"), own);
    assert!(!built.files.contains_key("http/419/card.png"));
    // The hub and its lists show the site's own picture.
    assert!(!built.files.contains_key("card.png") && !built.files.contains_key("http/card.png"));
    #[cfg(feature = "cards")]
    assert_eq!(
        at(&built, "http/418/index.html"),
        "https://example.com/errors/http/418/card.png 1200 630 Teapot (HTTP)"
    );
}

#[test]
fn pictures_that_nobody_can_show_with_links_are_errors() {
    let site = site("");
    site.write("content/http/418/small.png", png(64, 600));
    site.write("content/http/418/page.png", "<!doctype html>");
    let text = std::fs::read_to_string(site.root().join("content/http/418.md")).unwrap();
    for (image, expected) in [
        ("418/gone.png", "E0403 there is no picture at /http/418/gone.png"),
        ("418/drawing.svg", "E0941 chats and social networks do not show pictures in this format"),
        ("418/small.png", "E0941 this picture has only 64 × 600 pixels, too few for a preview"),
        ("418/page.png", "E0941 this file is not a picture"),
        (
            "https://example.org/x.png",
            "E0116 `https://example.org/x.png` is not a file of this site",
        ),
        ("../../site.yaml", "E0116 `../../site.yaml` is not a file of this site"),
    ] {
        let with_image =
            text.replace("title: Teapot\n", &format!("title: Teapot\nimage: {image}\n"));
        site.write("content/http/418.md", with_image);
        assert_eq!(wrong(&build(site.root())), [expected], "{image}");
    }
    site.write("content/http/418.md", &text);
    site.write("site.yaml", format!("{SITE}image: content/http/418/small.png\n"));
    assert!(wrong(&build(site.root()))[0].starts_with("E0941"));
    site.write("site.yaml", format!("{SITE}image: https://example.org/x.png\n"));
    let wrong = errhub::config::load(site.root()).unwrap().unwrap_err();
    assert_eq!(wrong[0].message, "`https://example.org/x.png` is not a file of this site");
}
