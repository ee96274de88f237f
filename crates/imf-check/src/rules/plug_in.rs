//! What the plug-ins ask of their tracks alike.

use imf_parse::model::EditRate;

use super::cpl;
use super::cpl::descriptor::Descriptor;
use super::cpl::groups::Groups;
use super::cpl::rate::Ratio;
use crate::judge::{Sink, subject};
use crate::package::kind::Kind;
use crate::package::plug_in::PlugIn;

/// How the sequences of the plug-in in a composition use track files.
fn uses<'a>(
    composition: subject::Composition<'a>,
    plug_in: &PlugIn,
) -> impl Iterator<Item = subject::Use<'a>> {
    let uses = composition.uses();
    uses.filter(|used| Kind::of(used.resource.sequence) == plug_in.kind)
}

/// Whether the composition has such a track.
fn is_used(composition: subject::Composition<'_>, plug_in: &PlugIn) -> bool {
    let mut kinds = composition.playlist.sequence_kinds.iter();
    kinds.any(|kind| kind.is(plug_in.namespace, plug_in.sequence))
}

/// Says which resources are described by a descriptor of another class than the plug-in's.
pub(super) fn descriptor_type(
    composition: subject::Composition<'_>,
    plug_in: &PlugIn,
    sink: &mut Sink<'_>,
) {
    if !is_used(composition, plug_in) {
        return;
    }
    let mut groups = Groups::new();
    for subject::Use { resource, count } in uses(composition, plug_in) {
        if let Some(descriptor) = Descriptor::of_resource(composition, resource.resource)
            .filter(|descriptor| *descriptor.node.name != *plug_in.descriptor)
        {
            groups.add_all(count, descriptor.index, || (resource, descriptor));
        }
    }
    for ((resource, descriptor), count) in groups.finish() {
        let found = &descriptor.node.name;
        let (wanted, standard) = (plug_in.descriptor, plug_in.standard);
        let message = format!(
            "{}{} is described by a `{found}`, and {standard} asks for an `{wanted}`",
            cpl::resource_name(resource),
            cpl::and_more(count)
        );
        sink.at(resource.resource.at, message)
            .found(found)
            .expected(wanted)
            .related(
                composition.info.document,
                descriptor.place(""),
                "the descriptor",
            );
    }
}

/// How the edit rate of a track has to go with that of the main image.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rates {
    /// A whole multiple of it.
    Multiple,
    /// The same.
    Same,
}

/// Says which resources have an edit rate that does not go with the composition's, which is that of its main image.
pub(super) fn edit_rate(
    composition: subject::Composition<'_>,
    plug_in: &PlugIn,
    rates: Rates,
    sink: &mut Sink<'_>,
) {
    let Some(stated) = composition.playlist.edit_rate else {
        return;
    };
    let Some(expected) = Ratio::of(stated.value) else {
        return;
    };
    let mut groups = Groups::new();
    for subject::Use { resource, count } in uses(composition, plug_in) {
        let Some(rate) = resource.resource.edit_rate else {
            continue;
        };
        let Some(found) = Ratio::of(rate.value) else {
            continue;
        };
        let goes = match rates {
            Rates::Multiple => found.per_unit_of(expected).denominator == 1,
            Rates::Same => found == expected,
        };
        if !goes {
            groups.add_all(count, found, || (resource, rate));
        }
    }
    for ((resource, rate), count) in groups.finish() {
        let wanted = wanted(rates, stated.value);
        let (found, standard) = (rate.value, plug_in.standard);
        let message = format!(
            "{}{} has the edit rate {found}, and {standard} asks for {wanted}",
            cpl::resource_name(resource),
            cpl::and_more(count)
        );
        sink.at(rate.at, message)
            .found(found)
            .expected(wanted)
            .related(
                composition.info.document,
                stated.at,
                "the edit rate of the composition",
            );
    }
}

fn wanted(rates: Rates, stated: EditRate) -> String {
    match rates {
        Rates::Multiple => {
            format!("a whole multiple of {stated}, the edit rate of the main image")
        }
        Rates::Same => format!("{stated}, the edit rate of the main image"),
    }
}

