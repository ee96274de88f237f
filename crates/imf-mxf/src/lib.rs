//! The structure of MXF track files, read by byte range.
//!
//! So far it tells an MXF file from anything else by its first bytes; header metadata, index tables and the
//! partitions follow.

/// The most bytes of a run-in before the header partition pack (ST 377-1).
pub const MAX_RUN_IN: usize = 65_536;

/// The first eleven bytes of every partition pack key (ST 377-1), which begin an MXF file after its run-in.
const PARTITION_PACK: [u8; 11] = [0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0D, 0x01, 0x02];

/// Whether `head`, the first bytes of a file, begin an MXF file: a partition pack key at its start, or behind a
/// run-in of less than 64 KiB.
///
/// ```
/// assert!(imf_mxf::is_mxf(&[0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0D, 0x01, 0x02, 0x01]));
/// assert!(!imf_mxf::is_mxf(b"<?xml version=\"1.0\"?>"));
/// ```
pub fn is_mxf(head: &[u8]) -> bool {
    let run_in = &head[..head.len().min(MAX_RUN_IN + PARTITION_PACK.len())];
    run_in.windows(PARTITION_PACK.len()).any(|bytes| bytes == PARTITION_PACK)
}
