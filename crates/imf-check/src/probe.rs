//! What costs reading: the digests of the files, the structure and essence of track files, and the signatures of
//! documents.

mod digests;
mod essence;
mod first;
mod headers;
mod plan;
mod signatures;
mod witness;

pub(crate) use digests::digests;
pub(crate) use essence::Walks;
pub(crate) use headers::{headers, headers_of};
pub(crate) use plan::algorithm_of;
pub(crate) use signatures::signatures;
