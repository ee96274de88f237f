//! Bytes hashed, rate and time left, on a terminal.

use std::cmp::Reverse;
use std::io::{self, IsTerminal as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use imf_check::{Finding, Progress, Report, Severity};
use imf_report::text::visible;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is done sooner than this is not worth a bar that flashes up.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar on standard error; none where that is no terminal.
pub(crate) struct Bar {
    inner: ProgressBar,
    // Whether it may be shown, and is not yet.
    waiting: AtomicBool,
    // What was found before the digests, to be said when the bar is shown.
    early: Mutex<Option<String>>,
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
            inner: bar,
            waiting: AtomicBool::new(!quiet && !dumb),
            early: Mutex::default(),
        }
    }
}

/// What `report` found that is more than an information, in lines; `None` where that is nothing.
fn said(report: &Report) -> Option<String> {
    const MOST: usize = 10;

    let mut serious: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Info)
        .collect();
    serious.sort_by_key(|finding| Reverse(finding.severity));
    let count = serious.len();
    if count == 0 {
        return None;
    }
    let mut lines = vec!["found before the digests:".to_owned()];
    for finding in serious.iter().take(MOST) {
        let message = visible(&finding.message);
        lines.push(format!(
            "  {}: {message} [{}]",
            finding.severity, finding.rule.id
        ));
    }
    if count > MOST {
        lines.push(format!("  and {} more", count - MOST));
    }
    Some(lines.join("\n"))
}

impl Progress for Bar {
    fn wants_early(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) && io::stderr().is_terminal()
    }

    fn early(&self, report: &Report) {
        if let Ok(mut early) = self.early.lock() {
            *early = said(report);
        }
    }

    fn start(&self, total_bytes: u64) {
        self.inner.set_length(total_bytes);
        self.inner.reset();
    }

    fn advance(&self, bytes: u64) {
        self.inner.inc(bytes);
        if self.waiting.load(Ordering::Relaxed)
            && self.inner.elapsed() >= PATIENCE
            && self.waiting.swap(false, Ordering::Relaxed)
        {
            // Nothing is drawn where standard error is no terminal.
            self.inner
                .set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            self.inner.enable_steady_tick(Duration::from_millis(200));
            let early = self.early.lock().ok().and_then(|mut early| early.take());
            if let Some(early) = early {
                self.inner.println(early);
            }
        }
    }

    fn finish(&self) {
        self.inner.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use imf_check::storage::MemoryStorage;
    use imf_check::{Options, Silent, check};

    use super::*;

    #[test]
    fn the_worst_of_what_was_found_early_is_said() {
        let mut package = imf_testkit::Imp::minimal();
        let report = |package: &imf_testkit::Imp| {
            let storage = MemoryStorage::new(package.files.clone());
            check(&storage, "package", &Options::default(), &Silent)
        };
        assert_eq!(said(&report(&package)), None);
        package.remove("image.mxf");
        let said = said(&report(&package)).unwrap();
        assert!(
            said.starts_with("found before the digests:\n  error: "),
            "{said}"
        );
        assert!(said.contains("`image.mxf`"), "{said}");
    }
}
