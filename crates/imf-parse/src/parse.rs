//! From the bytes of a document to its value.

use std::io::{self, BufRead};

use crate::build;
use crate::decode::Decoder;
use crate::validate::Engine;
use crate::{Document, Limits, Parsed};

/// Reads one document, whatever it is: the root element decides.
///
/// The document is streamed and never held whole; memory grows with the typed value alone. The value is `None` where
/// nothing of the document could be read (no root element, an encoding that is not supported).
///
/// # Errors
///
/// Only a `reader` that fails. Everything that is wrong with the document is a [`Problem`](crate::Problem).
pub fn parse(reader: &mut dyn BufRead, limits: &Limits) -> io::Result<Parsed<Document>> {
    let decoder = match Decoder::new(reader)? {
        Ok(decoder) => decoder,
        Err(problem) => return Ok(Parsed { value: None, problems: vec![problem] }),
    };
    let (builder, problems) = Engine::new(decoder, *limits).run(build::AnyBuilder::new);
    Ok(Parsed { value: builder?.map(build::AnyBuilder::finish), problems })
}
