//! What a reading of a file carries along: the view on the source, what may still be kept, what was wrong.

use std::fmt::Display;

use crate::limits::Limits;
use crate::problem::{Problem, ProblemKind};
use crate::source::{Source, Window};

/// A reading of a file.
pub(crate) struct Reading<'s> {
    pub(crate) source: &'s dyn Source,
    pub(crate) limits: Limits,
    /// Bytes of memory that may still be kept.
    memory: usize,
    /// Items that may still be passed; `None` where it was said that there are none.
    items: Option<usize>,
    /// Whether it was said that there is no more memory.
    exhausted: bool,
    problems: Vec<Problem>,
    /// Problems beyond those that are listed.
    untold: usize,
}

impl<'s> Reading<'s> {
    pub(crate) fn new(source: &'s dyn Source, limits: &Limits) -> Self {
        Self {
            source,
            limits: *limits,
            memory: limits.memory,
            items: Some(limits.items),
            exhausted: false,
            problems: Vec::new(),
            untold: 0,
        }
    }

    /// A view that fetches `fetch` bytes at a time.
    pub(crate) fn window(&self, fetch: usize) -> Window<'s> {
        Window::new(self.source, fetch)
    }

    /// Adds a problem, as long as the list is not full.
    #[cold]
    pub(crate) fn report(&mut self, problem: Problem) {
        if self.problems.len() < self.limits.problems {
            self.problems.push(problem);
        } else {
            self.untold += 1;
        }
    }

    /// Whether `bytes` more may be kept; if so they count, if not that is a problem at `at`.
    pub(crate) fn keep(&mut self, bytes: usize, at: u64) -> bool {
        if let Some(left) = self.memory.checked_sub(bytes) {
            self.memory = left;
            return true;
        }
        if !self.exhausted {
            self.exhausted = true;
            let limit = self.limits.memory;
            self.limit(at, &format_args!("{limit} bytes of memory"));
        }
        false
    }

    /// How many bytes are kept so far.
    pub(crate) fn kept(&self) -> usize {
        self.limits.memory.saturating_sub(self.memory)
    }

    /// Whether one more item may be passed; if so it counts, if not that is a problem at `at`.
    pub(crate) fn pass(&mut self, at: u64) -> bool {
        let Some(items) = self.items else {
            return false;
        };
        self.items = items.checked_sub(1);
        if self.items.is_none() {
            let limit = self.limits.items;
            self.limit(at, &format_args!("{limit} items"));
        }
        self.items.is_some()
    }

    /// Whether a limit ended the reading of something, so that what seems to be missing may be there.
    pub(crate) fn is_cut(&self) -> bool {
        self.exhausted || self.items.is_none()
    }

    /// Adds the problem that a limit was reached at `at`.
    #[cold]
    pub(crate) fn limit(&mut self, at: u64, limit: &dyn Display) {
        self.report(
            Problem::new(ProblemKind::LimitExceeded, at).expected(&format_args!("at most {limit}")),
        );
    }

    /// All that was wrong; the last problem says how many more there were, if any.
    pub(crate) fn into_problems(mut self) -> Vec<Problem> {
        if self.untold > 0 {
            let (limit, untold) = (self.limits.problems, self.untold);
            let last = Problem::new(ProblemKind::LimitExceeded, self.source.length())
                .found(&format_args!("{untold} more problems"))
                .expected(&format_args!("at most {limit} problems"));
            self.problems.push(last);
        }
        self.problems
    }
}