/// Says which track has two descriptors that differ in what `differ` compares; it says in what, and what is found and
/// wanted.
pub(super) fn not_homogeneous(
    composition: subject::Composition<'_>,
    plug_in: &PlugIn,
    sink: &mut Sink<'_>,
    differ: impl Fn(&Descriptor<'_>, &Descriptor<'_>) -> Option<(String, String, String)>,
) {
    if !is_used(composition, plug_in) {
        return;
    }
    for track in composition.virtual_tracks() {
        let own = track
            .uses()
            .filter(|used| Kind::of(used.resource.sequence) == plug_in.kind);
        let mut described = own.filter_map(|used| {
            let descriptor = Descriptor::of_resource(composition, used.resource.resource)?;
            let is_own = *descriptor.node.name == *plug_in.descriptor;
            is_own.then_some((used.resource, descriptor))
        });
        let Some((_, reference)) = described.next() else {
            continue;
        };
        let mut previous = reference.index;
        for (resource, descriptor) in described {
            if descriptor.index == previous {
                continue;
            }
            previous = descriptor.index;
            let Some((what, found, expected)) = differ(&reference, &descriptor) else {
                continue;
            };
            let (document, standard) = (composition.info.document, plug_in.standard);
            let message = format!(
                "`{what}` is {found} for {}, and {expected} for the first resource of the track, and {standard} asks for one throughout",
                cpl::resource_name(resource)
            );
            sink.at(resource.resource.at, message)
                .found(found)
                .expected(expected)
                .related(document, descriptor.place(""), "its descriptor")
                .related(
                    document,
                    reference.place(""),
                    "the descriptor of the first resource",
                );
            // One finding a track: what follows is of that make, or of the first, again and again.
            break;
        }
    }
}

/// What the cases of rules on tracks of plug-ins do to a package.
#[cfg(test)]
pub(super) mod testing {
    use imf_testkit::delivery::Delivery;

    use crate::rules::cpl::testing::edited;
    use crate::storage::MemoryStorage;

    const RESOURCE: &str = "<Id>urn:uuid:91060000-0000-4000-8000-00000000002a</Id>";

    /// The package, its track of a plug-in at that edit rate and as long as so many edit units.
    pub(in crate::rules) fn at_rate(delivery: &Delivery, rate: &str, length: u32) -> MemoryStorage {
        let timing = |rate: &str, length: u32| {
            format!(
                "{RESOURCE}<EditRate>{rate}</EditRate><IntrinsicDuration>{length}</IntrinsicDuration>\
                 <EntryPoint>0</EntryPoint><SourceDuration>{length}</SourceDuration>"
            )
        };
        let edit = (timing("24000 1001", 4), timing(rate, length));
        edited(delivery, &[(&edit.0, &edit.1)])
    }

    /// The package, its track of a plug-in played by two resources, each a half, the second with a descriptor of its own.
    pub(in crate::rules) fn two_makes(
        delivery: &Delivery,
        field: &str,
        other: &str,
    ) -> MemoryStorage {
        let mut package = delivery.build();
        let path = package.composition();
        package.edit_with(&path, |text| {
            let text: String = text.split('\n').map(str::trim_start).collect();
            let part = |start: &str, end: &str| {
                let from = text.find(start).expect("its start");
                let to = from + text[from..].find(end).expect("its end") + end.len();
                text[from..to].to_owned()
            };
            let descriptor = part(
                "<EssenceDescriptor><Id>urn:uuid:91060000",
                "</EssenceDescriptor>",
            );
            let resource = part(RESOURCE, "</Resource>");
            let second = |text: &str| {
                let text = text.replace("00000000003a", "00000000013a");
                text.replace("00000000002a", "00000000012a")
            };
            assert!(descriptor.contains(field), "no `{field}`");
            let more = second(&descriptor).replacen(field, other, 1);
            let half = resource.replace("<SourceDuration>4<", "<SourceDuration>2<");
            let again = format!(
                "<Resource xsi:type=\"TrackFileResourceType\">{}",
                second(&half)
            );
            text.replacen(&descriptor, &format!("{descriptor}{more}"), 1)
                .replacen(&resource, &format!("{half}{again}"), 1)
        });
        package.reseal();
        MemoryStorage::new(package.files)
    }
}
