//! Writes an XML document, an element a line.

use std::fmt::Display;
use std::fmt::Write as _;

use crate::form::Form;

/// A document under construction. Names without a colon are in the document's own namespace and take its prefix.
pub(crate) struct Xml {
    text: String,
    form: Form,
    open: Vec<String>,
}

impl Xml {
    /// A document with its root element open.
    pub(crate) fn new(
        form: Form,
        root: &str,
        namespace: &str,
        attributes: &[(&str, &str)],
    ) -> Self {
        let mut text = String::new();
        let _ = writeln!(
            text,
            r#"<?xml version="1.0" encoding="{}"?>"#,
            form.encoding.name()
        );
        let mut xml = Self {
            text,
            form,
            open: Vec::new(),
        };
        let declaration = form
            .prefix
            .map_or_else(|| "xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
        let attributes = [&[(declaration.as_str(), namespace)], attributes].concat();
        xml.open_with(root, &attributes);
        xml
    }

    /// Opens an element.
    pub(crate) fn open(&mut self, name: &str) {
        self.open_with(name, &[]);
    }

    /// Opens an element with attributes.
    pub(crate) fn open_with(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str(">\n");
        self.open.push(self.qualified(name));
    }

    /// An element that holds text, or nothing where the value is none.
    pub(crate) fn leaf(&mut self, name: &str, value: impl Display) {
        self.leaf_with(name, &[], value);
    }

    /// An element that holds text, with attributes.
    pub(crate) fn leaf_with(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        value: impl Display,
    ) {
        self.start(name, attributes);
        let _ = writeln!(
            self.text,
            ">{}</{}>",
            escape(&value.to_string()),
            self.qualified(name)
        );
    }

    /// An element that holds text, where there is a value.
    pub(crate) fn optional(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.leaf(name, value);
        }
    }

    /// An element that holds nothing, with attributes.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text.push_str("/>\n");
    }

    /// Closes the element opened last.
    pub(crate) fn close(&mut self) {
        let name = self.open.pop().expect("every close has its open");
        self.indent();
        let _ = writeln!(self.text, "</{name}>");
    }

    /// The document's bytes, with what is open closed.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.close();
        }
        if self.form.crlf {
            self.text = self.text.replace('\n', "\r\n");
        }
        self.form.encoding.encode(&self.text)
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        let _ = write!(self.text, "<{}", self.qualified(name));
        for (name, value) in attributes {
            let _ = write!(self.text, r#" {name}="{}""#, escape(value));
        }
    }

    fn qualified(&self, name: &str) -> String {
        match self.form.prefix {
            Some(prefix) if !name.contains(':') => format!("{prefix}:{name}"),
            _ => name.to_owned(),
        }
    }

    fn indent(&mut self) {
        for _ in &self.open {
            self.text.push_str("  ");
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
