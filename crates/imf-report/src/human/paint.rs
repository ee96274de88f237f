//! Color, where it is wanted.

use annotate_snippets::renderer::{AnsiColor, Style};
use imf_check::finding::Severity;
use imf_check::report::Verdict;

/// Paints words, or leaves them plain.
pub(crate) struct Paint {
    color: bool,
}

impl Paint {
    pub(crate) fn new(color: bool) -> Self {
        Self { color }
    }

    /// `text` in bold.
    pub(crate) fn strong(&self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// `text` in the color of `severity`.
    pub(crate) fn severity(&self, severity: Severity, text: &str) -> String {
        let color = match severity {
            Severity::Error => AnsiColor::BrightRed,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Info => AnsiColor::BrightCyan,
        };
        self.paint(color.on_default().bold(), text)
    }

    /// The word of `verdict` in its color.
    pub(crate) fn verdict(&self, verdict: Verdict) -> String {
        let color = match verdict {
            Verdict::Pass => AnsiColor::BrightGreen,
            Verdict::Incomplete => AnsiColor::Yellow,
            Verdict::Fail => AnsiColor::BrightRed,
        };
        self.paint(color.on_default().bold(), verdict.as_str())
    }

    fn paint(&self, style: Style, text: &str) -> String {
        if self.color {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}
