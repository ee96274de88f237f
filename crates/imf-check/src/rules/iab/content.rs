//! Rules on what the label of immersive audio says of its content and use (ST 2067-201:2026, 5.10.3; ST 377-41).
//!
//! The editions of 2019 and 2021 recommend `MCAAudioContentKind` and `MCAAudioElementKind`, that of 2026 recommends
//! `MCAContent` and `MCAUseClass` in their place.

use super::{ED_2019, ED_2021, in_2026, is_iab, labels};
use crate::descriptor::Node;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};
use crate::rules::cpl::and_more;
use crate::rules::set::{Demand, Sets, has, list};
use crate::rules::vocabulary::{
    A_CONTENT, OF_2023, USE_CLASSES, contents, is_content, use_classes,
};

/// Where an edition wants to read what is heard and for what it is meant.
const BY_EDITION: [(&[&str], [&str; 2]); 2] = [
    (
        &["2019", "2021"],
        ["MCAAudioContentKind", "MCAAudioElementKind"],
    ),
    (&["2026"], ["MCAContent", "MCAUseClass"]),
];

/// Whether the label has either of the properties.
fn has_any(label: &Node, symbols: [&str; 2]) -> bool {
    symbols.iter().any(|symbol| has(label, symbol))
}

declare_rule! {
    /// The label of immersive audio does not say what is heard, in the words of any edition.
    ///
    /// The edition of 2026 recommends `MCAContent` and `MCAUseClass` for that, those of 2019 and 2021 recommend
    /// `MCAAudioContentKind` and `MCAAudioElementKind`. One of the two is enough here.
    ///
    /// ## Why it matters
    /// Programs choose between the main sound, a version for those who hear or see badly, and parts for further mixing by
    /// these symbols. Without them a person has to listen.
    ///
    /// ## How to fix it
    /// Have the label written again with the content as `MCAContent`, such as `PRM` for the main sound, and the use as
    /// `MCAUseClass`, such as `FCMP` for a finished mix.
    IAB_TF_MCA_CONTENT_AND_USE_MISSING = "iab-tf-mca-content-and-use-missing" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [in_2026("5.10.3"), ED_2021, ED_2019],
        needs: Documents,
        check: Descriptor(is_iab, nothing),
    }
}

fn nothing(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(labels) = labels(package, subject).filter(Sets::is_whole) else {
        return;
    };
    let mut silent = labels.nodes().iter().filter(|label| {
        !BY_EDITION
            .iter()
            .any(|(_, symbols)| has_any(label, *symbols))
    });
    let Some(first) = silent.next() else { return };
    let more = and_more(1 + silent.count() as u64);
    let wishes = BY_EDITION.map(|(editions, [content, usage])| {
        format!("`{content}` and `{usage}` ({})", editions.join(", "))
    });
    let wanted = wishes.join(" or ");
    let class = labels.class();
    let message = format!(
        "the `{class}`{more} does not say what is heard, and ST 2067-201 recommends {wanted}"
    );
    labels.at(sink, first, "", message).expected(wanted);
}

declare_rule! {
    /// The label of immersive audio says what is heard in the words of earlier editions.
    ///
    /// The editions of 2019 and 2021 recommend `MCAAudioContentKind` and `MCAAudioElementKind`; that of 2026 recommends
    /// `MCAContent` and `MCAUseClass` in their place. All editions share a namespace, so nobody can tell which one a file
    /// keeps.
    ///
    /// ## Why it matters
    /// A program of 2026 may not look at the older properties.
    ///
    /// ## How to fix it
    /// Nothing has to be done. To be understood by newer programs, add `MCAContent` and `MCAUseClass`.
    IAB_TF_MCA_AUDIO_KIND_UNEXPECTED = "iab-tf-mca-audio-kind-unexpected" {
        severity: Info,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [in_2026("5.10.3")],
        needs: Documents,
        check: Descriptor(is_iab, older),
    }
}

fn older(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(labels) = labels(package, subject) else {
        return;
    };
    let [(_, older), (_, newer)] = BY_EDITION;
    let mut having = labels
        .nodes()
        .iter()
        .filter(|label| has_any(label, older) && !has_any(label, newer));
    let Some(first) = having.next() else { return };
    let more = and_more(1 + having.count() as u64);
    let ([content, usage], class) = (newer, labels.class());
    let symbol = older
        .into_iter()
        .find(|symbol| has(first, symbol))
        .unwrap_or(content);
    let message = format!(
        "the `{class}`{more} has `{symbol}`, and ST 2067-201 (2026) recommends `{content}` and `{usage}` instead"
    );
    labels
        .at(sink, first, symbol, message)
        .found(symbol)
        .expected(format!("`{content}` and `{usage}`"));
}

