//! Paired runs of whole processes.

use std::process::Command;
use std::time::{Duration, Instant};

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

/// Runs `left` and `right` in turns, `pairs` times each; how many times as long `left` takes.
pub fn ratio(pairs: usize, left: &mut Command, right: &mut Command) -> Result<Ratio> {
    // The first run of each warms the caches and does not count.
    time(left)?;
    time(right)?;
    let mut ratios = Vec::new();
    for _ in 0..pairs.max(1) {
        ratios.push(time(left)?.as_secs_f64() / time(right)?.as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    Ok(Ratio {
        least: ratios[0],
        median: ratios[ratios.len() / 2],
        most: ratios[ratios.len() - 1],
    })
}

fn time(command: &mut Command) -> Result<Duration> {
    let start = Instant::now();
    let status = command.status().with_context(|| format!("{command:?}"))?;
    if !status.success() {
        bail!("{command:?}: {status}");
    }
    Ok(start.elapsed())
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
