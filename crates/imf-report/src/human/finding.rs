//! One finding: title, excerpt with its caret, evidence, help, related places.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use imf_check::finding::{Finding, Location, Severity};
use imf_check::report::Report;

use crate::text::{is_unsafe, shortened, visible};
use crate::{Style, catalog, shown_path};

/// How many characters of a value are shown.
const VALUE_LIMIT: usize = 300;

/// Writes one finding, without an empty line after it.
pub(super) fn write(
    out: &mut dyn Write,
    report: &Report,
    finding: &Finding,
    style: &Style,
) -> io::Result<()> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level
        .primary_title(visible(&finding.message))
        .id(finding.rule.id);
    let (main, column) = placed(Group::with_title(title), report, &finding.location);
    let mut groups = vec![with_evidence(main, finding)];
    let mut columns = vec![column];
    for related in &finding.related {
        let title = Level::NOTE.secondary_title(visible(&related.message).into_owned());
        let (group, column) = placed(Group::with_title(title), report, &related.location);
        groups.push(with_lines(group, bytes(&related.location)));
        columns.push(column);
    }
    let renderer = if style.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(style.width);
    let excerpts = std::iter::once(&finding.location)
        .chain(finding.related.iter().map(|related| &related.location));
    if excerpts
        .into_iter()
        .any(|location| location.excerpt.is_some())
    {
        let mut text = renderer.render(&groups);
        for column in columns.into_iter().flatten() {
            column.correct(&mut text);
        }
        return writeln!(out, "{}", text.trim_end());
    }
    for group in &groups {
        write_indented(out, &renderer.render(std::slice::from_ref(group)))?;
    }
    Ok(())
}

/// Writes a group without an excerpt: with no line number to make room for, the drawing library leaves no margin.
fn write_indented(out: &mut dyn Write, text: &str) -> io::Result<()> {
    for (index, line) in text.trim_end().lines().enumerate() {
        let margin = if index == 0 { "" } else { " " };
        writeln!(out, "{margin}{line}")?;
    }
    Ok(())
}

/// `group` with the place: its excerpt where there is one, else the bare path.
fn placed<'a>(
    group: Group<'a>,
    report: &Report,
    location: &Location,
) -> (Group<'a>, Option<Column>) {
    let path = shown_path(report, location);
    let (Some(line), Some(excerpt)) = (location.line, &location.excerpt) else {
        let mut origin = Origin::path(path);
        if let Some(line) = location.line {
            origin = origin.line(line as usize);
            if let Some(column) = location.column {
                origin = origin.char_column(column as usize);
            }
        }
        return (group.element(origin), None);
    };
    let shown = Window::new(&excerpt.text, excerpt.start, excerpt.end, location.column);
    let column = Column::new(&path, line, &shown, location.column);
    let snippet = Snippet::source(shown.text)
        .line_start(line as usize)
        .path(path)
        .annotation(AnnotationKind::Primary.span(shown.start..shown.end));
    (group.element(snippet), column)
}

/// An excerpt that can be drawn: no character that would harm the terminal, marks on character boundaries.
struct Window {
    text: String,
    start: usize,
    end: usize,
}

impl Window {
    fn new(text: &str, start: usize, end: usize, column: Option<u32>) -> Self {
        let start = text.floor_char_boundary(start);
        let end = text.floor_char_boundary(end.max(start));
        let before = text[..start].chars().count();
        let mut window = Self {
            text: String::with_capacity(text.len() + 3),
            start: 0,
            end: 0,
        };
        if column.is_some_and(|column| column as usize > before + 1) {
            window.text.push('…');
        }
        // One character for one, so that the caret stays below what it means.
        let safe = |part: &str| {
            part.chars()
                .map(|c| {
                    if c != '\t' && is_unsafe(c) {
                        '\u{fffd}'
                    } else {
                        c
                    }
                })
                .collect::<String>()
        };
        window.text.push_str(&safe(&text[..start]));
        window.start = window.text.len();
        window.text.push_str(&safe(&text[start..end]));
        window.end = window.text.len();
        window.text.push_str(&safe(&text[end..]));
        window
    }
}

/// The column of an excerpt that does not begin with its line: the drawing library counts from the excerpt's first
/// character, so the number it writes is put right afterwards.
struct Column {
    written: String,
    right: String,
}

impl Column {
    fn new(path: &str, line: u32, window: &Window, column: Option<u32>) -> Option<Self> {
        let counted = window.text[..window.start].chars().count() + 1;
        let column = column.filter(|column| *column as usize != counted)?;
        Some(Self {
            written: format!(" {path}:{line}:{counted}\n"),
            right: format!(" {path}:{line}:{column}\n"),
        })
    }

    fn correct(&self, text: &mut String) {
        if let Some(at) = text.find(&self.written) {
            text.replace_range(at..at + self.written.len(), &self.right);
        }
    }
}

fn with_evidence<'a>(group: Group<'a>, finding: &Finding) -> Group<'a> {
    with_lines(group, evidence(finding))
}

fn with_lines<'a>(group: Group<'a>, lines: Vec<(&'static str, String)>) -> Group<'a> {
    group.elements(
        lines
            .into_iter()
            .map(|(name, text)| Level::NOTE.with_name(name).message(text)),
    )
}

/// The lines below the excerpt: name and text.
fn evidence(finding: &Finding) -> Vec<(&'static str, String)> {
    let location = &finding.location;
    let mut lines = bytes(location);
    if let Some(path) = &location.path {
        lines.push(("at", shortened(path, VALUE_LIMIT).into_owned()));
    }
    if let Some(asset) = &location.asset {
        lines.push(("asset", visible(asset).into_owned()));
    }
    if let Some(found) = &finding.found {
        lines.push(("found", shortened(found, VALUE_LIMIT).into_owned()));
    }
    if let Some(expected) = &finding.expected {
        lines.push(("expected", shortened(expected, VALUE_LIMIT).into_owned()));
    }
    lines.push(("rule", catalog::cited(&finding.citations)));
    if let Some(help) = finding.help() {
        lines.push(("help", visible(&help).into_owned()));
    }
    lines
}

/// The place in a file that is no text.
fn bytes(location: &Location) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if let Some(offset) = location.byte_offset {
        lines.push(("at", format!("byte {offset} ({offset:#x})")));
    }
    match (&location.set, &location.property) {
        (Some(set), Some(property)) => {
            lines.push(("in", format!("{} of {}", visible(property), visible(set))));
        }
        (Some(name), None) | (None, Some(name)) => lines.push(("in", visible(name).into_owned())),
        (None, None) => {}
    }
    lines
}
