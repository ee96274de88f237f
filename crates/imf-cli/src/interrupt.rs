//! The wish to stop: Ctrl-C, or a signal that asks for the end, ends the reading and not the program, so that what was
//! found by then is told.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use imf_check::report::Why;
use imf_check::storage::{Entry, Identity, Opened};
use imf_check::{Progress, Report, Storage};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::status::Status;

/// What reading fails with after the wish.
const INTERRUPTED: &str = "interrupted";

/// Whether the user asked for the end.
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// From now on the first signal is a wish, and a second one ends the program on the spot.
    pub(crate) fn watch() -> Self {
        let asked = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // Where the system does not allow it, a signal ends the program as it does any other. The order counts:
            // the shutdown must not yet see what the same signal sets.
            let end = Status::Unreadable.code().into();
            let _ = flag::register_conditional_shutdown(signal, end, Arc::clone(&asked))
                .and_then(|_| flag::register(signal, Arc::clone(&asked)));
        }
        Self(asked)
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A package that cannot be read any more once the end is asked for.
pub(crate) struct Stoppable<'a> {
    storage: Box<dyn Storage>,
    interrupt: &'a Interrupt,
    // Whether the long part is over: what is read after the digests is what findings point at.
    over: Arc<AtomicBool>,
}

impl<'a> Stoppable<'a> {
    pub(crate) fn new(storage: Box<dyn Storage>, interrupt: &'a Interrupt) -> Self {
        Self {
            storage,
            interrupt,
            over: Arc::default(),
        }
    }

    /// `progress`, and the knowledge of when the digests are done.
    pub(crate) fn watched<'p>(&self, progress: &'p dyn Progress) -> Watched<'p> {
        Watched {
            progress,
            over: Arc::clone(&self.over),
        }
    }

    fn go_on(&self) -> io::Result<()> {
        if self.interrupt.is_asked() && !self.over.load(Ordering::Relaxed) {
            // Not the kind `Interrupted`: that one asks for another try.
            return Err(io::Error::other(INTERRUPTED));
        }
        Ok(())
    }
}

impl Storage for Stoppable<'_> {
    fn list(&self) -> io::Result<Vec<Entry>> {
        self.go_on()?;
        self.storage.list()
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        self.go_on()?;
        Ok(Box::new(Reader {
            inner: self.storage.open(path)?,
            package: self,
        }))
    }

    fn read_at(&self, path: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.go_on()?;
        self.storage.read_at(path, offset, buffer)
    }

    fn identity(&self, path: &str) -> io::Result<Option<Identity>> {
        self.go_on()?;
        self.storage.identity(path)
    }

    fn open_at(&self, path: &str, from: u64) -> io::Result<Opened<'_>> {
        self.go_on()?;
        let opened = self.storage.open_at(path, from)?;
        Ok(Opened {
            reader: Box::new(Reader {
                inner: opened.reader,
                package: self,
            }),
            ..opened
        })
    }
}

struct Reader<'a> {
    inner: Box<dyn Read + Send + 'a>,
    package: &'a Stoppable<'a>,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.package.go_on()?;
        self.inner.read(buffer)
    }
}

/// A progress that tells the package when the digests are done.
pub(crate) struct Watched<'a> {
    progress: &'a dyn Progress,
    over: Arc<AtomicBool>,
}

impl Progress for Watched<'_> {
    fn wants_early(&self) -> bool {
        self.progress.wants_early()
    }

    fn early(&self, report: &Report) {
        self.progress.early(report);
    }

    fn start(&self, total_bytes: u64) {
        self.progress.start(total_bytes);
    }

    fn advance(&self, bytes: u64) {
        self.progress.advance(bytes);
    }

    fn finish(&self) {
        self.over.store(true, Ordering::Relaxed);
        self.progress.finish();
    }
}

/// What was not read for the wish to stop is said to be interrupted, and not to be a fault of the disk.
pub(crate) fn name_the_cause(report: &mut Report) {
    let not_checked = &mut report.coverage.not_checked;
    for item in &mut *not_checked {
        if matches!(&item.why, Why::Unreadable(words) if words == INTERRUPTED) {
            item.why = Why::Interrupted;
        }
    }
    not_checked.sort();
}

#[cfg(test)]
mod tests {
    use imf_check::storage::MemoryStorage;
    use imf_check::{Options, Silent, Verdict, check};
    use imf_testkit::Imp;

    use super::*;

    /// Asks for the end when so many bytes were hashed.
    struct After<'a>(u64, &'a Interrupt);

    impl Progress for After<'_> {
        fn start(&self, _: u64) {
            if self.0 == 0 {
                self.1.0.store(true, Ordering::Relaxed);
            }
        }

        fn advance(&self, _: u64) {
            self.1.0.store(true, Ordering::Relaxed);
        }

        fn finish(&self) {}
    }

    fn run(package: Imp, interrupt: &Interrupt, progress: &dyn Progress) -> Report {
        let storage = Stoppable::new(Box::new(MemoryStorage::new(package.files)), interrupt);
        let options = Options::default();
        let mut report = check(&storage, "demo", &options, &storage.watched(progress));
        name_the_cause(&mut report);
        report
    }

    fn digests_not_checked(report: &Report) -> usize {
        let digest = |item: &&imf_check::report::NotChecked| {
            item.what == "digest" && item.why == Why::Interrupted
        };
        report.coverage.not_checked.iter().filter(digest).count()
    }

    #[test]
    fn before_all() {
        let interrupt = Interrupt(Arc::new(AtomicBool::new(true)));
        let report = run(Imp::minimal(), &interrupt, &Silent);
        assert_eq!(
            (report.verdict(), report.exit_status()),
            (Verdict::Incomplete, 3)
        );
        assert!(report.findings.is_empty());
        assert_eq!(report.coverage.not_checked.len(), 1);
        assert_eq!(report.coverage.not_checked[0].why, Why::Interrupted);
    }

    #[test]
    fn during_the_digests_no_hash_mismatches_and_what_was_found_has_its_place() {
        for bytes in [0, 1] {
            let mut package = Imp::minimal();
            let composition = package.composition();
            package.edit(&composition, "<SourceDuration>4<", "<SourceDuration>5<");
            let interrupt = Interrupt(Arc::new(AtomicBool::new(false)));
            let report = run(package, &interrupt, &After(bytes, &interrupt));
            assert_eq!((report.verdict(), report.exit_status()), (Verdict::Fail, 3));
            assert_eq!(digests_not_checked(&report), 3, "{:#?}", report.coverage);
            assert_eq!(report.coverage.digests.verified, 0);
            for finding in &report.findings {
                assert_eq!(finding.location.file, composition);
                assert!(finding.location.excerpt.is_some());
            }
        }
    }

    #[test]
    fn after_the_end_nothing_changes() {
        let interrupt = Interrupt(Arc::new(AtomicBool::new(false)));
        let report = run(Imp::minimal(), &interrupt, &Silent);
        interrupt.0.store(true, Ordering::Relaxed);
        assert_eq!(digests_not_checked(&report), 0);
        assert_eq!(report.exit_status(), 0);
    }
}
