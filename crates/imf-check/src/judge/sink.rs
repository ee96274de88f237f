//! Where checks leave what they find.

use std::fmt::Display;

use imf_parse::Place;
use imf_parse::model::Uuid;

use super::drafts::Drafts;
use crate::package::{DocumentIndex, FileIndex};
use crate::rule::Rule;

/// Takes what the checks find. Most checks find nothing in most packages: its methods are said to be cold, so that the words
/// of a finding do not lie in the processor's way.
///
/// The engine has bound the rule, and the document that the subject stands in; [`Sink::at`] is the usual call:
///
/// ```text
/// sink.at(size.at, format!("`{path}` has {length} bytes, and its packing list says {size}"))
///     .found(length)
///     .expected(size.value)
///     .asset(id);
/// ```
#[derive(Debug)]
pub struct Sink<'a> {
    drafts: &'a mut Drafts,
    rule: &'static Rule,
    document: Option<DocumentIndex>,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(
        drafts: &'a mut Drafts,
        rule: &'static Rule,
        document: Option<DocumentIndex>,
    ) -> Self {
        Self {
            drafts,
            rule,
            document,
        }
    }

    /// A finding at `place` of the document that the subject stands in, or of the package where it stands in none.
    #[cold]
    pub fn at(&mut self, place: Place, message: impl Into<String>) -> &mut Draft {
        match self.document {
            Some(document) => self.in_document(document, place, message),
            None => self.on_package(message),
        }
    }

    /// A finding at `place` of `document`.
    #[cold]
    pub fn in_document(
        &mut self,
        document: DocumentIndex,
        place: Place,
        message: impl Into<String>,
    ) -> &mut Draft {
        self.finding(Spot::Document(document, place), message)
    }

    /// A finding on the file at `path`.
    #[cold]
    pub fn on_file(&mut self, path: &str, message: impl Into<String>) -> &mut Draft {
        self.finding(Spot::File(path.into()), message)
    }

    /// A finding on the package's folder.
    #[cold]
    pub fn on_package(&mut self, message: impl Into<String>) -> &mut Draft {
        self.on_file(".", message)
    }

    /// A finding at `place` of a file that is no text.
    #[cold]
    pub fn at_byte(&mut self, place: BytePlace, message: impl Into<String>) -> &mut Draft {
        self.finding(Spot::Byte(Box::new(place)), message)
    }

    /// A finding that another rule has said already: it is taken, and not kept.
    #[cold]
    pub fn known(&mut self) -> &mut Draft {
        self.drafts
            .drop(Draft::new(self.rule, Spot::File(".".into()), String::new()))
    }

    /// A finding at `spot`.
    #[cold]
    pub fn finding(&mut self, spot: Spot, message: impl Into<String>) -> &mut Draft {
        let draft = Draft::new(self.rule, spot, message.into());
        self.drafts.push(draft, self.document)
    }
}

/// Where a draft points: turned into lines and paths at the end, in one pass over each document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// A place in a file that is no text.
    Byte(Box<BytePlace>),
    /// A place in a document.
    Document(DocumentIndex, Place),
    /// A file, or `.` for the package's folder.
    File(Box<str>),
}

/// A place in a file that is no text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BytePlace {
    /// The file.
    pub file: FileIndex,
    /// The byte where what is meant begins.
    pub offset: u64,
    /// The set or pack that it is in, by its name; empty where it is in none.
    pub set: Box<str>,
    /// The property or field that it is about; empty where there is none.
    pub property: Box<str>,
}

/// A finding that has not been located.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(crate) rule: &'static Rule,
    pub(crate) spot: Spot,
    pub(crate) message: String,
    pub(crate) found: Option<String>,
    pub(crate) expected: Option<String>,
    pub(crate) help: Option<String>,
    pub(crate) asset: Option<Uuid>,
    pub(crate) related: Vec<(Spot, String)>,
}

impl Draft {
    fn new(rule: &'static Rule, spot: Spot, message: String) -> Self {
        Self {
            rule,
            spot,
            message,
            found: None,
            expected: None,
            help: None,
            asset: None,
            related: Vec::new(),
        }
    }

    /// What stands there.
    pub fn found(&mut self, found: impl Display) -> &mut Self {
        self.found = Some(found.to_string());
        self
    }

    /// What should stand there.
    pub fn expected(&mut self, expected: impl Display) -> &mut Self {
        self.expected = Some(expected.to_string());
        self
    }

    /// What to do, imperative, where the rule's own help is not the best there is.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// The asset that it is about.
    pub fn asset(&mut self, id: impl Into<Option<Uuid>>) -> &mut Self {
        self.asset = id.into();
        self
    }

    /// Another place of `document` that takes part.
    pub fn related(
        &mut self,
        document: DocumentIndex,
        place: Place,
        message: impl Into<String>,
    ) -> &mut Self {
        self.related
            .push((Spot::Document(document, place), message.into()));
        self
    }

    /// Any other place that takes part.
    pub fn related_spot(&mut self, spot: Spot, message: impl Into<String>) -> &mut Self {
        self.related.push((spot, message.into()));
        self
    }

    /// A file that takes part.
    pub fn related_file(&mut self, path: &str, message: impl Into<String>) -> &mut Self {
        self.related.push((Spot::File(path.into()), message.into()));
        self
    }
}
