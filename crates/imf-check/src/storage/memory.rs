//! A package in memory.

/// A package in memory.
#[derive(Debug)]
pub struct MemoryStorage {}
