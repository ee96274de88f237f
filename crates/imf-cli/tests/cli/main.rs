//! The program as its users see it: output and exit status of the binary on packages made for the purpose.

mod check;
mod explain;
mod help;
mod inspect;
mod payload;
mod samples;
mod scratch;
