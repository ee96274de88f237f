//! What is known of a track file without looking at its essence.

use imf_mxf::Problem;

use super::FileIndex;

/// A track file, as far as its structure could be read.
#[derive(Debug)]
pub struct TrackFile {
    /// Its file, links followed.
    pub file: FileIndex,
    /// Its partitions.
    pub structure: imf_mxf::TrackFile,
    /// What was wrong with them.
    pub problems: Vec<Problem>,
}
