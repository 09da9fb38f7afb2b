//! Each language of the stock set exists and colours what matters, and the module keeps its
//! promises.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::super::tests::{classes, html, noise, spans};
use super::super::{CLASSES, PLAIN, language_names, own};
use super::*;

#[test]
fn every_language_is_in_the_set() {
    let missing: Vec<_> =
        STOCK.iter().filter(|stock| set().find_syntax_by_name(stock.syntax).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_rule_names_a_class() {
    assert_eq!(compiled().rules.len(), RULES.len());
    assert_eq!(compiled().sigils.len(), SIGILS.len());
    for (scope, says) in RULES {
        let is_outside = matches!(read(says), Says::Outside);
        assert_eq!(is_outside, *says == "^", "{scope}");
    }
}

#[test]
fn languages_of_our_own_keep_their_grammars() {
    let ours: Vec<&str> = own::names().chain(PLAIN.iter().copied()).collect();
    let both: Vec<&str> = names().filter(|name| ours.contains(name)).collect();
    assert!(both.is_empty(), "{both:?}");
}

/// docs/authoring.md lists exactly the known names.
#[test]
fn the_documentation_lists_every_name() {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/authoring.md");
    let docs = std::fs::read_to_string(docs).unwrap();
    let section = docs.split_once("\n### Code\n").unwrap().1.split_once("\n### ").unwrap().0;
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | "));
    let names = rows.flat_map(|(_, names)| names.split('`').skip(1).step_by(2));
    let (mut documented, mut known): (Vec<_>, Vec<_>) =
        (names.collect(), language_names().collect());
    documented.sort_unstable();
    known.sort_unstable();
    assert_eq!(documented, known);
}

/// The licenses of the grammars require that their texts are distributed with the program.
#[test]
fn the_licenses_of_the_grammars_are_passed_on() {
    let mut notices = String::from(
        "The grammars for syntax highlighting that errhub contains besides its own were collected by\n\
         the bat project (https://github.com/sharkdp/bat) and the two-face project\n\
         (https://codeberg.org/CosmicHarper/two-face). Their licenses follow.\n",
    );
    for license in two_face::acknowledgement::listing().for_syntaxes() {
        let rule = "-".repeat(80);
        let path = license.rel_path.display();
        writeln!(notices, "\n{rule}\n{path}\n{rule}\n\n{}", license.text.trim()).unwrap();
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/LICENSE-GRAMMARS");
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        std::fs::write(file, &notices).unwrap();
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert!(committed == notices, "run this test again with SNAPSHOTS=overwrite");
}

#[test]
fn languages_of_the_c_family() {
    assert_eq!(
        classes("#include <vector>\nint start(int port) { return f(\"a\\n\", 0x1F); } // c", "c++"),
        "k:#include s:<vector> k:int f:start k:int v:port k:return f:f s:\"a\\n\" n:0x1F c:// c"
    );
    assert_eq!(
        classes("public class A : B { string s = $\"Hi {user}\"; } // c", "csharp"),
        "k:public k:class f:A f:B k:string s:$\"Hi v:{ v:} s:\" c:// c"
    );
    assert_eq!(
        classes("@interface A : B\n- (void)run { [self.b go:YES]; }\n@end", "objc"),
        "k:@interface f:A f:B k:void f:run v:self n:YES k:@end"
    );
}

#[test]
fn languages_of_apps() {
    assert_eq!(
        classes("fun main(args: Array<String>) { println(\"a $x\") } // c", "kt"),
        "k:fun f:main v:args k:Array k:String s:\"a v:$x s:\" c:// c"
    );
    assert_eq!(
        classes("guard let x = try? f(\"a \\(b)\") else { return } // c", "swift"),
        "k:guard k:let k:try s:\"a v:\\( v:) s:\" k:else k:return c:// c"
    );
    assert_eq!(
        classes("class A extends B { final int x = 3; } // c", "dart"),
        "k:class f:A k:extends f:B k:final f:int n:3 c:// c"
    );
}

#[test]
fn scripts() {
    assert_eq!(
        classes("def call(url)\n  @url = URI(url) # c\n  puts \"#{@url}\" unless nil\nend", "rb"),
        "k:def f:call v:url v:@url c:# c f:puts s:\" v:#{@url} s:\" k:unless n:nil k:end"
    );
    assert_eq!(
        classes("my $a = 1; print \"$a\" if $b; # c", "perl"),
        "k:my v:$a n:1 f:print s:\" v:$a s:\" k:if v:$b c:# c"
    );
    assert_eq!(
        classes("local x = require(\"a\") -- c\nif x ~= nil then return x.f() end", "lua"),
        "k:local f:require s:\"a\" c:-- c k:if n:nil k:then k:return f:f k:end"
    );
    assert_eq!(
        classes("x <- c(1, NA) # c\nif (is.null(x)) stop(\"no\")", "r"),
        "f:c n:1 n:NA c:# c k:if f:is.null f:stop s:\"no\""
    );
}

#[test]
fn tools_and_data() {
    assert_eq!(
        classes("resource \"a\" \"web\" {\n  count = 2 # c\n  ami = \"x-${var.ami}\"\n}", "tf"),
        "k:resource s:\"a\" s:\"web\" v:count n:2 c:# c v:ami s:\"x- v:${ n:var v:ami} s:\""
    );
    assert_eq!(
        classes("CC := gcc # c\nall: main.o\n\t$(CC) -o $@", "makefile"),
        "v:CC c:# c f:all v:$(CC) f:-o v:$@"
    );
    assert_eq!(
        classes("set(X \"a ${Y}\") # c\nif(NOT X)\nendif()", "cmake"),
        "f:set v:X s:\"a v:${Y} s:\" c:# c k:if k:NOT k:endif"
    );
    assert_eq!(
        classes("message A { string name = 1; } // c", "proto"),
        "k:message f:A f:string n:1 c:// c"
    );
    assert_eq!(
        classes("query Q($id: ID!) { user(id: $id) { name } } # c", "graphql"),
        "k:query f:Q v:$id f:ID f:user v:id v:$id f:name c:# c"
    );
    assert_eq!(
        classes("$c: #fff; // c\n.a { color: $c; }", "scss"),
        "v:$c n:#fff c:// c f:.a v:color v:$c"
    );
}

/// A comment is a single run, whatever its grammar parses inside.
#[test]
fn comments_are_comments() {
    assert_eq!(classes("/// <summary>Doc</summary>", "cs"), "c:/// <summary>Doc</summary>");
    assert_eq!(classes("/* a\n   b */ x", "c"), "c:/* a c:b */");
}

#[test]
fn line_endings_stay() {
    let code = "local a = 1\r\n-- c\r\n\r\nreturn a";
    let marked = html(code, "lua");
    assert_eq!((spans(&marked).1.as_str(), marked.matches("\r\n").count()), (code, 3));
}

/// One more byte is too much.
#[test]
fn bounds_are_exact() {
    let is_coloured = |code: &str| html(code, "lua").starts_with("<span");
    let line = |length: usize| format!("-- {}", "a".repeat(length - 3));
    assert!(is_coloured(&line(MAX_LINE)));
    assert!(!is_coloured(&line(MAX_LINE + 1)));
    assert!(is_coloured(&"local\n".repeat(MAX_BLOCK / 6)));
    assert!(!is_coloured(&"local\n".repeat(MAX_BLOCK / 6 + 1)));
    let hundred = format!("{}\n", line(100)).repeat(100);
    assert!(is_coloured(&hundred));
    assert!(!is_coloured(&format!("{hundred}a")));
}

fn keeps_its_promises(code: &str, stock: &Stock) -> Result<(), TestCaseError> {
    let html = html(code, stock.names[0]);
    let (spans, text) = spans(&html);
    prop_assert_eq!(&text, code, "{}", stock.syntax);
    let is_known = |class: &str| CLASSES.iter().any(|known| known.html == class);
    prop_assert!(spans.iter().all(|(class, text)| is_known(class) && !text.trim().is_empty()));
    Ok(())
}

proptest! {
    #![proptest_config(crate::random::cases(12))]

    #[test]
    fn any_noise(code in noise(), stock in prop::sample::select(STOCK)) {
        keeps_its_promises(&code, &stock)?;
    }

    #[test]
    fn any_text(text in "(?s:.){0,200}", stock in prop::sample::select(STOCK)) {
        keeps_its_promises(&text, &stock)?;
    }
}
