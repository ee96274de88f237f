//! Many packages, one after the other and the small ones together.

use std::fmt;
use std::num::NonZeroUsize;

use super::{Checked, Of, Options, Steps};
use crate::progress::Progress;
use crate::storage::{EntryKind, Storage};

/// What lies in a small package, at most.
const SMALL_BYTES: u64 = 1024 * 1024;

/// A package that is to be checked.
pub struct Subject<'a> {
    /// Where it lies.
    pub storage: Box<dyn Storage + 'a>,
    /// What the report calls it.
    pub name: String,
    /// Who is told of how far the reading has come.
    pub progress: Box<dyn Progress + 'a>,
}

impl fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut subject = f.debug_struct("Subject");
        subject.field("name", &self.name).finish_non_exhaustive()
    }
}

impl Subject<'_> {
    fn of<'s>(&'s self, options: &'s Options) -> Of<'s> {
        Of {
            storage: &*self.storage,
            name: &self.name,
            options,
            progress: &*self.progress,
        }
    }
}

/// Checks all packages that `next` gives, as [`check_package`](crate::check_package) does, and hands each to `done`, in
/// their order.
///
/// A small package, of up to a mebibyte, costs less to check than a processor takes to call the program to mind that checks
/// it, from the parser to the rules. So up to `most` small ones are taken together from one step to the next, which is a
/// quarter quicker; each of them has its files open meanwhile. A large one goes alone, behind those that were begun before
/// it, and none waits for it but those that come after it.
///
/// ```
/// use std::num::NonZeroUsize;
///
/// use imf_check::storage::MemoryStorage;
/// use imf_check::{Options, Silent, Subject, check_each};
///
/// let mut names = ["one", "other"].into_iter();
/// let mut next = || {
///     Some(Subject {
///         storage: Box::new(MemoryStorage::new([])),
///         name: names.next()?.to_owned(),
///         progress: Box::new(Silent),
///     })
/// };
/// let mut packages = Vec::new();
/// let mut done = |checked: imf_check::Checked| packages.push(checked.report.package);
/// check_each(&mut next, NonZeroUsize::MIN, &Options::default(), &mut done);
/// assert_eq!(packages, ["one", "other"]);
/// ```
pub fn check_each<'a>(
    next: &mut dyn FnMut() -> Option<Subject<'a>>,
    most: NonZeroUsize,
    options: &Options,
    done: &mut dyn FnMut(Checked),
) {
    let mut begun = Vec::with_capacity(most.get());
    while let Some(subject) = next() {
        let steps = Steps::load(subject.of(options));
        if steps.is_small() {
            begun.push((subject, steps));
            if begun.len() == most.get() {
                finish(&mut begun, options, done);
            }
        } else {
            finish(&mut begun, options, done);
            finish(&mut vec![(subject, steps)], options, done);
        }
    }
    finish(&mut begun, options, done);
}

/// Takes those that are begun through the other steps, all of them through each.
fn finish(begun: &mut Vec<(Subject<'_>, Steps)>, options: &Options, done: &mut dyn FnMut(Checked)) {
    for (subject, steps) in begun.iter_mut() {
        steps.read_headers(subject.of(options));
    }
    for (subject, steps) in begun.iter_mut() {
        steps.read_files(subject.of(options));
    }
    let checked = begun.drain(..);
    let checked: Vec<Checked> = checked
        .map(|(subject, steps)| steps.judge(subject.of(options)))
        .collect();
    checked.into_iter().for_each(done);
}

impl Steps {
    fn is_small(&self) -> bool {
        let Ok(package) = &self.loaded else {
            return true;
        };
        let entries = package.inventory.entries().iter();
        let lengths = entries.map(|entry| match entry.kind {
            EntryKind::File { length } => length,
            _ => 0,
        });
        lengths.fold(0, u64::saturating_add) <= SMALL_BYTES
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use imf_testkit::delivery::Delivery;

    use super::*;
    use crate::storage::MemoryStorage;
    use crate::{Report, Silent, Verdict, check};

    /// The smallest package, one without an asset map, and one that is not small.
    fn packages() -> Vec<BTreeMap<String, Vec<u8>>> {
        let files = Delivery::minimal().build().files;
        let mut large = files.clone();
        large.insert("notes.txt".to_owned(), vec![b'.'; 2 << 20]);
        vec![files.clone(), BTreeMap::new(), files.clone(), large, files]
    }

    fn report(mut report: Report) -> String {
        report.elapsed = std::time::Duration::ZERO;
        format!("{report:#?}")
    }

    #[test]
    fn all_are_checked_as_each_is_by_itself_and_in_their_order() {
        let options = Options::default();
        let expected: Vec<String> = packages()
            .into_iter()
            .map(|files| report(check(&MemoryStorage::new(files), "name", &options, &Silent)))
            .collect();
        for most in 1..7 {
            let mut packages = packages().into_iter();
            let mut next = || {
                Some(Subject {
                    storage: Box::new(MemoryStorage::new(packages.next()?)),
                    name: "name".to_owned(),
                    progress: Box::new(Silent),
                })
            };
            let mut found = Vec::new();
            let most = NonZeroUsize::new(most).unwrap();
            check_each(&mut next, most, &options, &mut |checked| {
                found.push(report(checked.report));
            });
            assert!(found == expected, "{most} together");
        }
    }

    #[test]
    fn those_before_a_large_one_do_not_wait_for_it() {
        let mut given = 0;
        let done = std::cell::RefCell::new(Vec::new());
        let mut packages = packages().into_iter();
        let mut next = || {
            given += 1;
            // When the fifth is asked for, the fourth is done, which is large, and those before it.
            assert_eq!(done.borrow().len(), if given > 4 { 4 } else { 0 });
            Some(Subject {
                storage: Box::new(MemoryStorage::new(packages.next().filter(|_| given < 6)?)),
                name: given.to_string(),
                progress: Box::new(Silent),
            })
        };
        let most = NonZeroUsize::new(8).unwrap();
        let options = Options::default();
        let mut verdicts = |checked: Checked| done.borrow_mut().push(checked.report.verdict());
        check_each(&mut next, most, &options, &mut verdicts);
        let done = done.into_inner();
        assert_eq!(done.len(), 5);
        assert_eq!(done[1], Verdict::Fail);
    }
}
