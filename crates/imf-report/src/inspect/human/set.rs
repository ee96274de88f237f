//! A set and what hangs under it for people: a property on a line.

use std::io::{self, Write};

use super::super::set::{SetProperty, SetTree};
use crate::text::{count, shortened, visible};

/// How many characters of a value are shown.
const VALUE: usize = 160;
/// How wide the column of their names gets.
const WIDEST: usize = 40;
/// Properties that tell programs apart what people see by its place.
const LEFT_OUT: &[&str] = &["GenerationID", "InstanceID"];

/// Writes the class of `tree`, its properties, and the sets under it, indented by `depth` steps.
pub(super) fn write(out: &mut dyn Write, tree: SetTree<'_>, depth: usize) -> io::Result<()> {
    let indent = "  ".repeat(depth);
    writeln!(out, "{indent}{}", visible(&tree.name()))?;
    let name = |property: &SetProperty<'_>| {
        let name = property.name.map(str::to_owned);
        name.or_else(|| property.label.clone())
            .unwrap_or_else(|| property.tag.clone())
    };
    let width = tree
        .properties()
        .filter(|property| property.sets.is_none())
        .map(|property| name(&property).chars().count())
        .max()
        .unwrap_or_default()
        .min(WIDEST);
    let mut below = Vec::new();
    for property in tree.properties() {
        if let Some(sets) = property.sets {
            below.extend(sets);
            continue;
        }
        let name = name(&property);
        if LEFT_OUT.contains(&&*name) {
            continue;
        }
        writeln!(
            out,
            "{indent}  {name:<width$}  {}",
            shortened(&property.text, VALUE)
        )?;
    }
    if tree.left_out() > 0 {
        writeln!(
            out,
            "{indent}  {} below are left out",
            count(tree.left_out(), "set")
        )?;
    }
    below
        .into_iter()
        .try_for_each(|set| write(out, set, depth + 1))
}
