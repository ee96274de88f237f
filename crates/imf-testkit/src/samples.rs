//! The sample packages that lie outside the repository.

use std::fmt::Display;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder of the samples: the one that `IMF_SAMPLES` names, else `../shared` beside the project. Where it is
/// absent the test `name` is skipped, and that is said.
pub fn samples(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("IMF_SAMPLES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    if folder.join("corpus").is_dir() {
        return Some(folder);
    }
    say(format_args!(
        "{name}: skipped, there are no samples at `{}` (IMF_SAMPLES says where they are)",
        folder.display()
    ));
    None
}

/// Says something to whoever runs the tests. The test runner keeps back what a test that passes prints; what is
/// written to standard error itself comes through.
pub fn say(words: impl Display) {
    // A test does not fail because no one listens.
    let _ = writeln!(std::io::stderr(), "{words}");
}
