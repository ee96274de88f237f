//! What a resource of a composition costs, by the number of resources: no more in a long composition than in a short one.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use imf_bench::Ratio;
use imf_check::storage::LocalStorage;
use imf_check::{Options, Silent, check};
use imf_testkit::delivery::Delivery;
use imf_testkit::ids::Id;

/// Resources of each track; the second is what the others are held against.
const SIZES: [usize; 3] = [100, 1_000, 10_000];
/// Resources of each track that a measurement judges, in as many checks as that takes.
const WORK: usize = 10_000;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let rounds = arguments.next().map_or(Ok(9), |text| text.parse())?;
    let scratch = tempfile::tempdir()?;
    let mut folders = Vec::new();
    for size in SIZES {
        let folder = scratch.path().join(size.to_string());
        fs::create_dir(&folder)?;
        write(&folder, size)?;
        folders.push((size, folder));
    }
    let mut times = vec![Vec::new(); SIZES.len()];
    for round in 0..=rounds {
        for (index, (size, folder)) in folders.iter().enumerate() {
            let took = per_resource(folder, *size)?;
            // The first round warms the caches.
            if round > 0 {
                times[index].push(took);
            }
        }
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{rounds} rounds; time a resource beside that with {} resources a track (least, median, most)",
        SIZES[1]
    )?;
    for (index, size) in SIZES.iter().enumerate() {
        let ratios = times[index]
            .iter()
            .zip(&times[1])
            .map(|(own, base)| own / base);
        let Ratio {
            least,
            median,
            most,
        } = Ratio::of(ratios.collect());
        writeln!(
            out,
            "{size:>6} resources a track: {least:.2} {median:.2} {most:.2}"
        )?;
    }
    Ok(())
}

/// Seconds that checking the package takes, without digests, for each resource of a track.
fn per_resource(folder: &Path, size: usize) -> Result<f64> {
    let options = Options {
        digests: false,
        ..Options::default()
    };
    let checks = WORK / size;
    let start = Instant::now();
    for _ in 0..checks {
        let report = check(&LocalStorage::new(folder)?, "long", &options, &Silent);
        ensure!(report.findings.is_empty(), "{:?}", report.findings);
    }
    #[allow(clippy::cast_precision_loss)]
    Ok(start.elapsed().as_secs_f64() / (checks * size) as f64)
}

/// The smallest good package, each of its tracks cut from so many resources.
fn write(folder: &Path, size: usize) -> Result<()> {
    let mut delivery = Delivery::minimal();
    for composition in &mut delivery.compositions {
        composition.total_running_time = None;
        for segment in &mut composition.segments {
            segment.markers = None;
            for sequence in &mut segment.sequences {
                let first = sequence.resources[0].clone();
                sequence.resources = (0..size)
                    .map(|number| {
                        let mut resource = first.clone();
                        resource.id = Id::derived(&format!("{} {number}", sequence.kind));
                        resource
                    })
                    .collect();
            }
        }
    }
    Ok(delivery.build().write_to(folder)?)
}
