//! Signals: the first asks the run to end cleanly, the second ends it at once.

use crate::stop::{Signal, Stop};

/// Passes signals on to `stop` from now on. If the system refuses, they end the process as usual.
pub(super) fn pass_on(stop: &Stop) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let Ok(runtime) = runtime else { return };
    // This must happen before anything is written, not some time after the thread has started.
    let entered = runtime.enter();
    let Ok(mut signals) = Signals::new() else { return };
    drop(entered);
    let stop = stop.clone();
    let listen = move || {
        runtime.block_on(async {
            loop {
                let signal = signals.next().await;
                if stop.is_asked() {
                    end(signal);
                }
                stop.ask(signal);
            }
        });
    };
    drop(std::thread::Builder::new().name("signals".into()).spawn(listen));
}

#[expect(clippy::exit, reason = "the user has asked twice, and whatever the run does may last")]
fn end(signal: Signal) {
    std::process::exit(signal.exit_code().into());
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> Signal {
        let _ = self.0.recv().await;
        Signal::Interrupt
    }
}
