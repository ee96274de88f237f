//! How large the images are that macros work on.

use imf_parse::model::{ImageOperation, MacroKind, OutputProfileList};

use super::handles::Handles;
use super::tracks::Size;

use crate::hash::HashMap;

/// The sizes of what goes into macros, as far as composition and macros say them.
pub(in crate::rules) struct Sizes<'a> {
    list: &'a OutputProfileList,
    handles: &'a Handles<'a>,
    /// What each macro puts out; `None` where nobody can tell.
    known: HashMap<usize, Option<Size>>,
}

/// Where a macro's images come from.
enum Source {
    Macro(usize),
    Size(Option<Size>),
}

impl<'a> Sizes<'a> {
    pub(in crate::rules) fn new(list: &'a OutputProfileList, handles: &'a Handles<'a>) -> Self {
        Self {
            list,
            handles,
            known: HashMap::default(),
        }
    }

    /// The size of the images that go into the macro.
    pub(in crate::rules) fn before(&mut self, index: usize) -> Option<Size> {
        match self.source(index) {
            Source::Size(size) => size,
            Source::Macro(of) => self.after(of),
        }
    }

    /// The size of the images that come out of the macro.
    fn after(&mut self, index: usize) -> Option<Size> {
        // Back to where the size is known, then forth again: a list may chain as many macros as it likes.
        let mut way = Vec::new();
        let mut at = index;
        let mut size = loop {
            if let Some(size) = self.known.get(&at) {
                break *size;
            }
            // A circle of macros ends here.
            self.known.insert(at, None);
            way.push(at);
            match self.source(at) {
                Source::Size(size) => break size,
                Source::Macro(of) => at = of,
            }
        };
        for at in way.into_iter().rev() {
            size = self.made(at, size);
            self.known.insert(at, size);
        }
        size
    }

    fn source(&self, index: usize) -> Source {
        let input = match self.list.macros.get(index).map(|one| &one.kind) {
            Some(MacroKind::Image(image)) => image.input.as_ref(),
            _ => None,
        };
        let lead = input.and_then(|handle| self.handles.input(&handle.value).ok());
        match lead {
            // What goes into another macro has the size that it has there, not the one that comes out.
            Some(lead) => match lead.of_macro {
                Some(of) if lead.is_output => Source::Macro(of),
                Some(_) => Source::Size(None),
                None => Source::Size(lead.size),
            },
            None => Source::Size(None),
        }
    }

    /// What the macro makes of images of that size.
    fn made(&self, index: usize, size: Option<Size>) -> Option<Size> {
        let Some(MacroKind::Image(image)) = self.list.macros.get(index).map(|one| &one.kind) else {
            return None;
        };
        match image.operation {
            ImageOperation::Crop {
                is_stored,
                inset,
                padding,
            } => {
                let (width, height) = size.filter(|_| is_stored)?;
                let length = |length: u64, cut: [u64; 2], added: [u64; 2]| {
                    let rest = length.checked_sub(cut[0].checked_add(cut[1])?)?;
                    rest.checked_add(added[0])?.checked_add(added[1])
                };
                Some((
                    length(
                        width,
                        [inset.value.left, inset.value.right],
                        [padding.left, padding.right],
                    )?,
                    length(
                        height,
                        [inset.value.top, inset.value.bottom],
                        [padding.top, padding.bottom],
                    )?,
                ))
            }
            ImageOperation::Decode | ImageOperation::Encode => size,
            ImageOperation::Scale { width, height } => width.zip(height),
        }
    }
}
