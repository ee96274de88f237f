//! A package in a folder of this machine.

/// A folder of this machine.
#[derive(Debug)]
pub struct LocalStorage {}
