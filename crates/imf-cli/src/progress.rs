//! Bytes hashed, rate and time left, on a terminal.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use imf_check::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is done sooner than this is not worth a bar that flashes up.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar on standard error; none where that is no terminal.
pub(crate) struct Bar {
    bar: ProgressBar,
    // Whether it may be shown, and is not yet.
    waiting: AtomicBool,
}

impl Bar {
    /// A bar for one package, unless the user wants quiet.
    pub(crate) fn new(quiet: bool) -> Self {
        let bar = ProgressBar::hidden();
        let template = "digests [{bar:30}] {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            bar,
            waiting: AtomicBool::new(!quiet && !dumb),
        }
    }
}

impl Progress for Bar {
    fn start(&self, total_bytes: u64) {
        self.bar.set_length(total_bytes);
        self.bar.reset();
    }

    fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
        if self.waiting.load(Ordering::Relaxed)
            && self.bar.elapsed() >= PATIENCE
            && self.waiting.swap(false, Ordering::Relaxed)
        {
            // Nothing is drawn where standard error is no terminal.
            self.bar
                .set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            self.bar.enable_steady_tick(Duration::from_millis(200));
        }
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
