//! Where output goes, and how it looks there.

use std::io::{self, BufWriter, IsTerminal, Stdout, StdoutLock, Write};

use imf_report::Style;
use imf_report::text::visible;

use crate::args::ColorChoice;

/// Standard output, buffered.
pub(crate) fn stdout() -> BufWriter<Listener<Stdout>> {
    BufWriter::new(Listener {
        inner: io::stdout(),
        gone: false,
    })
}

/// Standard output for what must arrive whole: a reader that leaves before the end is an error.
pub(crate) fn delivery() -> BufWriter<StdoutLock<'static>> {
    BufWriter::new(io::stdout().lock())
}

/// A writer whose reader may leave before the end, as `head` does. That is no error, and changes no verdict: what
/// comes after goes nowhere.
pub(crate) struct Listener<W> {
    inner: W,
    gone: bool,
}

impl<W: Write> Listener<W> {
    fn listen<T>(&mut self, left: T, write: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        if self.gone {
            return Ok(left);
        }
        match write(&mut self.inner) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(left)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for Listener<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.listen(bytes.len(), |inner| inner.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.listen((), Write::flush)
    }
}

/// How text looks on standard output.
pub(crate) fn stdout_style(color: ColorChoice) -> Style {
    style(color, io::stdout().is_terminal())
}

/// How text looks on standard error.
pub(crate) fn stderr_style(color: ColorChoice) -> Style {
    style(color, io::stderr().is_terminal())
}

fn style(color: ColorChoice, is_terminal: bool) -> Style {
    let plain = Style::default();
    let color = match color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => wants_color(|name| std::env::var(name).ok(), is_terminal),
    };
    let width = is_terminal
        .then(terminal_size::terminal_size)
        .flatten()
        .map_or(plain.width, |(width, _)| usize::from(width.0));
    Style {
        color,
        width: width.max(40),
    }
}

/// The conventions of no-color.org and bixense.com/clicolors.
fn wants_color(variable: impl Fn(&str) -> Option<String>, is_terminal: bool) -> bool {
    let set = |name| variable(name).is_some_and(|value| !value.is_empty());
    let is = |name, wanted| variable(name).is_some_and(|value| value == wanted);
    if set("NO_COLOR") {
        return false;
    }
    if set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") {
        return true;
    }
    is_terminal && !is("CLICOLOR", "0") && !is("TERM", "dumb")
}

/// Says something on standard error. Where that is closed there is nobody to tell.
pub(crate) fn say(words: &str) {
    let _ = writeln!(io::stderr().lock(), "imf: {words}");
}

/// Says what went wrong, with its causes, and what would help.
pub(crate) fn complain(error: &anyhow::Error, help: Option<&str>) {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    // A text of several lines keeps them: they are a list of ours.
    let mut lines: Vec<String> = causes
        .join(": ")
        .lines()
        .map(|line| visible(line).into_owned())
        .collect();
    lines.extend(help.map(|help| format!("  help: {help}")));
    say(&lines.join("\n"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(variables: &[(&str, &str)], is_terminal: bool, expected: bool) {
        let variable = |name: &str| {
            variables
                .iter()
                .find(|(own, _)| *own == name)
                .map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(
            wants_color(variable, is_terminal),
            expected,
            "{variables:?}, terminal: {is_terminal}"
        );
    }

    #[test]
    fn color_follows_the_conventions() {
        check(&[], true, true);
        check(&[], false, false);
        check(&[("NO_COLOR", "1")], true, false);
        check(&[("NO_COLOR", "")], true, true);
        check(&[("CLICOLOR", "0")], true, false);
        check(&[("CLICOLOR", "1")], false, false);
        check(&[("CLICOLOR_FORCE", "1")], false, true);
        check(&[("CLICOLOR_FORCE", "0")], false, false);
        check(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], true, false);
        check(&[("TERM", "dumb")], true, false);
    }
}
