//! Track files that were made, or damaged, to do harm: findings, no panic, no more memory than is said here, and no more
//! reading than the file has structure.

mod claims;
mod damage;
mod many;
mod memory;
mod package;
mod sparse;
