//! Local tags and what they stand for.

use crate::set::Meaning;

/// No page, or no meaning.
const NONE: u16 = u16::MAX;
/// How many lower bytes there are, and how many upper ones.
const BYTES: usize = 256;

/// The tags of a primer pack. Each property of each set is looked up here, so tags with the same upper byte share a page:
/// two steps find any of them, whichever a file may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tags {
    /// By the upper byte, where the page is.
    directory: Box<[u16; BYTES]>,
    /// By the lower byte, where the meaning is.
    pages: Vec<[u16; BYTES]>,
    meanings: Vec<Meaning>,
}

impl Tags {
    /// What a tag takes in memory in a list that grows by doubling.
    const KEPT: usize = 2 * size_of::<Meaning>();
    /// What the first tag of a page takes besides, the same.
    const PAGE: usize = 2 * size_of::<[u16; BYTES]>();

    pub(super) fn new() -> Self {
        Self {
            directory: Box::new([NONE; BYTES]),
            pages: Vec::new(),
            meanings: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.meanings.len()
    }

    pub(super) fn get(&self, tag: u16) -> Option<Meaning> {
        let [upper, lower] = tag.to_be_bytes();
        let page = self.directory[usize::from(upper)];
        let place = self.pages.get(usize::from(page))?[usize::from(lower)];
        self.meanings.get(usize::from(place)).copied()
    }

    /// The bytes of memory that one more tag takes.
    pub(super) fn cost(&self, tag: u16) -> usize {
        match self.directory[usize::from(tag.to_be_bytes()[0])] {
            NONE => Self::KEPT + Self::PAGE,
            _ => Self::KEPT,
        }
    }

    /// Gives a tag that has none a meaning. There is room for all tags but one: zero is none.
    pub(super) fn insert(&mut self, tag: u16, meaning: Meaning) {
        let [upper, lower] = tag.to_be_bytes();
        let page = &mut self.directory[usize::from(upper)];
        if *page == NONE {
            *page = number(self.pages.len());
            self.pages.push([NONE; BYTES]);
        }
        if let Some(page) = self.pages.get_mut(usize::from(*page)) {
            page[usize::from(lower)] = number(self.meanings.len());
            self.meanings.push(meaning);
        }
    }
}

/// A length as the number of what comes next.
fn number(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Ul;

    #[test]
    fn each_of_all_tags_has_its_own_meaning() {
        let meaning = |tag: u16| Meaning::of(Some(Ul::from_u128(tag.into())));
        let mut tags = Tags::new();
        assert_eq!(tags.get(1), None);
        for tag in (1..=u16::MAX).rev() {
            assert_eq!(tags.get(tag), None);
            tags.insert(tag, meaning(tag));
        }
        assert_eq!(tags.len(), usize::from(u16::MAX));
        assert!((1..=u16::MAX).all(|tag| tags.get(tag) == Some(meaning(tag))));
        assert_eq!(tags.get(0), None);
    }

    #[test]
    fn the_first_tag_of_a_page_costs_the_page() {
        let mut tags = Tags::new();
        assert!(tags.cost(0x0102) > Tags::PAGE);
        tags.insert(0x0102, Meaning::of(None));
        assert!(tags.cost(0x01ff) < Tags::PAGE);
        assert!(tags.cost(0x0202) > Tags::PAGE);
    }
}
