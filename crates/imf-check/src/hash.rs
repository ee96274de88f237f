//! Hash tables for keys of a package.
//!
//! Their hashes have a seed that differs from table to table and from run to run, so that no package can be made whose keys
//! collide; they are no more than that, and take a tenth of the time of the standard library's.

use foldhash::fast::RandomState;

/// A map by hashes.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// A set by hashes.
pub(crate) type HashSet<T> = std::collections::HashSet<T, RandomState>;
