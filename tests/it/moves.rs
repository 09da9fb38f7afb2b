//! `mv`, `rm` and redirects.yaml: addresses are kept, whatever happens to articles.

use std::fs;
use std::process::{Command, Stdio};

use crate::support::{Files, PIXEL, TempSite, run, tree};

const SITE: &str = "title: Tiny\nbase_url: https://example.com/errors\nplatforms: []\n";
const CATEGORY: &str = "---\ntitle: HTTP\n---\nSee [the kettle](kettle.md).\n";

const TEAPOT: &str = "\
---
title: Teapot
quick_answer: |
  Wait, or [heat it](kettle.md#faq \"hot\").
methods:
  - title: Wait
    body: |
      See ![a pot](teapot/pot.png) and [this](#faq).
      In Markdown: `[x](kettle.md)`
faq:
  - question: Why?
    answer: 'Because of [it][k].'
related: [http/kettle] # both boil
updated: 2026-01-01
---
Like [the kettle](/errors/http/kettle/).
";
const KETTLE: &str = "\
---
title: Kettle
quick_answer: Wait.
methods:
  - title: Wait
    body: |
      Like the [teapot](teapot.md).

      ```text
      [teapot](teapot.md)
      ```
faq: [{question: Why?, answer: Because.}]
related:
  - http/teapot
updated: 2026-01-01
aliases:
  # the first one
  - /errors/http/pan/
---
It happens. See [its picture](./teapot/pot.png) and [it](teapot.md?a#faq).
";

fn site() -> TempSite {
    let site = TempSite::new([
        ("site.yaml", SITE),
        ("content/http/_index.md", CATEGORY),
        ("content/http/teapot.md", &TEAPOT.replace("[it][k]", "[it](kettle.md)")),
        ("content/http/kettle.md", KETTLE),
        ("content/http/teapot/pot.png", PIXEL),
    ]);
    run(0, site.root(), &["stamp", "--init"]);
    site
}

fn text(site: &TempSite, path: &str) -> String {
    fs::read_to_string(site.root().join(path)).unwrap_or_else(|_| panic!("no {path}"))
}

fn sources(site: &TempSite) -> Files {
    let mut files = tree(site.root());
    files.retain(|path, _| !path.starts_with(".errhub") && !path.starts_with("public"));
    files
}

/// The diagnostics of `check`, except for those that every small site has.
fn check(site: &TempSite) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errhub"));
    command.args(["check", "--format", "short"]).current_dir(site.root()).stdin(Stdio::null());
    let output = command.env("SOURCE_DATE_EPOCH", "1795651200").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_move_changes_what_leads_there_and_nothing_else() {
    let site = site();
    let before = sources(&site);
    assert_eq!(check(&site), "");
    let (stdout, stderr) = run(0, site.root(), &["mv", "http/teapot", "kitchen/"]);
    assert_eq!(stdout, "http/teapot → kitchen/teapot\ncontent/http/kettle.md follows\n");
    assert!(stderr.ends_with("`/http/teapot/` leads there now\n"), "{stderr}");
    let teapot = text(&site, "content/kitchen/teapot.md");
    let expected = TEAPOT
        .replace("[it][k]", "[it](../http/kettle.md)")
        .replace("(kettle.md#faq", "(../http/kettle.md#faq")
        .replace("updated: 2026-01-01\n", "updated: 2026-01-01\naliases: [/http/teapot/]\n");
    assert_eq!(teapot, expected);
    let kettle = KETTLE
        .replace("the [teapot](teapot.md)", "the [teapot](../kitchen/teapot.md)")
        .replace("(./teapot/pot.png)", "(../kitchen/teapot/pot.png)")
        .replace("(teapot.md?a#faq)", "(../kitchen/teapot.md?a#faq)")
        .replace("- http/teapot", "- kitchen/teapot");
    assert_eq!(text(&site, "content/http/kettle.md"), kettle, "examples in code stay");
    assert_eq!(text(&site, "content/kitchen/teapot/pot.png"), PIXEL);
    assert!(!site.root().join("content/http/teapot").exists());
    let lock = text(&site, "errhub.lock");
    assert!(
        lock.contains("  /kitchen/teapot/:\n") && !lock.contains("  /http/teapot/:\n"),
        "{lock}"
    );
    assert!(lock.ends_with("old_addresses:\n  - /http/pan/\n  - /http/teapot/\n"), "{lock}");
    let found = check(&site);
    assert!(found.lines().count() == 1 && found.contains("W0202"), "{found}");

    // There and back again.
    run(0, site.root(), &["mv", "kitchen/teapot", "http/teapot"]);
    let mut after = sources(&site);
    let moved = after.remove("content/http/teapot.md").unwrap();
    let moved = String::from_utf8(moved).unwrap();
    let old = String::from_utf8(before["content/http/teapot.md"].clone()).unwrap();
    let line = "updated: 2026-01-01\n";
    let expected = old.replace(line, &format!("{line}aliases: [/kitchen/teapot/]\n"));
    assert_eq!(moved, expected);
    let kettle = KETTLE.replace("./teapot/pot.png", "teapot/pot.png");
    assert_eq!(text(&site, "content/http/kettle.md"), kettle);
    assert!(
        text(&site, "errhub.lock")
            .ends_with("old_addresses:\n  - /http/pan/\n  - /kitchen/teapot/\n")
    );
    assert_eq!(check(&site), "");
}

#[test]
fn a_file_that_was_moved_manually_is_followed() {
    let site = site();
    let root = site.root();
    fs::rename(root.join("content/http/teapot.md"), root.join("content/http/pot.md")).unwrap();
    fs::rename(root.join("content/http/teapot"), root.join("content/http/pot")).unwrap();
    assert!(check(&site).contains("run `errhub mv http/teapot http/pot`"));
    run(0, root, &["mv", "http/teapot", "http/pot"]);
    assert!(text(&site, "content/http/pot.md").contains("aliases: [/http/teapot/]"));
    assert!(text(&site, "content/http/kettle.md").contains("the [teapot](pot.md)"));
    assert_eq!(check(&site), "");
}

#[test]
fn nothing_is_overwritten_or_half_done() {
    let site = site();
    let before = sources(&site);
    for (code, words, why) in [
        (2, &["mv", "http/teapot", "http/kettle"][..], "already exists"),
        (2, &["mv", "http/teapott", "http/pot"], "did you mean `http/teapot`?"),
        (2, &["mv", "http/teapot", "http/Tea Pot"], "does not make a clean address"),
        (2, &["mv", "http/teapot", "teapot"], "is not of the form CATEGORY/NAME"),
        (2, &["mv", "http/teapot", "http/pan"], "is an old address of http/kettle"),
        (2, &["mv", "http/teapot", "http/teapot"], "already exists"),
        (2, &["rm", "http/teapot", "--to", "http/teapot"], "cannot take its own place"),
        (2, &["rm", "http/teapot", "--to", "http/nothing"], "there is no article `http/nothing`"),
        (1, &["rm", "http/teapot", "--gone"], "content/http/kettle.md"),
        (1, &["rm", "http/teapot", "--to", "http/kettle"], "or to its files"),
    ] {
        let (_, stderr) = run(code, site.root(), words);
        assert!(stderr.contains(why), "{words:?}: {stderr}");
        assert_eq!(sources(&site), before, "{words:?}");
    }
    site.write("content/http/broken.md", "---\ntitel: x\n---\n");
    let (_, stderr) = run(1, site.root(), &["mv", "http/teapot", "http/pot"]);
    assert!(stderr.starts_with("These have to be fixed before anything is moved:"), "{stderr}");
}

#[test]
fn the_addresses_of_a_removed_article_are_kept() {
    let site = site();
    let teapot = text(&site, "content/http/teapot.md");
    run(0, site.root(), &["rm", "http/kettle", "--to", "http/teapot"]);
    assert!(!site.root().join("content/http/kettle.md").exists());
    let expected = teapot
        .replace("related: [http/kettle] # both boil\n", "")
        .replace("(kettle.md", "(teapot.md")
        .replace("`[x](teapot.md)`", "`[x](kettle.md)`")
        .replace("/errors/http/kettle/", "/errors/http/teapot/")
        .replace(
            "updated: 2026-01-01\n",
            "updated: 2026-01-01\naliases: [/http/kettle/, /http/pan/]\n",
        );
    assert_eq!(text(&site, "content/http/teapot.md"), expected);
    assert!(text(&site, "content/http/_index.md").contains("[the kettle](teapot.md)"));
    let lock = text(&site, "errhub.lock");
    assert!(lock.ends_with("old_addresses:\n  - /http/kettle/\n  - /http/pan/\n"), "{lock}");
    assert_eq!(check(&site), "");

    site.write("content/http/cup.md", teapot.replace("Teapot", "Cup").replace("kettle", "teapot"));
    run(0, site.root(), &["stamp"]);
    run(0, site.root(), &["rm", "content/http/cup.md", "--to", "https://example.org/cup"]);
    assert!(text(&site, "redirects.yaml").ends_with("\n/http/cup/: https://example.org/cup\n"));
    site.write("content/http/cup.md", teapot.replace("Teapot", "Cup").replace("kettle", "teapot"));
    assert!(check(&site).contains("E0312"), "an article and a redirect at one address");
}

#[test]
fn gone_pages_say_so() {
    let site = site();
    let root = site.root();
    let cup = TEAPOT.replace("Teapot", "Cup").replace("kettle", "teapot").replace("[k]", "");
    site.write("content/http/cup.md", &cup);
    run(0, root, &["stamp"]);
    run(0, root, &["rm", "http/cup", "--gone"]);
    assert_eq!(check(&site), "");
    run(0, root, &["build"]);
    let page = text(&site, "public/http/cup/index.html");
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{page}");
    assert!(page.contains("This page is gone"), "{page}");
    assert!(!text(&site, "public/sitemap.xml").contains("cup"));
    assert!(!text(&site, "public/_redirects").contains("cup"));
    let nginx = text(&site, "public/_redirects.nginx");
    assert!(
        nginx.contains("\"/errors/http/cup/\" \"gone\";\n\"/errors/http/cup\" \"gone\";\n"),
        "{nginx}"
    );
    let apache = text(&site, "public/_redirects.apache");
    assert!(apache.contains("/errors/http/cup gone\n"), "{apache}");
    assert!(apache.contains("/errors/http/pan/ /errors/http/kettle/\n"), "{apache}");
    // A link to it is a mistake.
    let kettle = text(&site, "content/http/kettle.md");
    site.write("content/http/kettle.md", kettle.replace("It happens.", "See [the cup](cup.md)."));
    assert!(check(&site).contains("content/http/kettle.md: error[E0401]"), "{}", check(&site));
    site.write("content/http/kettle.md", kettle);
    // Without its line, the address is lost.
    fs::remove_file(root.join("redirects.yaml")).unwrap();
    assert!(check(&site).contains("E0801"));
}

#[test]
fn redirects_lead_where_they_say() {
    let site = site();
    site.write(
        "redirects.yaml",
        "/kb/1: http/teapot\n/errors/kb/2.html: /http/\n/kb/3: https://example.org/a?b=c#d\n/kb/4: gone\n",
    );
    assert_eq!(check(&site), "");
    run(0, site.root(), &["build"]);
    assert_eq!(
        text(&site, "public/_redirects"),
        "/errors/http/pan/ /errors/http/kettle/ 301\n/errors/kb/1/ /errors/http/teapot/ 301\n\
         /errors/kb/2.html /errors/http/ 301\n/errors/kb/3/ https://example.org/a?b=c#d 301\n"
    );
    let page = text(&site, "public/kb/2.html");
    assert!(page.contains("data-target=\"/errors/http/\""), "{page}");
    assert!(
        page.contains("<link rel=\"canonical\" href=\"https://example.com/errors/http/\">"),
        "{page}"
    );
    let page = text(&site, "public/kb/3/index.html");
    assert!(page.contains("data-target=\"https://example.org/a?b=c#d\""), "{page}");
    // The lock keeps them, and a move changes their targets.
    run(0, site.root(), &["stamp"]);
    assert!(text(&site, "errhub.lock").contains("  - /kb/1/\n"));
    run(0, site.root(), &["mv", "http/teapot", "http/pot"]);
    assert!(text(&site, "redirects.yaml").starts_with("/kb/1: http/pot\n"));
    assert_eq!(check(&site), "");
    for (line, code) in [
        ("kb/1: http/pot", "E0311"),
        ("/http/pot/: http/kettle", "E0312"),
        ("/http/pan: http/pot", "E0313"),
        ("/kb/9: http/pott", "E0804"),
        ("/kb/9: /nowhere/", "E0804"),
        ("/kb/9: /http/pan/", "E0804"),
        ("/kb/9: https://example.com/errors/http/pot/", "E0804"),
        ("/kb/9: ftp://example.org/", "E0804"),
        ("/kb/9: [a]", "E0106"),
    ] {
        let before = text(&site, "redirects.yaml");
        site.write("redirects.yaml", format!("{before}{line}\n"));
        let found = check(&site);
        assert!(found.contains(code) && found.contains("redirects.yaml:5:"), "{line}: {found}");
        site.write("redirects.yaml", before);
    }
}
