//! Rules on the RegXML of essence descriptors in compositions (ST 2001-1).

use imf_mxf::register::TypeKind;

use crate::descriptor::{Content, Field, Node, Origin, is_odd, spot};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

/// The register namespaces of SMPTE, in whatever edition.
const REGISTERS: &str = "http://www.smpte-ra.org/reg/";

/// Whether a descriptor stands in a composition. What a track file holds is written in bytes, and has rules of its own.
fn is_in_composition(_: &Package, subject: subject::Descriptor<'_>) -> bool {
    matches!(subject.origin, Origin::Document(_))
}

/// The same, where the registers do not know a set or a property.
fn has_unknown(package: &Package, subject: subject::Descriptor<'_>) -> bool {
    is_in_composition(package, subject)
        && any(subject.node, |node| {
            node.group.is_none() || node.fields().iter().any(|field| field.element.is_none())
        })
}

/// The same, where a value is none of its type.
fn has_odd(package: &Package, subject: subject::Descriptor<'_>) -> bool {
    let is_odd_value = |field: &Field| field.value().is_some_and(is_odd);
    is_in_composition(package, subject)
        && any(subject.node, |node| node.fields().iter().any(is_odd_value))
}

/// Whether a set, or one below it, is so.
fn any(node: &Node, is_so: impl Fn(&Node) -> bool + Copy) -> bool {
    let below = node
        .fields()
        .iter()
        .filter_map(|field| match &field.content {
            Content::Nodes(nodes) => Some(nodes),
            Content::Value(_) => None,
        });
    is_so(node) || below.flatten().any(|node| any(node, is_so))
}

/// Calls `visit` for each set of a composition's descriptor.
fn sets(subject: subject::Descriptor<'_>, mut visit: impl FnMut(&Node)) {
    for node in subject.node.all() {
        visit(node);
    }
}

declare_rule! {
    /// An essence descriptor has a set that the registers of SMPTE do not know.
    ///
    /// ## Why it matters
    /// A program that does not know the set passes over it, with all that it holds. If the name is mistyped, what it says
    /// is lost.
    ///
    /// ## How to fix it
    /// Compare the name of the element with the track file's set, and have the essence descriptor regenerated.
    REGXML_UNKNOWN_GROUP = "regxml-unknown-group" {
        severity: Warning,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::unedited("ST 2001-1")],
        needs: Documents,
        check: Descriptor(has_unknown, unknown_group),
    }
}

fn unknown_group(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    sets(subject, |node| {
        if node.group.is_none() {
            sink.finding(
                node.spot(subject.origin),
                format!("`{}` is no set that the SMPTE registers know", node.name),
            )
            .found(&node.name);
        }
    });
}

declare_rule! {
    /// An essence descriptor has a property that the registers of SMPTE do not know.
    ///
    /// ## Why it matters
    /// A program that does not know the property passes over it. If the name is mistyped, the value is lost.
    ///
    /// ## How to fix it
    /// Compare the name of the element with the property of the track file, and have the essence descriptor regenerated.
    REGXML_UNKNOWN_PROPERTY = "regxml-unknown-property" {
        severity: Warning,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::unedited("ST 2001-1")],
        needs: Documents,
        check: Descriptor(has_unknown, unknown_property),
    }
}

fn unknown_property(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    sets(subject, |node| {
        let Some(group) = node.group else { return };
        // Registers used to write the class before the names of its properties.
        let is_older = |field: &&Field| {
            let rest = field.name.strip_prefix(&*node.name);
            rest.is_some_and(|rest| rest.starts_with('_'))
        };
        let unknown = node.fields().iter().filter(|field| field.element.is_none());
        for field in unknown.filter(|field| !is_older(field)) {
            let nearest = nearest(&field.name, node);
            let draft = sink.finding(
                spot(subject.origin, field.at, &node.name, &field.name),
                match nearest {
                    Some(nearest) => format!(
                        "`{}` is no property that the SMPTE registers know; a `{}` may have a `{nearest}`",
                        field.name,
                        group.symbol()
                    ),
                    None => format!("`{}` is no property that the SMPTE registers know", field.name),
                },
            );
            draft.found(&field.name);
            if let Some(nearest) = nearest {
                draft.expected(nearest);
            }
        }
    });
}

/// The property of the set's class whose name is the nearest, if it is near.
fn nearest(name: &str, node: &Node) -> Option<&'static str> {
    const NEAR: usize = 3;
    // A hostile name has no neighbors, and would cost much to look for.
    if name.len() > 64 {
        return None;
    }
    let properties = node.group?.all_properties();
    properties
        .map(|property| property.element.symbol())
        .map(|symbol| (distance(name, symbol), symbol))
        .min()
        .filter(|(distance, _)| *distance <= NEAR)
        .map(|(_, symbol)| symbol)
}

