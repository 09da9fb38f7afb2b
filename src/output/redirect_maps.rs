//! Maps of old addresses for nginx and Apache. A site without old addresses has none.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::redirects::lines;
use super::{About, Context, Kind, Planner, Render, media_type};
use crate::path::{OutPath, UrlPath};
use crate::redirects::GONE;
use crate::render::{Frame, Leads, Obstacle};

/// A server that reads a map.
#[derive(Debug, Clone, Copy, Hash)]
enum Server {
    /// `map $uri $new { include …; }` (`ngx_http_map_module`).
    Nginx,
    /// `RewriteMap errhub txt:…` (`mod_rewrite`).
    Apache,
}

#[derive(Debug)]
struct RedirectMap(Server);

pub(super) fn plan(planner: &mut Planner<'_>) {
    let site = planner.site;
    if site.editions().all(|site| site.aliases.is_empty()) && site.redirects.is_empty() {
        return;
    }
    for (name, server) in
        [("_redirects.nginx", Server::Nginx), ("_redirects.apache", Server::Apache)]
    {
        if !planner.has_static(name) {
            planner.put(OutPath::new(name), RedirectMap(server));
        }
    }
}

impl About for RedirectMap {
    fn media_type(&self, _: &OutPath) -> Cow<'static, str> {
        media_type::PLAIN.into()
    }
}

#[derive(Hash)]
struct Inputs<'c> {
    frame: &'c Frame<'c>,
    server: Server,
    /// Old addresses, each with the new one; `None` if it is gone.
    lines: Vec<(&'c UrlPath, Option<Leads<'c>>)>,
}

impl Kind for RedirectMap {
    const NAME: &'static str = "redirect map";

    type Inputs<'c> = Inputs<'c>;

    fn inputs<'c>(&self, context: &'c Context<'_>) -> Inputs<'c> {
        let lines = lines(context.site).collect();
        Inputs { frame: context.parts.frame(), server: self.0, lines }
    }
}

impl Render for Inputs<'_> {
    fn render(&self) -> Result<Vec<u8>, Obstacle> {
        let Inputs { frame, server, lines } = self;
        let mut file = String::new();
        for (old, new) in lines {
            let old = frame.href(old);
            // Servers look up the decoded address.
            let old = percent_encoding::percent_decode_str(&old).decode_utf8_lossy();
            let new = new.as_ref().map_or_else(|| GONE.to_owned(), |new| frame.leads(new));
            // Readers and links omit the trailing slash.
            let bare = old.strip_suffix('/').filter(|bare| !bare.is_empty());
            for old in [Some(&*old), bare].into_iter().flatten() {
                match server {
                    Server::Nginx => {
                        let _ =
                            writeln!(file, "{} {};", nginx(old), nginx(&new.replace('$', "%24")));
                    }
                    // A text map cannot contain white space.
                    Server::Apache if old.contains(char::is_whitespace) => {}
                    Server::Apache => {
                        let _ = writeln!(file, "{old} {new}");
                    }
                }
            }
        }
        Ok(file.into_bytes())
    }
}

/// A parameter for nginx. In quotes, only these characters are special. `~` and words such as
/// `default` are special only at the beginning of a source, which an address never begins with.
fn nginx(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_nginx_are_quoted() {
        assert_eq!(nginx("/a b/\"c\\"), r#""/a b/\"c\\""#);
        assert_eq!(nginx("/é;"), "\"/é;\"");
    }
}
