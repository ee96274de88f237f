//! Paired runs of whole processes.

pub mod files;

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

/// How the runs of two commands compare.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    /// The smallest ratio of a pair.
    pub least: f64,
    /// The median.
    pub median: f64,
    /// The largest.
    pub most: f64,
}

impl Ratio {
    /// What these ratios, one at least, are like.
    pub fn of(mut ratios: Vec<f64>) -> Self {
        ratios.sort_by(f64::total_cmp);
        Self {
            least: ratios[0],
            median: ratios[ratios.len() / 2],
            most: ratios[ratios.len() - 1],
        }
    }
}

/// Runs `left` and `right` in turns, `pairs` times each; how many times as long `left` takes.
pub fn ratio(pairs: usize, left: &mut Command, right: &mut Command) -> Result<Ratio> {
    // The first run of each warms the caches and does not count.
    time(left)?;
    time(right)?;
    Ok(paired(pairs, &mut || Ok(()), left, right)?.wall)
}

/// What paired runs took.
#[derive(Clone, Copy, Debug)]
pub struct Ratios {
    /// How many times as long `left` takes, pair by pair.
    pub wall: Ratio,
    /// The medians of `left`.
    pub left: Took,
    /// The medians of `right`.
    pub right: Took,
}

/// Seconds.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    /// From start to end.
    pub wall: f64,
    /// On processors, in user and system mode; 0 where the system does not tell.
    pub cpu: f64,
}

/// Runs `left` and `right` in turns, `pairs` times each, with what has to be done `before` each run; who comes first
/// changes from pair to pair.
pub fn paired(
    pairs: usize,
    before: &mut dyn FnMut() -> Result<()>,
    left: &mut Command,
    right: &mut Command,
) -> Result<Ratios> {
    let (mut ratios, mut lefts, mut rights) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..pairs.max(1) {
        for turn in 0..2 {
            before()?;
            if (pair + turn) % 2 == 0 {
                lefts.push(time(left)?);
            } else {
                rights.push(time(right)?);
            }
        }
        ratios.push(lefts[pair].wall / rights[pair].wall);
    }
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let medians = |took: &[Took]| Took {
        wall: median(took.iter().map(|took| took.wall).collect()),
        cpu: median(took.iter().map(|took| took.cpu).collect()),
    };
    Ok(Ratios {
        wall: Ratio::of(ratios),
        left: medians(&lefts),
        right: medians(&rights),
    })
}

fn time(command: &mut Command) -> Result<Took> {
    let cpu = children_cpu();
    let start = Instant::now();
    let status = command
        .stdout(Stdio::null())
        .status()
        .with_context(|| format!("{command:?}"))?;
    if !status.success() {
        bail!("{command:?}: {status}");
    }
    Ok(Took {
        wall: start.elapsed().as_secs_f64(),
        cpu: children_cpu() - cpu,
    })
}

/// The processor seconds of all ended children, where the system tells (Linux): fields 16 and 17 of `stat`, in
/// hundredths.
fn children_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let field = |index: usize| -> f64 {
        fields
            .get(index)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0.0)
    };
    (field(13) + field(14)) / 100.0
}

/// The most memory this process has had, in bytes, where the system tells (Linux).
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