/// How many characters have to be written, left out or changed to make one name of the other.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (index, character) in one.chars().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        for (cell, found) in row
            .iter_mut()
            .zip([None].into_iter().chain(other.chars().map(Some)))
        {
            let Some(found) = found else {
                *cell = left;
                continue;
            };
            let changed = diagonal + usize::from(found != character);
            diagonal = *cell;
            left = changed.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

declare_rule! {
    /// A set or property of an essence descriptor is in a namespace that is none of the SMPTE registers.
    ///
    /// ## Why it matters
    /// Names of RegXML count with their namespaces. A program that goes by the letter does not find the property.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated with the namespaces of the registers, such as
    /// `http://www.smpte-ra.org/reg/335/2012` for properties.
    CPL_ED_FIELD_NAMESPACE_DIFFERS = "cpl-ed-field-namespace-differs" {
        severity: Error,
        photon: "IMF_CPL_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "6.8")],
        needs: Documents,
        check: EssenceDescriptor(subject::every_listed, namespace),
    }
}

fn namespace(_: &Package, subject: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let mut open: Vec<_> = subject.descriptor.content.iter().collect();
    // One finding a descriptor: a writer that errs, errs throughout.
    let mut wrong = Vec::new();
    while let Some(element) = open.pop() {
        let name = &element.name;
        let is_known = || {
            imf_mxf::register::Element::with_symbol(&name.local).is_some()
                || imf_mxf::register::Group::with_symbol(&name.local).is_some()
        };
        if !name.namespace.starts_with(REGISTERS) && is_known() {
            wrong.push(element);
        }
        open.extend(element.children.iter().rev());
    }
    let Some(first) = wrong.first() else { return };
    let more = match wrong.len() - 1 {
        0 => String::new(),
        more => format!(", and so are {more} more"),
    };
    let found = &first.name.namespace;
    let shown = if found.is_empty() {
        "no namespace".to_owned()
    } else {
        format!("the namespace `{found}`")
    };
    sink.at(
        first.at,
        format!(
            "`{}` is in {shown}, which is none of the SMPTE registers{more}",
            first.name.local
        ),
    )
    .found(found)
    .expected("http://www.smpte-ra.org/reg/…");
}

declare_rule! {
    /// A number in an essence descriptor is none, or does not fit its type.
    ///
    /// ## Why it matters
    /// A program that reads the descriptor stops here, or goes on with another number.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file.
    REGXML_INVALID_INTEGER_VALUE = "regxml-invalid-integer-value" {
        severity: Error,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::unedited("ST 2001-1")],
        needs: Documents,
        check: Descriptor(has_odd, integer),
    }
}

fn integer(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    odd(subject, |field, kind, spot| {
        let TypeKind::Integer { bytes, signed } = kind else {
            return;
        };
        let sign = if signed { "signed" } else { "unsigned" };
        let found = field.shown();
        sink.finding(
            spot,
            format!(
                "`{}` is `{found}`, expected a whole number of {bytes} bytes, {sign}",
                field.name
            ),
        )
        .found(found)
        .expected(format!("a whole number of {bytes} bytes, {sign}"));
    });
}

declare_rule! {
    /// A value in an essence descriptor is none of those that the property may have.
    ///
    /// ## Why it matters
    /// A program that reads the descriptor does not know what is meant.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file.
    REGXML_UNKNOWN_ENUM_VALUE = "regxml-unknown-enum-value" {
        severity: Error,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::unedited("ST 2001-1")],
        needs: Documents,
        check: Descriptor(has_odd, symbol),
    }
}

fn symbol(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    odd(subject, |field, kind, spot| {
        let TypeKind::Enumeration { .. } = kind else {
            return;
        };
        let of = field
            .element
            .and_then(imf_mxf::register::Element::value_type);
        let symbols = of.into_iter().flat_map(|mut of| {
            while let TypeKind::Rename(other) = of.kind() {
                of = other;
            }
            of.symbols().map(|(_, symbol)| symbol).collect::<Vec<_>>()
        });
        let mut expected: Vec<&str> = symbols.take(12).collect();
        if expected.is_empty() {
            expected = vec!["True", "False"];
        }
        let (found, expected) = (field.shown(), expected.join(", "));
        sink.finding(
            spot,
            format!("`{}` is `{found}`, expected one of {expected}", field.name),
        )
        .found(found)
        .expected(expected);
    });
}