declare_rule! {
    /// The label of immersive audio says for what the sound is meant, and not what is heard.
    ///
    /// ## Why it matters
    /// A use class without a content, such as a finished mix of nobody knows what, says nothing. The standard asks for both
    /// or none.
    ///
    /// ## How to fix it
    /// Have the label written again with the content as `MCAContent`, such as `PRM` for the main sound.
    IAB_TF_MCA_CONTENT_MISSING = "iab-tf-mca-content-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 377-4", "2021")],
        needs: Documents,
        check: Descriptor(is_iab, no_content),
    }
}

fn no_content(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    one_alone(package, subject, sink, ["MCAUseClass", "MCAContent"]);
}

declare_rule! {
    /// The label of immersive audio says what is heard, and not for what it is meant.
    ///
    /// ## Why it matters
    /// The main sound may be a finished mix or one to work on, and only the use class tells. The standard asks for both or
    /// none.
    ///
    /// ## How to fix it
    /// Have the label written again with the use as `MCAUseClass`, such as `FCMP` for a finished mix.
    IAB_TF_MCA_USE_CLASS_MISSING = "iab-tf-mca-use-class-missing" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 377-4", "2021")],
        needs: Documents,
        check: Descriptor(is_iab, no_use_class),
    }
}

fn no_use_class(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    one_alone(package, subject, sink, ["MCAContent", "MCAUseClass"]);
}

/// Says which labels have the first property and not the second.
fn one_alone(
    package: &Package,
    subject: subject::Descriptor<'_>,
    sink: &mut Sink<'_>,
    [there, missing]: [&str; 2],
) {
    let Some(labels) = labels(package, subject).filter(Sets::is_whole) else {
        return;
    };
    let mut alone = labels
        .nodes()
        .iter()
        .filter(|label| has(label, there) && !has(label, missing));
    let Some(first) = alone.next() else { return };
    let more = and_more(1 + alone.count() as u64);
    let class = labels.class();
    let permitted = match (missing, first.text(there).and_then(use_classes)) {
        ("MCAUseClass", Some(classes)) => list(classes.iter().copied()),
        ("MCAUseClass", None) => list(USE_CLASSES),
        _ => list(contents()),
    };
    let message = format!(
        "the `{class}`{more} has `{there}` and no `{missing}`, and ST 377-4 (2021) asks for both or none"
    );
    labels
        .at(sink, first, there, message)
        .expected(format!("`{missing}`: one of {permitted}"));
}

declare_rule! {
    /// The label of immersive audio names a content that the standard does not know.
    ///
    /// `MCAContent` is one of the symbols of ST 377-41, or a symbol of one's own that begins with `x-`.
    ///
    /// ## Why it matters
    /// Programs choose between tracks by this symbol, and do not find one that they do not know.
    ///
    /// ## How to fix it
    /// Have the label written again with a symbol of the standard, such as `PRM` for the main sound.
    IAB_TF_MCA_CONTENT_INVALID = "iab-tf-mca-content-invalid" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 377-41", "2023")],
        needs: Documents,
        check: Descriptor(is_iab, content),
    }
}

fn content(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        let listed = format!("{}, or one that begins with `x-`", list(contents()));
        let demand = Demand::shall(A_CONTENT).listing(&listed);
        let labels = labels.under(OF_2023);
        labels.incorrect(sink, "MCAContent", demand, |content| {
            content.text().is_some_and(is_content)
        });
    }
}

declare_rule! {
    /// The label of immersive audio names a use class that the standard does not know.
    ///
    /// `MCAUseClass` is one of four symbols of ST 377-41: `FCMP` for a finished mix, `ICMP` for one that others are made of,
    /// `SMPL` for a simplified one, and `SING` for a single voice or instrument.
    ///
    /// ## Why it matters
    /// Programs choose between tracks by this symbol, and do not find one that they do not know.
    ///
    /// ## How to fix it
    /// Have the label written again with one of the four symbols.
    IAB_TF_MCA_USE_CLASS_INVALID = "iab-tf-mca-use-class-invalid" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 377-41", "2023")],
        needs: Documents,
        check: Descriptor(is_iab, use_class),
    }
}

fn use_class(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(labels) = labels(package, subject) {
        let wanted = format!("one of {}", list(USE_CLASSES));
        let labels = labels.under(OF_2023);
        labels.incorrect(sink, "MCAUseClass", Demand::shall(&wanted), |class| {
            class
                .text()
                .is_some_and(|class| USE_CLASSES.contains(&class))
        });
    }
}

