//! Sends bytes to a preview, which must answer or close the connection, and still serve the next
//! request.
#![no_main]

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Shutdown, TcpStream};
use std::sync::{Arc, LazyLock, Mutex, mpsc};
use std::time::Duration;

use errhub::serve::{self, Notice, Settings, Watching};
use errhub::site::Drafts;

/// The address of a preview of the smallest fixture, which runs as long as the fuzzer.
static ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/it/fixtures/minimal");
    let settings = Settings {
        root: std::fs::canonicalize(root).expect("the fixture exists"),
        host: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: Some(0),
        drafts: Drafts::Leave,
        watching: Watching::Poll,
        editor: String::new(),
    };
    let (tell, told) = mpsc::channel();
    let tell = Mutex::new(tell);
    let listener: Arc<serve::Listener> = Arc::new(move |notice| {
        if let (Notice::Listening { port, .. }, Ok(tell)) = (notice, tell.lock()) {
            let _ = tell.send(format!("127.0.0.1:{port}"));
        }
    });
    std::thread::spawn(move || serve::run(&settings, &listener));
    told.recv().expect("the preview listens")
});

/// A connection on which these bytes were sent.
fn send(bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(&*ADDRESS).expect("the preview accepts connections");
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let _ = stream.write_all(bytes);
    stream
}

fn answer(stream: TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    let _ = stream.take(1 << 20).read_to_end(&mut answer);
    answer
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // A stream of events does not end.
    if !bytes.windows(7).any(|part| part == b"_errhub") {
        let stream = send(bytes);
        // The preview must not wait for more bytes.
        let _ = stream.shutdown(Shutdown::Write);
        drop(answer(stream));
    }
    let host = &*ADDRESS;
    let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let answer = answer(send(request.as_bytes()));
    assert!(answer.starts_with(b"HTTP/1.1 "), "the preview no longer answers");
});
