//! The last resort: a bug of ours ends with an apology and a status of its own, never with a verdict.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

use imf_report::text::visible;

use crate::status::Status;

/// Runs `work`; a panic in it, on whatever thread, is told plainly.
pub(crate) fn run(work: impl FnOnce() -> Status) -> Status {
    panic::set_hook(Box::new(apologize));
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Status::Fault)
}

#[expect(clippy::print_stderr, reason = "the program's own word to its user")]
fn apologize(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let words = info.payload_as_str().unwrap_or("no more is known");
    eprintln!(
        "imf: sorry, this is a bug in imf {}, and says nothing about the package",
        env!("CARGO_PKG_VERSION")
    );
    eprintln!("  at {place}: {}", visible(words));
    eprintln!("  please report these lines, with the package if you may share it");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_fault_of_ours() {
        assert_eq!(run(|| panic!("on \u{1b} purpose")), Status::Fault);
        assert_eq!(
            run(|| std::thread::spawn(|| panic!("elsewhere"))
                .join()
                .map_or(Status::Fault, |()| Status::Passed)),
            Status::Fault
        );
        assert_eq!(run(|| Status::Failed), Status::Failed);
        let _ = panic::take_hook();
    }
}