declare_rule! {
    /// The label of immersive audio names a content and a use class that do not go together.
    ///
    /// ST 377-41 says which use classes a content may have: narration is a single element and no finished mix, a version
    /// for those who hear badly is always a finished one.
    ///
    /// ## Why it matters
    /// One of the two is wrong, and programs that go by them choose the wrong track.
    ///
    /// ## How to fix it
    /// Have the label written again with a use class that the content may have, or with the right content.
    IAB_TF_MCA_COMBINATION = "iab-tf-mca-combination" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 377-41", "2023")],
        needs: Documents,
        check: Descriptor(is_iab, combination),
    }
}

fn combination(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(labels) = labels(package, subject) else {
        return;
    };
    for label in labels.nodes() {
        let pair = label.text("MCAContent").zip(label.text("MCAUseClass"));
        // Symbols that are not known are told, or are somebody's own.
        let Some((content, class, permitted)) = pair.and_then(|(content, class)| {
            let is_known = USE_CLASSES.contains(&class);
            Some((content, class, use_classes(content).filter(|_| is_known)?))
        }) else {
            continue;
        };
        if !permitted.contains(&class) {
            let permitted = list(permitted.iter().copied());
            let message = format!(
                "`MCAUseClass` of the `{}` is `{class}`, and {OF_2023} allows {permitted} for the content `{content}`",
                labels.class()
            );
            labels
                .at(sink, label, "MCAUseClass", message)
                .found(class)
                .expected(permitted);
        }
    }
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::property::{MCA_AUDIO_CONTENT_KIND, MCA_AUDIO_ELEMENT_KIND};
    use imf_testkit::mxf::set::Value;

    use super::testing::labeled;
    use crate::rules::case::Case;
    use crate::storage::MemoryStorage;
    /// The label with these symbols as content and use class.
    fn saying(content: Option<&str>, class: Option<&str>) -> MemoryStorage {
        labeled(|label| {
            for (name, symbol) in [("MCAContent", content), ("MCAUseClass", class)] {
                match symbol {
                    Some(symbol) => label.set(name, Value::text(symbol)),
                    None => label.remove(name),
                };
            }
        })
    }
    /// The label in the words of the first two editions.
    fn in_older_words() -> MemoryStorage {
        labeled(|label| {
            label.remove("MCAContent").remove("MCAUseClass");
            let older = [
                (MCA_AUDIO_CONTENT_KIND, "PRM"),
                (MCA_AUDIO_ELEMENT_KIND, "FCMP"),
            ];
            for (property, symbol) in older {
                label.properties.push((property, Value::text(symbol)));
            }
        })
    }
    &[
        Case::fires_for("iab-tf-mca-content-and-use-missing", "nothing", || {
            saying(None, None)
        }),
        Case::silent_for(
            "iab-tf-mca-content-and-use-missing",
            "in the words of 2019",
            in_older_words,
        )
        .with(&["iab-tf-mca-audio-kind-unexpected"]),
        Case::fires_for(
            "iab-tf-mca-audio-kind-unexpected",
            "in the words of 2019",
            in_older_words,
        ),
        Case::silent_for("iab-tf-mca-audio-kind-unexpected", "in both", || {
            labeled(|label| {
                let older = (MCA_AUDIO_CONTENT_KIND, Value::text("PRM"));
                label.properties.push(older);
            })
        }),
        Case::fires_for("iab-tf-mca-content-missing", "a use alone", || {
            saying(None, Some("FCMP"))
        }),
        Case::silent_for("iab-tf-mca-content-missing", "both", || {
            saying(Some("SAP"), Some("SMPL"))
        }),
        Case::fires_for("iab-tf-mca-use-class-missing", "a content alone", || {
            saying(Some("PRM"), None)
        }),
        Case::silent_for("iab-tf-mca-use-class-missing", "both", || {
            saying(Some("DX"), Some("ICMP"))
        }),
        Case::fires_for("iab-tf-mca-content-invalid", "letters turned round", || {
            saying(Some("MRP"), Some("FCMP"))
        }),
        Case::silent_for("iab-tf-mca-content-invalid", "one's own", || {
            saying(Some("x-rehearsal"), Some("SING"))
        }),
        Case::fires_for("iab-tf-mca-use-class-invalid", "small letters", || {
            saying(Some("PRM"), Some("fcmp"))
        }),
        Case::silent_for("iab-tf-mca-use-class-invalid", "a single element", || {
            saying(Some("VO"), Some("SING"))
        }),
        Case::fires_for("iab-tf-mca-combination", "a finished voice", || {
            saying(Some("VO"), Some("FCMP"))
        }),
        Case::silent_for("iab-tf-mca-combination", "a finished commentary", || {
            saying(Some("CM"), Some("FCMP"))
        }),
    ]
};
