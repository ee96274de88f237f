//! One part of the packages of several machines.

use std::path::PathBuf;

use anyhow::Result;

use crate::status::Misuse;

/// One of so many parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    /// Which, from 0.
    index: u64,
    count: u64,
}

/// Where batch systems say which task of an array this is: the variable, the number of its first task, and the variables
/// that say how many tasks there are, or which is the last.
const ARRAYS: [(&str, &str, Option<&str>, Option<&str>); 5] = [
    (
        "SLURM_ARRAY_TASK_ID",
        "SLURM_ARRAY_TASK_MIN",
        Some("SLURM_ARRAY_TASK_COUNT"),
        None,
    ),
    (
        "AWS_BATCH_JOB_ARRAY_INDEX",
        "0",
        Some("AWS_BATCH_JOB_ARRAY_SIZE"),
        None,
    ),
    ("SGE_TASK_ID", "SGE_TASK_FIRST", None, Some("SGE_TASK_LAST")),
    ("PBS_ARRAY_INDEX", "0", None, None),
    ("JOB_COMPLETION_INDEX", "0", None, None),
];

impl Shard {
    /// Reads `2/8`, the second of eight; `auto/8`, whose number the batch system says; `auto`, where it says both.
    pub(super) fn parse(text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let (which, count) = match text.split_once('/') {
            Some((which, count)) => (which, Some(count)),
            None => (text, None),
        };
        let stated = match count {
            Some(count) => Some(number(count).filter(|count| *count > 0).ok_or_else(|| {
                misuse(format!(
                    "`{text}` is no shard: after the `/` stands how many there are"
                ))
            })?),
            None => None,
        };
        let (index, count) = if which == "auto" {
            let (index, found) = of_array(&variable).ok_or_else(|| {
                misuse("no batch system says which task of an array this is".to_owned())
            })?;
            (index, stated.or(found))
        } else {
            let index = number(which).and_then(|which| which.checked_sub(1));
            (
                index.ok_or_else(|| {
                    misuse(format!("`{text}` is no shard: they are written as `2/8`"))
                })?,
                stated,
            )
        };
        let count = count.ok_or_else(|| {
            misuse("how many shards there are is not known: write it as `auto/8`".to_owned())
        })?;
        if index >= count {
            return Err(misuse(format!(
                "there is no shard {} of {count}",
                index.saturating_add(1)
            )));
        }
        Ok(Self { index, count })
    }

    /// Every so manieth of `packages`. All shards have to see the same list.
    pub(super) fn of(self, packages: Vec<PathBuf>) -> Vec<PathBuf> {
        let numbered = (0..self.count).cycle().zip(packages);
        numbered
            .filter(|(number, _)| *number == self.index)
            .map(|(_, package)| package)
            .collect()
    }
}

fn number(text: &str) -> Option<u64> {
    text.parse().ok()
}

fn misuse(words: String) -> anyhow::Error {
    Misuse(words).into()
}

/// Which task of an array this is, from 0, and of how many.
fn of_array(variable: &impl Fn(&str) -> Option<String>) -> Option<(u64, Option<u64>)> {
    let value = |name: &str| number(&variable(name)?);
    ARRAYS.iter().find_map(|&(index, first, count, last)| {
        let index = value(index)?;
        let first = number(first).or_else(|| value(first)).unwrap_or(0);
        let count = count.and_then(value).or_else(|| {
            let last = last.and_then(value)?;
            last.checked_sub(first)?.checked_add(1)
        });
        Some((index.checked_sub(first)?, count))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, variables: &[(&str, &str)], expected: Option<(u64, u64)>) {
        let variable = |name: &str| {
            let mut found = variables.iter().filter(|(own, _)| *own == name);
            found.next().map(|(_, value)| (*value).to_owned())
        };
        let found = Shard::parse(text, variable).ok();
        let expected = expected.map(|(index, count)| Shard { index, count });
        assert_eq!(found, expected, "{text} {variables:?}");
    }

    #[test]
    fn a_shard_is_a_number_of_a_number() {
        check("1/1", &[], Some((0, 1)));
        check("2/8", &[], Some((1, 8)));
        for text in [
            "", "2", "0/8", "9/8", "1/0", "a/b", "1/2/3", "-1/2", "auto", "auto/4",
        ] {
            check(text, &[], None);
        }
    }

    #[test]
    fn batch_systems_are_heard() {
        let slurm = [
            ("SLURM_ARRAY_TASK_ID", "5"),
            ("SLURM_ARRAY_TASK_MIN", "4"),
            ("SLURM_ARRAY_TASK_COUNT", "3"),
        ];
        check("auto", &slurm, Some((1, 3)));
        check("auto", &[("AWS_BATCH_JOB_ARRAY_INDEX", "0")], None);
        check(
            "auto/4",
            &[("AWS_BATCH_JOB_ARRAY_INDEX", "3")],
            Some((3, 4)),
        );
        let sge = [
            ("SGE_TASK_ID", "2"),
            ("SGE_TASK_FIRST", "1"),
            ("SGE_TASK_LAST", "2"),
        ];
        check("auto", &sge, Some((1, 2)));
        check("auto/2", &[("JOB_COMPLETION_INDEX", "2")], None);
    }

    #[test]
    fn shards_together_are_all() {
        let packages: Vec<PathBuf> = ["a", "b", "c", "d", "e"].map(PathBuf::from).to_vec();
        let mut all: Vec<PathBuf> = (0..3)
            .flat_map(|index| Shard { index, count: 3 }.of(packages.clone()))
            .collect();
        all.sort();
        assert_eq!(all, packages);
    }
}
