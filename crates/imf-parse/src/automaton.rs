//! Content models as automata: which element may follow which.
//!
//! XML Schema demands that a content model be deterministic, so the position of the last element that was matched
//! is all the state there is.

use crate::grammar::{ElementDecl, Ns, Particle, Term, UNBOUNDED, Wildcard};

/// The automaton of one content model.
#[derive(Debug, Default)]
pub(crate) struct Automaton {
    leaves: Vec<Leaf>,
    /// By state: which leaves may come next, in the order of the schema. State 0 is the start, state `n + 1` is
    /// after leaf `n`.
    next: Vec<Vec<u16>>,
    /// By state: whether the content may end here.
    accepting: Vec<bool>,
}

/// Where an element stands in its parent's content model.
pub(crate) type State = u16;

/// The state before the first child.
pub(crate) const START: State = 0;

/// A term that matches one element.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leaf {
    Element(&'static ElementDecl),
    Wildcard(Wildcard),
}

/// What the content model says to an element.
pub(crate) enum Verdict {
    /// It may stand here.
    Expected(Leaf, State),
    /// It may stand further on: what is demanded before it is missing.
    Skips(Leaf, State),
    /// It belongs here, but not at this place: too late, or once too often.
    Misplaced(Leaf),
    /// It does not belong here.
    Unknown,
}

impl Automaton {
    pub(crate) fn new(model: &Particle) -> Self {
        let mut automaton = Self {
            leaves: Vec::new(),
            next: vec![Vec::new()],
            accepting: vec![false],
        };
        let part = automaton.add(model);
        automaton.next[0] = part.first;
        automaton.accepting[0] = part.nullable;
        for leaf in part.last {
            automaton.accepting[usize::from(leaf) + 1] = true;
        }
        for states in &mut automaton.next {
            states.sort_unstable();
            states.dedup();
        }
        automaton
    }

    /// Adds the leaves of `particle`; which of them may come first and last.
    fn add(&mut self, particle: &Particle) -> Part {
        let mut part = match particle.term {
            Term::Element(decl) => self.leaf(Leaf::Element(decl)),
            Term::Wildcard(wildcard) => self.leaf(Leaf::Wildcard(wildcard)),
            Term::Sequence(particles) => {
                let mut whole = Part {
                    nullable: true,
                    first: Vec::new(),
                    last: Vec::new(),
                };
                for particle in particles {
                    let part = self.add(particle);
                    self.link(&whole.last, &part.first);
                    if whole.nullable {
                        whole.first.extend(&part.first);
                    }
                    if part.nullable {
                        whole.last.extend(&part.last);
                    } else {
                        whole.last = part.last;
                    }
                    whole.nullable &= part.nullable;
                }
                whole
            }
            Term::Choice(particles) => {
                let mut whole = Part {
                    nullable: false,
                    first: Vec::new(),
                    last: Vec::new(),
                };
                for particle in particles {
                    let part = self.add(particle);
                    whole.first.extend(&part.first);
                    whole.last.extend(&part.last);
                    whole.nullable |= part.nullable;
                }
                whole
            }
        };
        if particle.max == UNBOUNDED {
            let (last, first) = (part.last.clone(), part.first.clone());
            self.link(&last, &first);
        }
        part.nullable |= particle.min == 0;
        part
    }

    fn leaf(&mut self, leaf: Leaf) -> Part {
        // A content model has a few dozen leaves at most.
        let index = u16::try_from(self.leaves.len()).unwrap_or(u16::MAX);
        self.leaves.push(leaf);
        self.next.push(Vec::new());
        self.accepting.push(false);
        Part {
            nullable: false,
            first: vec![index],
            last: vec![index],
        }
    }

    fn link(&mut self, from: &[u16], to: &[u16]) {
        for leaf in from {
            self.next[usize::from(*leaf) + 1].extend(to);
        }
    }

    /// What the model says to the element `name` of `ns` after `state`.
    pub(crate) fn step(&self, state: State, ns: Ns, name: &str) -> Verdict {
        for index in &self.next[usize::from(state)] {
            let leaf = self.leaves[usize::from(*index)];
            if leaf.admits(ns, name) {
                return Verdict::Expected(leaf, index + 1);
            }
        }
        // Only named elements are looked for elsewhere: a wildcard would take anything.
        let mut seen = vec![false; self.next.len()];
        let mut queue = vec![state];
        while let Some(state) = queue.pop() {
            for index in &self.next[usize::from(state)] {
                let leaf = self.leaves[usize::from(*index)];
                if leaf.is_named(ns, name) {
                    return Verdict::Skips(leaf, index + 1);
                }
                if !std::mem::replace(&mut seen[usize::from(*index) + 1], true) {
                    queue.push(index + 1);
                }
            }
        }
        match self.leaves.iter().find(|leaf| leaf.is_named(ns, name)) {
            Some(leaf) => Verdict::Misplaced(*leaf),
            None => Verdict::Unknown,
        }
    }

    /// Whether the content may end in `state`.
    pub(crate) fn accepts(&self, state: State) -> bool {
        self.accepting[usize::from(state)]
    }

    /// What may come after `state`.
    pub(crate) fn expected(&self, state: State) -> impl DoubleEndedIterator<Item = Leaf> + '_ {
        self.next[usize::from(state)]
            .iter()
            .map(|index| self.leaves[usize::from(*index)])
    }
}

impl Leaf {
    fn is_named(self, ns: Ns, name: &str) -> bool {
        matches!(self, Self::Element(decl) if decl.ns == ns && decl.name == name)
    }

    fn admits(self, ns: Ns, name: &str) -> bool {
        match self {
            Self::Element(_) => self.is_named(ns, name),
            Self::Wildcard(wildcard) => wildcard
                .other_than
                .is_none_or(|other| ns != other && ns != Ns::NONE),
        }
    }

    /// What a message calls it.
    pub(crate) fn describe(self) -> String {
        match self {
            Self::Element(decl) => format!("`{}`", decl.name),
            Self::Wildcard(wildcard) if wildcard.other_than.is_some() => {
                "an element of another namespace".to_owned()
            }
            Self::Wildcard(_) => "any element".to_owned(),
        }
    }
}

struct Part {
    nullable: bool,
    first: Vec<u16>,
    last: Vec<u16>,
}
