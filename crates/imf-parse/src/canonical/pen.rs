//! One canonical form, written while the document goes by.

use std::collections::HashSet;

use super::out::Out;
use super::scope::Scope;
use super::{Canonicalization, Inherited, Obstacle, Opened, Part, Top, View};
use crate::Place;

/// Writes one view.
pub(super) struct Pen<'v> {
    part: Part<'v>,
    without: Option<Place>,
    method: Canonicalization,
    comments: bool,
    prefixes: HashSet<&'v str>,
    out: Out<'v>,
    /// For each prefix the namespace that was written for it last, by its number in the [`Scope`]; 0 for none.
    written: Vec<u32>,
    /// What stood there before, to be put back at the end of the element, and how much of it each written element has.
    replaced: Vec<(u32, u32)>,
    marks: Vec<usize>,
    /// The depth of the part's element, or 0, while that is open.
    inside: Option<usize>,
    /// The depth of the element that is left out, while that is open.
    skipped: Option<usize>,
    top: Top,
}

impl<'v> Pen<'v> {
    pub(super) fn new(view: View<'v>) -> Self {
        Self {
            inside: (view.part == Part::Document).then_some(0),
            part: view.part,
            without: view.without,
            method: view.method,
            comments: view.comments,
            prefixes: view.prefixes.into_iter().collect(),
            out: Out::new(view.out),
            written: Vec::new(),
            replaced: Vec::new(),
            marks: Vec::new(),
            skipped: None,
            top: Top::default(),
        }
    }

    pub(super) fn finish(mut self) -> Top {
        self.out.flush();
        self.top
    }

    pub(super) fn start(
        &mut self,
        opened: &Opened<'_>,
        scope: &Scope,
        inherited: &[Inherited],
    ) -> Result<(), Obstacle> {
        let is_top = self.is_top(opened);
        if is_top {
            self.top.is_root |= self.top.count == 0 && opened.depth == 1;
            self.top.count = self.top.count.saturating_add(1);
        }
        if self.skipped.is_some() {
            return Ok(());
        }
        let is_first = is_top && self.top.count == 1;
        if self.inside.is_none() {
            if !is_first {
                return Ok(());
            }
            self.inside = Some(opened.depth);
        }
        if self.without == Some(opened.at) {
            self.skipped = Some(opened.depth);
            return Ok(());
        }
        self.out.push("<");
        self.out.push(opened.name);
        self.namespaces(opened, scope, is_first);
        if is_first && opened.depth > 1 && self.method != Canonicalization::Exclusive {
            self.attributes_with(opened, scope, inherited)?;
        } else {
            for attribute in &opened.attributes {
                self.attribute(attribute.name, attribute.value);
            }
        }
        self.out.push(">");
        Ok(())
    }

    fn is_top(&self, opened: &Opened<'_>) -> bool {
        match self.part {
            Part::Document => opened.depth == 1,
            Part::Element(at) => opened.at == at,
            Part::Id(id) => opened.attributes.iter().any(|attribute| {
                matches!(attribute.name, "Id" | "xml:id") && attribute.value == id
            }),
        }
    }

    /// Writes the namespaces that are not in force where the element is written.
    fn namespaces(&mut self, opened: &Opened<'_>, scope: &Scope, is_first: bool) {
        let declared = if is_first {
            scope.declared()
        } else {
            scope.declared_here()
        };
        let mut wanted: Vec<u32> = match self.method {
            Canonicalization::Exclusive => {
                let listed = declared.iter().filter(|&&prefix| {
                    self.prefixes.contains(match scope.prefix_text(prefix) {
                        "" => "#default",
                        prefix => prefix,
                    })
                });
                let used = opened.attributes.iter().map(|attribute| attribute.prefix);
                listed.copied().chain([opened.prefix]).chain(used).collect()
            }
            Canonicalization::Inclusive | Canonicalization::Inclusive11 => declared.to_vec(),
        };
        wanted.retain(|&prefix| {
            !matches!(prefix, Scope::XML | Scope::NO_NAMESPACE)
                && scope.namespace_number(prefix) != self.written(prefix)
        });
        wanted.sort_by(|left, right| scope.prefix_text(*left).cmp(scope.prefix_text(*right)));
        wanted.dedup();
        self.marks.push(self.replaced.len());
        for prefix in wanted {
            self.out.push(" xmlns");
            if prefix != Scope::DEFAULT {
                self.out.push(":");
                self.out.push(scope.prefix_text(prefix));
            }
            self.out.push("=\"");
            self.out.value(scope.namespace(prefix));
            self.out.push("\"");
            self.replaced.push((prefix, self.written(prefix)));
            self.write(prefix, scope.namespace_number(prefix));
        }
    }

