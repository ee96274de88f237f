//! The program as its users see it: output and exit status of the binary on packages made for the purpose.

mod check;
mod contract;
mod explain;
mod help;
#[cfg(unix)]
mod hostile;
mod inspect;
mod inspect_mxf;
#[cfg(unix)]
mod known;
mod payload;
mod samples;
mod scan;
mod scratch;
