//! How fast storage and hashing are here, and what follows for the schedule.

use std::time::Duration;

use crate::sha1;

/// The work of one thread on streams side by side, beside its work on one alone: measured from the page cache, reading
/// included (`benches/RESULTS.md`). The first two are never asked for.
const SPEEDUP: [f64; sha1::MOST_LANES + 1] = [1.0, 1.0, 1.5, 1.75, 1.9];

/// Storage outruns a core when it reads so many times as fast as a core hashes one stream: several streams then get
/// what they can take. Disks come to once or twice, and copying from the system's memory to three times, less where all
/// cores do it at once.
const OUTRUNS: f64 = 2.2;

/// What is measured counts for so many bytes, then it is outweighed by what comes after.
const MEMORY: f64 = 256.0 * 1024.0 * 1024.0;

/// So many bytes have to be measured before anything is said.
const ENOUGH: f64 = 1024.0 * 1024.0;

/// What a stretch of work took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    read: Rate,
    hash: Rate,
}

#[derive(Clone, Copy, Debug, Default)]
struct Rate {
    bytes: f64,
    seconds: f64,
}

impl Spent {
    /// So many bytes were read in that time.
    pub(super) fn reading(&mut self, bytes: u64, time: Duration) {
        self.read.add(bytes, time);
    }

    /// So many bytes of a stream alone were hashed in that time.
    pub(super) fn hashing(&mut self, bytes: u64, time: Duration) {
        self.hash.add(bytes, time);
    }
}

/// What was measured lately.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace(Spent);

impl Pace {
    /// Takes a stretch of work into account.
    pub(super) fn learn(&mut self, spent: &Spent) {
        self.0.read.merge(spent.read);
        self.0.hash.merge(spent.hash);
    }

    /// Whether storage gives more than the cores can hash a stream at a time; `None` as long as that is not known.
    pub(super) fn storage_outruns(&self) -> Option<bool> {
        let (read, hash) = (self.0.read, self.0.hash);
        let is_known = read.bytes >= ENOUGH && hash.bytes >= ENOUGH;
        // Bytes a second, without a division by a time of nothing.
        is_known.then(|| {
            read.bytes * hash.seconds >= OUTRUNS * hash.bytes * read.seconds
                && sha1::is_faster_together()
        })
    }
}

impl Rate {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a measurement has fewer digits than that"
    )]
    fn add(&mut self, bytes: u64, time: Duration) {
        self.bytes += bytes as f64;
        self.seconds += time.as_secs_f64();
    }

    fn merge(&mut self, new: Self) {
        self.bytes += new.bytes;
        self.seconds += new.seconds;
        if self.bytes > MEMORY {
            self.bytes /= 2.0;
            self.seconds /= 2.0;
        }
    }
}

/// What is to be done, by all threads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    /// The work that is left on all files.
    pub(super) total: u64,
    /// That on the one which has the most.
    pub(super) longest: u64,
    pub(super) threads: usize,
}

impl Load {
    /// How many streams at most may share a thread with one on which so much work is `left`, so that it does not make
    /// the whole take longer. In company each stream is slower than alone; the whole cannot end before the longest
    /// does alone, nor before the threads have done all the work at the speed of their company.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a prediction has fewer digits than that"
    )]
    pub(super) fn company(&self, left: u64) -> usize {
        // A little late is better than a core half used.
        let tolerance = 1.05;
        let (left, longest) = (left as f64, self.longest as f64);
        let share = self.total as f64 / self.threads.max(1) as f64;
        let fits = |width: &usize| {
            let speedup = SPEEDUP[*width];
            let end = left * *width as f64 / speedup;
            end <= longest.max(share / speedup) * tolerance
        };
        (2..=sha1::MOST_LANES).rev().find(fits).unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[u64], threads: usize, expected: &[usize]) {
        let load = Load {
            total: files.iter().sum(),
            longest: files.iter().copied().max().unwrap_or(0),
            threads,
        };
        let company: Vec<usize> = files.iter().map(|&left| load.company(left)).collect();
        assert_eq!(company, expected, "{files:?} on {threads}");
    }

    #[test]
    fn equal_files_share_the_threads() {
        check(&[1000; 2], 2, &[1; 2]);
        check(&[1000; 4], 2, &[2; 4]);
        check(&[1000; 6], 2, &[3; 6]);
        check(&[1000; 8], 2, &[4; 8]);
        check(&[1000; 100], 2, &[4; 100]);
        check(&[1000; 8], 8, &[1; 8]);
        check(&[1000; 4], 1, &[4; 4]);
    }

    #[test]
    fn what_decides_the_end_goes_alone() {
        check(&[4000, 1000, 1000, 1000, 1000], 2, &[1, 4, 4, 4, 4]);
        check(&[4000, 3500, 100, 100], 2, &[1, 1, 4, 4]);
        check(&[4000, 3000, 100, 100], 2, &[1, 2, 4, 4]);
        // On one thread nothing but the sum counts.
        check(&[4000, 1000, 1000, 1000, 1000], 1, &[2, 4, 4, 4, 4]);
        check(&[0], 1, &[4]);
    }

    fn pace(read_ms: u64, hash_ms: u64) -> Pace {
        let mut spent = Spent::default();
        spent.reading(4 << 20, Duration::from_millis(read_ms));
        spent.hashing(4 << 20, Duration::from_millis(hash_ms));
        let mut pace = Pace::default();
        pace.learn(&spent);
        pace
    }

    #[test]
    fn storage_is_held_against_hashing() {
        assert_eq!(Pace::default().storage_outruns(), None);
        let together = sha1::is_faster_together();
        assert_eq!(pace(1, 10).storage_outruns(), Some(together));
        assert_eq!(pace(0, 10).storage_outruns(), Some(together));
        assert_eq!(pace(5, 10).storage_outruns(), Some(false));
        assert_eq!(pace(20, 10).storage_outruns(), Some(false));
    }

    #[test]
    fn what_is_new_outweighs_what_was() {
        let mut pace = pace(1, 10);
        let mut slow = Spent::default();
        slow.reading(64 << 20, Duration::from_secs(1));
        slow.hashing(64 << 20, Duration::from_millis(40));
        for _ in 0..4 {
            pace.learn(&slow);
        }
        assert_eq!(pace.storage_outruns(), Some(false));
        let mut fast = Spent::default();
        fast.reading(64 << 20, Duration::from_millis(4));
        for _ in 0..100 {
            pace.learn(&fast);
        }
        assert_eq!(pace.storage_outruns(), Some(sha1::is_faster_together()));
    }
}
