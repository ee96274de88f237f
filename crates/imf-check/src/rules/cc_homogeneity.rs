//! That a track is of one make from end to end (ST 2067-2, 6.2.1).

use super::cpl;
use super::cpl::descriptor::Descriptor;
use crate::descriptor::{Difference, Grade, Side, compare};
use crate::hash::HashMap;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::kind::{Essence, Kind};
use crate::rule::{Citation, declare_rule};

/// What has to be the same in all descriptors of an image track.
const IMAGE: [&str; 25] = [
    "BlackRefLevel",
    "CodingEquations",
    "ColorPrimaries",
    "ColorRange",
    "ColorSiting",
    "ComponentDepth",
    "ComponentMaxRef",
    "ComponentMinRef",
    "Csiz",
    "FrameLayout",
    "HorizontalSubsampling",
    "J2CLayout",
    "JPEG2000SubDescriptor",
    "PictureComponentSizing",
    "PictureCompression",
    "PixelLayout",
    "SampleRate",
    "StoredHeight",
    "StoredWidth",
    "SubDescriptors",
    "TransferCharacteristic",
    "VerticalSubsampling",
    "WhiteRefLevel",
    "Xsiz",
    "Ysiz",
];

/// What has to be the same in all descriptors of a sound track.
const SOUND: [&str; 4] = [
    "AudioSampleRate",
    "ChannelCount",
    "QuantizationBits",
    "SampleRate",
];

declare_rule! {
    /// The technical format changes within a virtual track.
    ///
    /// ## Why it matters
    /// All pictures of a track have the same size, color and codec, and all its sound the same channels and bit depth,
    /// so that one decoder plays it without a break. Where a resource differs, players stop, or show wrong colors from
    /// there on.
    ///
    /// ## How to fix it
    /// Convert the track file that differs to the format of the others. If only the essence descriptor is wrong, have
    /// it regenerated from the track file.
    CC_TRACK_NOT_HOMOGENEOUS = "cc-track-not-homogeneous" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "6.2.1")],
        needs: Documents,
        check: Composition(not_homogeneous),
    }
}

