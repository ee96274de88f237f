//! What is wrong where a token goes on behind the end of the text.

use std::io::BufRead;

use super::fault::{clip, encoding_fault, forbidden, limit, not_well_formed};
use super::scan::Open;
use super::source::End;
use super::{Reader, Stop};
use crate::Place;

impl<R: BufRead> Reader<R> {
    pub(super) fn item_limit(&self) -> Stop {
        limit(
            self.source.offset(),
            "bytes of one tag, text or comment",
            u64::from(self.limits.item_bytes),
        )
    }

    /// What is wrong where a piece goes on behind the last window.
    pub(super) fn unfinished(&mut self, open: Open, end: End) -> Stop {
        let at = self.source.offset();
        let (found, expected) = match end {
            End::BadBytes => return encoding_fault(self.source.end_offset()),
            End::BadChar(character) => return forbidden(character, self.source.end_offset()),
            End::Failure(error) => return Stop::Io(error),
            End::Limit => {
                let most = u64::from(self.limits.document_bytes);
                return limit(at, "bytes of the document", most);
            }
            End::Nothing => match open {
                Open::Attribute => {
                    self.broken = Some(Place::new(at));
                    let (window, start) = self.source.window();
                    let name = self.attributes.last_name.clone();
                    return not_well_formed(
                        at + (name.start - start) as u64,
                        &format!("the attribute `{}` without an end", clip(&window[name])),
                        "a closing quote",
                    );
                }
                Open::Text => ("text without an end", "the end tags of all elements"),
                Open::Tag => ("a tag without an end", "`>`"),
                Open::EndTag => ("an end tag without an end", "`>`"),
                Open::Comment => ("a comment without an end", "`-->`"),
                Open::Data => ("a CDATA section without an end", "`]]>`"),
                Open::Instruction => ("a processing instruction without an end", "`?>`"),
                Open::Declaration => ("an XML declaration without an end", "`?>`"),
                Open::DocumentType => ("a document type declaration without an end", "`>`"),
                Open::Reference => ("`&` without a `;` after it", "`&amp;`"),
            },
        };
        not_well_formed(at, found, expected)
    }
}