    fn written(&self, prefix: u32) -> u32 {
        self.written
            .get(prefix as usize)
            .copied()
            .unwrap_or_default()
    }

    fn write(&mut self, prefix: u32, namespace: u32) {
        if self.written.len() <= prefix as usize {
            self.written.resize(prefix as usize + 1, 0);
        }
        self.written[prefix as usize] = namespace;
    }

    /// Writes the attributes of an element that is written without those around it: it takes over their `xml:` ones.
    fn attributes_with(
        &mut self,
        opened: &Opened<'_>,
        scope: &Scope,
        inherited: &[Inherited],
    ) -> Result<(), Obstacle> {
        let mut taken: Vec<(&str, &str)> = Vec::new();
        for held in inherited.iter().rev() {
            match (self.method, &*held.local) {
                (Canonicalization::Inclusive11, "base") => return Err(Obstacle::Base),
                (Canonicalization::Inclusive11, local) if !matches!(local, "lang" | "space") => {
                    continue;
                }
                _ => {}
            }
            let is_own = opened
                .attributes
                .iter()
                .any(|own| own.prefix == Scope::XML && *own.local == *held.local);
            if !is_own && !taken.iter().any(|(local, _)| **local == *held.local) {
                taken.push((&held.local, &held.value));
            }
        }
        let xml = scope.namespace(Scope::XML);
        let own = opened
            .attributes
            .iter()
            .map(|own| (scope.namespace(own.prefix), own.local, own.name, own.value));
        let names: Vec<String> = taken
            .iter()
            .map(|(local, _)| format!("xml:{local}"))
            .collect();
        let taken = taken
            .iter()
            .zip(&names)
            .map(|((local, value), name)| (xml, *local, name.as_str(), *value));
        let mut attributes: Vec<(&str, &str, &str, &str)> = own.chain(taken).collect();
        attributes.sort_unstable();
        for (_, _, name, value) in attributes {
            self.attribute(name, value);
        }
        Ok(())
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(" ");
        self.out.push(name);
        self.out.push("=\"");
        self.out.value(value);
        self.out.push("\"");
    }

    pub(super) fn end(&mut self, name: &str, depth: usize) {
        let is_skipped = self.skipped.is_some();
        if self.skipped == Some(depth) {
            self.skipped = None;
        }
        if self.inside.is_none() {
            return;
        }
        if !is_skipped {
            self.out.push("</");
            self.out.push(name);
            self.out.push(">");
            let mark = self.marks.pop().unwrap_or_default();
            while self.replaced.len() > mark {
                if let Some((prefix, namespace)) = self.replaced.pop() {
                    self.write(prefix, namespace);
                }
            }
        }
        if self.inside == Some(depth) {
            self.inside = None;
        }
    }

    fn is_writing(&self) -> bool {
        self.inside.is_some() && self.skipped.is_none()
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.is_writing() {
            self.out.text(text);
        }
    }

    pub(super) fn comment(&mut self, text: &str, is_outside: bool, is_over: bool) {
        if self.comments && self.is_writing() {
            self.aside(["<!--", text, "-->"], is_outside, is_over);
        }
    }

    pub(super) fn instruction(&mut self, text: &str, is_outside: bool, is_over: bool) {
        if !self.is_writing() {
            return;
        }
        match text.split_once([' ', '\t', '\n']) {
            Some((target, data)) => {
                let data = data.trim_start_matches([' ', '\t', '\n']);
                let data = if data.is_empty() {
                    String::new()
                } else {
                    format!(" {data}")
                };
                self.aside(
                    ["<?", &format!("{target}{data}"), "?>"],
                    is_outside,
                    is_over,
                );
            }
            None => self.aside(["<?", text, "?>"], is_outside, is_over),
        }
    }

    /// A comment or an instruction, on a line of its own where it is outside the root element.
    fn aside(&mut self, pieces: [&str; 3], is_outside: bool, is_over: bool) {
        if is_outside && is_over {
            self.out.push("\n");
        }
        for piece in pieces {
            self.out.push(piece);
        }
        if is_outside && !is_over {
            self.out.push("\n");
        }
    }
}
