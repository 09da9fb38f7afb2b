//! A stream of a page's states, as server-sent events (HTML, section 9.2).
//!
//! Each event is the whole state of the page, so that a browser that was away misses nothing.

use std::convert::Infallible;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::StreamBody;
use hyper::body::{Body, Bytes, Frame};
use tokio::sync::watch;

/// The media type of the stream.
pub(super) const MEDIA_TYPE: &str = "text/event-stream";
/// How soon a browser reconnects after losing the stream.
const RETRY: Duration = Duration::from_millis(500);
/// How long to wait without an event before sending a comment: proxies close idle connections.
const SILENCE: Duration = Duration::from_secs(15);

/// The body of a response that continues for as long as there are new states.
pub(super) fn body(
    states: watch::Receiver<Option<Arc<str>>>,
) -> impl Body<Data = Bytes, Error = Infallible> + Send {
    StreamBody::new(futures_util::stream::unfold(states, |mut states| async {
        let event = next(&mut states, SILENCE).await?;
        Some((Ok(Frame::data(event.into())), states))
    }))
}

/// The next event, or a comment after a while without one; `None` at the end.
async fn next(states: &mut watch::Receiver<Option<Arc<str>>>, silence: Duration) -> Option<String> {
    loop {
        let Ok(changed) = tokio::time::timeout(silence, states.changed()).await else {
            return Some(":\n\n".to_owned());
        };
        changed.ok()?;
        if let Some(state) = &*states.borrow_and_update() {
            return Some(event(state));
        }
    }
}

fn event(state: &str) -> String {
    let mut event = format!("retry: {}\n", RETRY.as_millis());
    for line in state.lines() {
        // Writing to a String cannot fail.
        let _ = writeln!(event, "data: {line}");
    }
    event.push('\n');
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_of_a_state_is_a_line_of_its_event() {
        assert_eq!(event("{\"page\":1}"), "retry: 500\ndata: {\"page\":1}\n\n");
        assert_eq!(event("a\nb"), "retry: 500\ndata: a\ndata: b\n\n");
    }

    #[tokio::test]
    async fn silence_is_broken_by_comments() {
        let short = Duration::from_millis(1);
        let (sender, mut states) = watch::channel(None);
        assert_eq!(next(&mut states, short).await.as_deref(), Some(":\n\n"));
        sender.send(None).unwrap();
        assert_eq!(
            next(&mut states, short).await.as_deref(),
            Some(":\n\n"),
            "no state is no event"
        );
        sender.send(Some("a".into())).unwrap();
        assert_eq!(next(&mut states, short).await.as_deref(), Some("retry: 500\ndata: a\n\n"));
        drop(sender);
        assert_eq!(next(&mut states, short).await, None);
    }
}