fn not_homogeneous(_: &Package, composition: subject::Composition<'_>, sink: &mut Sink<'_>) {
    let mut makes = Makes::default();
    for track in composition.virtual_tracks() {
        let Some(essence) = track.sequences().next().and_then(|first| {
            let essence = Kind::of(first).essence()?;
            matches!(essence, Essence::Image | Essence::Sound).then_some(essence)
        }) else {
            continue;
        };
        // A sequence of another kind under the same id is a finding of its own.
        let own = track
            .uses()
            .filter(|used| used.resource.sequence.sequence.kind == track.track.kind);
        let mut described = own.filter_map(|used| {
            let descriptor = Descriptor::of_resource(composition, used.resource.resource)?;
            (descriptor.essence == Some(essence)).then_some((used.resource, descriptor))
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
            let Some(difference) = makes.difference(&reference, &descriptor) else {
                continue;
            };
            sink.at(
                resource.resource.at,
                format!(
                    "{} differs from the first resource of the track: {difference}",
                    cpl::resource_name(resource)
                ),
            )
            .found(&*difference)
            .related(
                composition.info.document,
                descriptor.place(""),
                "its descriptor",
            )
            .related(
                composition.info.document,
                reference.place(""),
                "the descriptor of the first resource",
            );
            // One finding a track: what follows is of that make, or of the first, again and again.
            break;
        }
    }
}

/// What was found of each pair of descriptors.
#[derive(Default)]
struct Makes {
    differences: HashMap<(usize, usize), Option<String>>,
}

impl Makes {
    /// In what `other` differs from `reference`, in words.
    fn difference(&mut self, reference: &Descriptor<'_>, other: &Descriptor<'_>) -> Option<String> {
        let pair = (reference.index, other.index);
        self.differences
            .entry(pair)
            .or_insert_with(|| {
                let (left, right) = (&reference.node.name, &other.node.name);
                if left == right {
                    differences(reference, other)
                } else {
                    Some(format!("`{right}` instead of `{left}`"))
                }
            })
            .clone()
    }
}

/// The properties in which two descriptors of one kind differ and must not, and both values, a few of them.
fn differences(reference: &Descriptor<'_>, other: &Descriptor<'_>) -> Option<String> {
    const SHOWN: usize = 4;
    let names: &[&str] = match reference.essence {
        Some(Essence::Image) => &IMAGE,
        _ => &SOUND,
    };
    let counts = |difference: &Difference<'_>| {
        let path = &*difference.path;
        // Applications pass over coding equations where the components are colors. Rates that differ from their resources
        // have findings of their own, and those of one track's resources agree.
        let is_left_out = path == "CodingEquations" && &*reference.node.name == "RGBADescriptor"
            || matches!(path, "SampleRate" | "AudioSampleRate") && !reference.is_interlaced();
        difference.grade <= Grade::Absent
            && !is_left_out
            && path.split('/').all(|name| names.contains(&name))
    };
    let mut differing = compare(reference.node, other.node);
    differing.retain(counts);
    if differing.is_empty() {
        return None;
    }
    let value = |side: Option<Side<'_>>| match side {
        Some(Side::Field(field)) => field.shown(),
        Some(Side::Node(_)) => "there".to_owned(),
        None => "not there".to_owned(),
    };
    let shown = differing.iter().take(SHOWN).map(|difference| {
        format!(
            "`{}` is {} instead of {}",
            difference.path,
            value(difference.actual),
            value(difference.stated)
        )
    });
    let shown: Vec<String> = shown.collect();
    let more = match differing.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(", and {more} more differ"),
    };
    Some(format!("{}{more}", shown.join(", ")))
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::delivery::Delivery;

    use super::case::Case;
    use super::cpl::testing::edited;
    use crate::storage::MemoryStorage;

    /// The sound played by two resources, the second with a descriptor of its own.
    fn two_makes(fields: &str) -> MemoryStorage {
        const SECOND: &str = "urn:uuid:a0d10000-0000-4000-8000-000000000135";
        let descriptor = format!(
            "<EssenceDescriptor><Id>{SECOND}</Id><r0:WAVEPCMDescriptor \
             xmlns:r0=\"http://www.smpte-ra.org/reg/395/2014/13/1/aaf\" \
             xmlns:r1=\"http://www.smpte-ra.org/reg/335/2012\">{fields}</r0:WAVEPCMDescriptor></EssenceDescriptor>\
             </EssenceDescriptorList>"
        );
        let resource = format!(
            "</Resource><Resource xsi:type=\"TrackFileResourceType\">\
             <Id>urn:uuid:a0d10000-0000-4000-8000-000000000125</Id><EditRate>48000 1</EditRate>\
             <IntrinsicDuration>8008</IntrinsicDuration><SourceEncoding>{SECOND}</SourceEncoding>\
             <TrackFileId>urn:uuid:a0d10000-0000-4000-8000-000000000005</TrackFileId>\
             </Resource></ResourceList></cc:MainAudioSequence>"
        );
        edited(
            &Delivery::minimal(),
            &[
                ("</EssenceDescriptorList>", &descriptor),
                (
                    "</Resource></ResourceList></cc:MainAudioSequence>",
                    &resource,
                ),
                ("<RepeatCount>1<", "<RepeatCount>2<"),
            ],
        )
    }

    /// The picture played by two resources, the second with a copy of the descriptor that has `field` besides.
    fn two_pictures(field: &str) -> MemoryStorage {
        let mut package = Delivery::minimal().build();
        let path = package.composition();
        package.edit_with(&path, |text| {
            let copy = |start: &str, end: &str| {
                let from = text.find(start).expect("its start");
                let to = from + text[from..].find(end).expect("its end") + end.len();
                text[from..to].to_owned()
            };
            let descriptor = copy("<EssenceDescriptor>", "</EssenceDescriptor>");
            let resource = copy("<Resource xsi:type", "</Resource>");
            let other = |text: &str| text.replace("000000000034", "000000000134");
            let more = other(&descriptor).replacen(
                "<r1:StoredWidth>",
                &format!("{field}<r1:StoredWidth>"),
                1,
            );
            let again = other(&resource).replace("000000000024", "000000000124");
            let text = text
                .replacen(&descriptor, &format!("{descriptor}{more}"), 1)
                .replacen(&resource, &format!("{resource}{again}"), 1);
            let (before, after) = text.rsplit_once("<RepeatCount>1<").expect("the sound's");
            format!("{before}<RepeatCount>2<{after}")
        });
        package.reseal();
        MemoryStorage::new(package.files)
    }

    &[
        Case::fires_for("cc-track-not-homogeneous", "a color range", || {
            two_pictures("<r1:ColorRange>1</r1:ColorRange>")
        }).with(&["cpl-ed-field-absent"]),
        Case::silent_for(
            "cc-track-not-homogeneous",
            "coding equations of colors",
            || {
                two_pictures(
                    "<r1:CodingEquations>urn:smpte:ul:060e2b34.04010101.04010101.02020000</r1:CodingEquations>",
                )
            },
        ).with(&["cpl-ed-field-absent"]),
        Case::fires_for("cc-track-not-homogeneous", "16 bits after 24", || {
            two_makes(
                "<r1:SampleRate>48000/1</r1:SampleRate><r1:ChannelCount>2</r1:ChannelCount>\
                 <r1:AudioSampleRate>48000/1</r1:AudioSampleRate><r1:QuantizationBits>16</r1:QuantizationBits>",
            )
        })
        .with(&["cpl-ed-field-absent", "cpl-ed-mismatch", "cpl-ed-instance-id-mismatch", "mca-bit-depth", "mca-channel-assignment", "mca-subdescriptors-missing"]),
        Case::silent_for(
            "cc-track-not-homogeneous",
            "the same in another spelling",
            || {
                two_makes(
                    "<r1:QuantizationBits>024</r1:QuantizationBits><r1:AudioSampleRate>96000/2</r1:AudioSampleRate>\
                     <r1:SampleRate>48000 1</r1:SampleRate><r1:ChannelCount> 2 </r1:ChannelCount>",
                )
            },
        )
        .with(&["cpl-ed-field-absent", "cpl-ed-instance-id-mismatch", "mca-channel-assignment", "mca-subdescriptors-missing"]),
    ]
};
