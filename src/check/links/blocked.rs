//! Reports what the policy blocks on a page.

use super::Links;
use crate::address::Use;
use crate::check::{PageLoad, PageLoads, What, policy};
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::output::{OutputFile, PlanIndex};

impl Links<'_> {
    /// Reports what the page at `index` contains that the policy of the pages blocks.
    #[must_use]
    pub fn blocked(self, index: PlanIndex, loaded: &PageLoads) -> Vec<Diagnostic> {
        let Some((_, page)) = self.plan.at(index) else { return Vec::new() };
        let read = || page.references(self.site, self.references);
        let mut origin = self.origin(page, &read);
        let mut found = Vec::new();
        for PageLoad { what, address } in &loaded.loads {
            let wrong = match what.directive() {
                // Pages refuse to be shown in frames, even in those of their own site.
                Some(_) if *what == What::Frame && !policy::is_elsewhere(self.project, address) => {
                    Some((
                        "the policy of the pages blocks frames with pages of the site itself"
                            .to_owned(),
                        "link to the page instead".to_owned(),
                    ))
                }
                Some(directive) => policy::blocked(self.project, directive, what.words(), address)
                    .map(|blocked| (blocked.message, blocked.help)),
                None => Some((
                    "the policy of the pages blocks embedded documents".to_owned(),
                    "link to the document, or show a page in an iframe".to_owned(),
                )),
            };
            if let Some((message, help)) = wrong {
                let place = origin.place(address, Use::Link);
                found.push(Diagnostic::new(Code::BlockedByPolicy, message, place).help(help));
            }
        }
        for script in loaded.scripts.iter().filter(|script| !self.templates.allows_script(script)) {
            let place = self.written(page, script);
            let help = "put it into a file such as static/inline/own.js, and write `<script>{{ inline(path=\"inline/own.js\") }}</script>` in a template, with nothing else between the tags";
            let message = "the policy of the pages blocks this inline script";
            found.push(Diagnostic::new(Code::BlockedInline, message, place).help(help));
        }
        for (name, code) in &loaded.handlers {
            let place = self.written(page, code);
            let message = format!("the policy of the pages blocks `{name}`");
            found.push(
                Diagnostic::new(Code::BlockedInline, message, place).help(
                    "put the script into a file of static/, and let it call `addEventListener`",
                ),
            );
        }
        for style in &loaded.styles {
            let place = self.written(page, style);
            let message = "the policy of the pages blocks this inline style";
            found.push(
                Diagnostic::new(Code::StyleInPage, message, place)
                    .help("put it into static/assets/custom.css, and give the element a class"),
            );
        }
        found
    }

    /// Where code on a page is written: in a template of the site, or somewhere in the source.
    fn written(self, page: &dyn OutputFile, code: &str) -> Place {
        match self.templates.containing(code) {
            Some(spot) => Place { file: spot.file, at: At::Bytes(spot.range) },
            None => Place::file(&page.source(self.project, self.site)),
        }
    }
}
