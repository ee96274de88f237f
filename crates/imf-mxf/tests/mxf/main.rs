//! Track files, read as a whole.

#![cfg(test)]

mod bytes;
mod partitions;
mod samples;
