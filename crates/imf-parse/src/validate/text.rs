//! Text where it may stand, and the values of simple content.

use super::{Engine, Frame, Held};
use crate::grammar::lexical::{self, Value};
use crate::grammar::{SimpleKind, SimpleType};
use crate::reader::{Stop, clip, limit};
use crate::{Place, ProblemKind};

impl Engine {
    /// Whether white space between two tags means nothing where the reading is.
    #[inline]
    pub(super) fn passes_space(&self) -> bool {
        let content = self.frames.last().map(|frame| frame.content);
        matches!(content, Some(Held::Elements { mixed: false, .. }))
    }

    pub(super) fn text(&mut self, text: &str, at: Place) -> Result<(), Stop> {
        let depth = self.frames.len();
        // An empty CDATA section.
        if text.is_empty() {
            return Ok(());
        }
        let Some(frame) = self.frames.last_mut() else {
            return Ok(());
        };
        let captured = frame.node.is_some();
        let simple = frame
            .node
            .filter(|_| matches!(frame.content, Held::Simple(_)));
        let (wanted, allowed) = match frame.content {
            Held::Simple(_) => (true, None),
            Held::Nothing | Held::Anything => (captured, None),
            Held::Empty { mixed } => (false, (!mixed).then_some("nothing")),
            Held::Elements { mixed, .. } => (
                mixed && captured,
                (!mixed && !text.trim_ascii().is_empty()).then_some("only elements"),
            ),
        };
        if let Some(allowed) = allowed
            && !std::mem::replace(&mut frame.text_reported, true)
        {
            self.unexpected_text(text, at, allowed);
        }
        if wanted {
            let kept = &mut self.texts[depth - 1];
            if let Some(node) = simple
                && kept.is_empty()
            {
                // Nearly always there is but one text, and it can go where it stays.
                let before = self.tree.text(node);
                if before.len() + text.len() <= self.limits.item_bytes as usize
                    && self.tree.add_text(node, text)
                {
                    return Ok(());
                }
                kept.push_str(self.tree.text(node));
            }
            if kept.len() + text.len() > self.limits.item_bytes as usize {
                return Err(limit(
                    u64::from(at.offset()),
                    "bytes of one text",
                    u64::from(self.limits.item_bytes),
                ));
            }
            kept.push_str(text);
        }
        Ok(())
    }

    pub(super) fn unexpected_text(&mut self, text: &str, at: Place, allowed: &str) {
        let name = self
            .frames
            .last()
            .map(|frame| self.name_of(frame).to_owned())
            .unwrap_or_default();
        let found = format!("text in `{name}`: `{}`", clip(text.trim()));
        let expected = format!("{allowed} in `{name}`");
        self.problem(ProblemKind::UnexpectedText, at, &name, &found, &expected);
    }

    /// The value of an element with simple content, which has ended.
    #[inline]
    pub(super) fn value(&mut self, simple: &'static SimpleType, frame: &Frame) -> Value {
        let kept = &self.texts[self.frames.len()];
        let text = match frame.node {
            Some(node) if kept.is_empty() => self.tree.text(node),
            _ => kept,
        };
        match lexical::check(simple, text) {
            Ok(value) if !value.is_too_large() => value,
            other => {
                let text = text.trim().to_owned();
                self.odd_value(simple, frame, &text, other)
            }
        }
    }

    /// What comes of a value that its type does not allow, or that is too large to be told.
    #[cold]
    fn odd_value(
        &mut self,
        simple: &'static SimpleType,
        frame: &Frame,
        text: &str,
        value: Result<Value, lexical::Invalid>,
    ) -> Value {
        // A serial number of a certificate may be of any length; a count that no file can have is worth a word.
        let is_count = matches!(
            simple.kind,
            SimpleKind::Integer {
                min: Some(_),
                max: None
            }
        );
        let (kind, expected) = match value {
            Ok(_) if is_count => (ProblemKind::NumberTooLarge, "a number below 2^64"),
            Ok(value) => return value,
            Err(lexical::Invalid) if matches!(simple.kind, SimpleKind::Uuid) => {
                (ProblemKind::InvalidUuid, simple.label)
            }
            Err(lexical::Invalid) => (ProblemKind::InvalidValue, simple.label),
        };
        let name = self.name_of(frame).to_owned();
        self.problem(kind, frame.at, &name, text, expected);
        value.unwrap_or(Value::None)
    }
}
