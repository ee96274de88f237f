//! Track files, read as a whole.

#![cfg(test)]

mod bytes;
mod cost;
mod hostile;
mod index;
mod metadata;
mod partitions;
mod regxml;
mod samples;
