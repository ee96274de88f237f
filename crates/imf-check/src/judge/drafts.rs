//! What checks have found so far.

use std::collections::BTreeMap;
use std::ops::Range;

use super::sink::{Draft, Spot};
use crate::package::{DocumentIndex, Package};
use crate::rule::Rule;

/// How many findings of one rule are kept for one document, or for all that lies in none: more tell no one more, and
/// a hostile package could fill the memory with them.
pub(crate) const MOST: usize = 1000;

/// Findings that have not been located, at most a thousand of a rule for a document.
#[derive(Debug, Default)]
pub struct Drafts {
    kept: Vec<Draft>,
    counts: BTreeMap<(&'static str, Option<DocumentIndex>), Count>,
    /// Takes what is not kept.
    spare: Option<Draft>,
}

#[derive(Debug)]
struct Count {
    rule: &'static Rule,
    number: usize,
    /// How many more there were that never came here.
    lost: usize,
}

impl Count {
    /// How many of them are not kept.
    fn untold(&self) -> usize {
        self.number.saturating_sub(MOST).saturating_add(self.lost)
    }
}

impl Drafts {
    /// Keeps `draft`, if there is room for one more of its kind.
    pub(super) fn push(&mut self, draft: Draft, document: Option<DocumentIndex>) -> &mut Draft {
        let count = self
            .counts
            .entry((draft.rule.id, document))
            .or_insert(Count {
                rule: draft.rule,
                number: 0,
                lost: 0,
            });
        count.number += 1;
        if count.number > MOST {
            return self.spare.insert(draft);
        }
        // `Vec::push` gives no reference back, and `last_mut` an option; this is both without a panic.
        let at = self.kept.len();
        self.kept.push(draft);
        &mut self.kept[at]
    }

    /// Takes `draft`, and does not keep it.
    pub(super) fn drop(&mut self, draft: Draft) -> &mut Draft {
        self.spare.insert(draft)
    }

    /// How many are kept.
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// Takes over what was found of `document`. What one of those in `known`, which goes with each of them, says already, in
    /// the same words, becomes a place of that one.
    pub(super) fn merge<'k>(
        &mut self,
        others: Self,
        document: DocumentIndex,
        known: impl IntoIterator<Item = &'k [Range<usize>]>,
    ) {
        for (of, other) in others.counts {
            let lost = other.untold();
            if lost > 0 {
                let none = Count {
                    number: 0,
                    lost: 0,
                    ..other
                };
                self.counts.entry(of).or_insert(none).lost += lost;
            }
        }
        for (draft, known) in others.kept.into_iter().zip(known) {
            let same =
                |other: &&mut Draft| other.rule == draft.rule && other.message == draft.message;
            let other = known.iter().find_map(|range| {
                let kept = self.kept.get_mut(range.clone())?;
                kept.iter_mut()
                    .position(|other| same(&other))
                    .map(|at| range.start + at)
            });
            match other.and_then(|at| self.kept.get_mut(at)) {
                Some(other) => other
                    .related
                    .push((draft.spot, "the composition says the same".to_owned())),
                None => {
                    self.push(draft, Some(document));
                }
            }
        }
    }

    /// All that was kept, with a word on what was not.
    pub(crate) fn finish(mut self, package: &Package) -> Vec<Draft> {
        for ((_, document), count) in self.counts {
            let more = count.untold();
            if more == 0 {
                continue;
            }
            let path = document.map_or(".", |document| &package.document(document).path);
            self.kept.push(Draft {
                rule: count.rule,
                spot: Spot::File(path.into()),
                message: format!("{more} more findings of this rule are not listed"),
                found: Some((count.number + count.lost).to_string()),
                expected: None,
                help: Some("Mend the cause of those that are listed, and check again.".to_owned()),
                asset: None,
                related: Vec::new(),
            });
        }
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;

    fn draft(number: usize) -> Draft {
        Draft {
            rule: RULES[0],
            spot: Spot::File(".".into()),
            message: number.to_string(),
            found: None,
            expected: None,
            help: None,
            asset: None,
            related: Vec::new(),
        }
    }

    #[test]
    fn no_more_than_the_most_of_a_rule_are_kept_and_the_rest_is_counted() {
        let mut drafts = Drafts::default();
        for number in 0..MOST + 5 {
            drafts.push(draft(number), None).asset(None);
        }
        let kept = drafts.finish(&Package::default());
        assert_eq!(kept.len(), MOST + 1);
        assert_eq!(
            kept[MOST].message,
            "5 more findings of this rule are not listed"
        );
    }

    #[test]
    fn what_a_document_says_too_is_counted_where_there_is_no_room_for_it() {
        let (mut drafts, mut own) = (Drafts::default(), Drafts::default());
        let document = DocumentIndex(0);
        drafts.push(draft(0), None);
        for _ in 0..MOST + 5 {
            own.push(draft(0), Some(document));
        }
        // All that was kept is said of the file already.
        let known = std::slice::from_ref(&(0..1));
        drafts.merge(own, document, std::iter::repeat(known));
        assert_eq!((drafts.len(), drafts.kept[0].related.len()), (1, MOST));
        let counts: Vec<usize> = drafts.counts.values().map(Count::untold).collect();
        assert_eq!(counts, [0, 5]);
    }

    #[test]
    fn as_many_as_the_most_are_all_kept() {
        let mut drafts = Drafts::default();
        for number in 0..MOST {
            drafts.push(draft(number), None);
        }
        assert_eq!(drafts.finish(&Package::default()).len(), MOST);
    }
}
