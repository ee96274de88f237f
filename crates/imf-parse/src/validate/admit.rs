//! What a parent's content model says to a child.

use super::names::Resolved;
use super::{Engine, Held};
use crate::automaton::{Leaf, State, Verdict};
use crate::grammar::{self, ElementDecl};
use crate::{Place, ProblemKind};

impl Engine {
    /// What the parent says to the element: its declaration, if it has one, and whether it is checked at all.
    pub(super) fn admit(
        &mut self,
        name: &Resolved<'_>,
        at: Place,
    ) -> (Option<&'static ElementDecl>, Admitted) {
        let Some(parent) = self.frames.last() else {
            return match grammar::global_element(name.ns, name.local) {
                Some(decl) => (Some(decl), Admitted::Checked),
                None => (None, Admitted::Unchecked),
            };
        };
        let (content, state) = (parent.content, parent.state);
        match content {
            Held::Nothing => (None, Admitted::Unchecked),
            Held::Anything => (
                grammar::global_element(name.ns, name.local),
                Admitted::Laxly,
            ),
            Held::Empty { .. } | Held::Simple(_) => {
                let expected = format!("no elements in `{}`", self.name_of(parent));
                self.problem(
                    ProblemKind::UnexpectedElement,
                    at,
                    name.local,
                    &name.describe(&self.names),
                    &expected,
                );
                (None, Admitted::Unchecked)
            }
            Held::Elements { automaton, .. } => {
                let verdict = self.automata[automaton].step(state, name.ns, name.local);
                match verdict {
                    Verdict::Expected(leaf, next) => {
                        self.advance(next);
                        Self::admit_leaf(leaf, name)
                    }
                    Verdict::Skips(leaf, next) => {
                        let missing = self.automata[automaton]
                            .expected(state)
                            .next_back()
                            .map(Leaf::describe)
                            .unwrap_or_default();
                        let missing = missing.trim_matches('`').to_owned();
                        let expected = self.expected(automaton, state);
                        let found = name.describe(&self.names);
                        let index = self.problem(
                            ProblemKind::MissingElement,
                            at,
                            &missing,
                            &found,
                            &expected,
                        );
                        if let Some(index) = index {
                            self.skipped.push((self.frames.len(), state, index));
                        }
                        self.advance(next);
                        Self::admit_leaf(leaf, name)
                    }
                    Verdict::Misplaced(leaf) => {
                        self.misplaced(automaton, name, at);
                        Self::admit_leaf(leaf, name)
                    }
                    Verdict::Unknown => {
                        let expected = self.expected(automaton, state);
                        self.problem(
                            ProblemKind::UnexpectedElement,
                            at,
                            name.local,
                            &name.describe(&self.names),
                            &expected,
                        );
                        (None, Admitted::Unchecked)
                    }
                }
            }
        }
    }

    pub(super) fn advance(&mut self, next: State) {
        if let Some(parent) = self.frames.last_mut() {
            parent.state = next;
        }
    }

    /// An element that comes after its place: if it was found missing, that is one fault, not two.
    pub(super) fn misplaced(&mut self, automaton: usize, name: &Resolved<'_>, at: Place) {
        let Some(parent) = self.frames.last() else {
            return;
        };
        let (depth, state) = (self.frames.len(), parent.state);
        let skipped = self.skipped.iter().position(|(parent, state, _)| {
            *parent == depth
                && matches!(
                    self.automata[automaton].step(*state, name.ns, name.local),
                    Verdict::Expected(..)
                )
        });
        let found = name.describe(&self.names);
        if let Some(index) = skipped {
            let (.., problem) = self.skipped.remove(index);
            let later = self.problems[problem]
                .take()
                .map(|problem| problem.found)
                .unwrap_or_default();
            let expected = format!("{found} before {later}");
            self.problem(
                ProblemKind::UnexpectedElement,
                at,
                name.local,
                &found,
                &expected,
            );
        } else {
            let expected = self.expected(automaton, state);
            self.problem(
                ProblemKind::UnexpectedElement,
                at,
                name.local,
                &found,
                &expected,
            );
        }
    }

    /// What may come next, in words.
    pub(super) fn expected(&self, automaton: usize, state: State) -> String {
        let automaton = &self.automata[automaton];
        let mut names: Vec<String> = automaton.expected(state).map(Leaf::describe).collect();
        if automaton.accepts(state) {
            names.push("the end of the element".to_owned());
        }
        match names.split_last() {
            None => "the end of the element".to_owned(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        }
    }

    pub(super) fn admit_leaf(
        leaf: Leaf,
        name: &Resolved<'_>,
    ) -> (Option<&'static ElementDecl>, Admitted) {
        match leaf {
            Leaf::Element(decl) => (Some(decl), Admitted::Checked),
            Leaf::Wildcard(wildcard) => {
                let decl = grammar::global_element(name.ns, name.local);
                (
                    decl,
                    if wildcard.strict {
                        Admitted::Strictly
                    } else {
                        Admitted::Laxly
                    },
                )
            }
        }
    }
}

/// How far an element is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Admitted {
    Checked,
    /// Behind a wildcard: as far as it is declared.
    Laxly,
    /// Behind a wildcard: it has to be declared, or `xsi:type` has to name its type.
    Strictly,
    Unchecked,
}