declare_rule! {
    /// A value in an essence descriptor is not written as its type asks.
    ///
    /// Labels are written as `urn:smpte:ul:` and four groups of eight digits, fractions as `24000/1001`, bytes as pairs of
    /// hexadecimal digits, lists as one element for each item.
    ///
    /// ## Why it matters
    /// A program that reads the descriptor stops here, or goes on without the value.
    ///
    /// ## How to fix it
    /// Have the essence descriptor regenerated from the track file.
    REGXML_VALUE_LENGTH_MISMATCH = "regxml-value-length-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_METADATA_ERROR",
        citations: [Citation::unedited("ST 2001-1")],
        needs: Documents,
        check: Descriptor(has_odd, value),
    }
}

fn value(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    odd(subject, |field, kind, spot| {
        let expected = match kind {
            TypeKind::Integer { .. } | TypeKind::Enumeration { .. } => return,
            TypeKind::Labels | TypeKind::WeakReference(_) => "a label, `urn:smpte:ul:…`",
            TypeKind::FixedArray { .. } | TypeKind::VariableArray(_) | TypeKind::Set(_) => {
                "a list of items, each an element"
            }
            TypeKind::Record => "the values of a record",
            _ => "a value of its type",
        };
        let found = field.shown();
        sink.finding(
            spot,
            format!("`{}` is `{found}`, expected {expected}", field.name),
        )
        .found(found)
        .expected(expected);
    });
}

/// Calls `visit` for the properties whose value is none of their type, with that type's kind.
fn odd(
    subject: subject::Descriptor<'_>,
    mut visit: impl FnMut(&Field, TypeKind, crate::judge::Spot),
) {
    sets(subject, |node| {
        for field in node.fields() {
            let Content::Value(value) = &field.content else {
                continue;
            };
            let of = field
                .element
                .and_then(imf_mxf::register::Element::value_type);
            if let Some(of) = of.filter(|_| is_odd(value)) {
                let spot = spot(subject.origin, field.at, &node.name, &field.name);
                visit(field, of.plain_kind(), spot);
            }
        }
    });
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::cpl::testing::{edit, edit_all};
    &[
        Case::fires("regxml-unknown-property", "a letter left out", |package| {
            edit(
                package,
                "r1:DisplayWidth>1920</r1:DisplayWidth",
                "r1:DisplayWith>1920</r1:DisplayWith",
            );
        })
        .with(&["cpl-ed-field-absent"]),
        Case::silent("regxml-unknown-property", "all are known", |_| {}),
        Case::fires("regxml-unknown-group", "a set of our own", |package| {
            edit_all(
                package,
                "r0:ContainerConstraintsSubDescriptor",
                "r0:OurSubDescriptor",
            );
        })
        .with(&["cpl-ed-field-absent"]),
        Case::silent("regxml-unknown-group", "all are known", |_| {}),
        Case::fires(
            "cpl-ed-field-namespace-differs",
            "a namespace of our own",
            |package| {
                edit_all(
                    package,
                    "http://www.smpte-ra.org/reg/335/2012",
                    "http://example.com/reg/335/2012",
                );
            },
        ),
        Case::silent(
            "cpl-ed-field-namespace-differs",
            "an older namespace of the registers",
            |package| {
                edit_all(
                    package,
                    "http://www.smpte-ra.org/reg/395/2014/13/1/aaf",
                    "http://www.smpte-ra.org/reg/395/2013",
                );
            },
        ),
        Case::fires(
            "regxml-invalid-integer-value",
            "a unit behind it",
            |package| {
                edit(
                    package,
                    "<r1:DisplayWidth>1920<",
                    "<r1:DisplayWidth>1920 pixels<",
                );
            },
        ),
        Case::silent(
            "regxml-invalid-integer-value",
            "zeros before it",
            |package| {
                edit(package, "<r1:DisplayWidth>1920<", "<r1:DisplayWidth>01920<");
            },
        ),
        Case::fires("regxml-unknown-enum-value", "another word", |package| {
            edit(package, "<r1:Locked>True<", "<r1:Locked>Yes<");
        }),
        Case::silent("regxml-unknown-enum-value", "a number", |package| {
            edit(package, "<r1:Locked>True<", "<r1:Locked>1<");
        }),
        Case::fires(
            "regxml-value-length-mismatch",
            "a label without its beginning",
            |package| {
                edit(
                    package,
                    "<r1:ContainerFormat>urn:smpte:ul:",
                    "<r1:ContainerFormat>",
                );
            },
        ),
        Case::silent(
            "regxml-value-length-mismatch",
            "a label in capitals",
            |package| {
                edit(
                    package,
                    "<r1:ContainerFormat>urn:smpte:ul:060e2b34",
                    "<r1:ContainerFormat>urn:smpte:ul:060E2B34",
                );
            },
        ),
    ]
};

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn names_are_as_far_from_each_other_as_they_differ() {
        assert_eq!(distance("StoredWidth", "StoredWidth"), 0);
        assert_eq!(distance("StoreWidth", "StoredWidth"), 1);
        assert_eq!(distance("SampleRatte", "SampleRate"), 1);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
