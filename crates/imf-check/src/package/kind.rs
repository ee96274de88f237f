//! The kinds of sequence that the core constraints and the plug-ins define, by edition.

use imf_parse::model::Name;

use super::CoreConstraints;
use super::plug_in::PLUG_INS;
use crate::judge::subject::Sequence;

/// A kind of sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    AncillaryData,
    Cdp,
    Commentary,
    ForcedNarrative,
    HearingImpairedCaptions,
    Iab,
    Isxd,
    Karaoke,
    MainAudio,
    MainImage,
    Marker,
    Mga,
    Subtitles,
    /// A name that no edition and no plug-in defines.
    Unsupported,
    VisuallyImpairedText,
}

/// What a descriptor describes, or a sequence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Essence {
    Iab,
    Image,
    Isxd,
    Mga,
    Sound,
    TimedText,
}

/// The sequences of the core constraints, and the edition that added each.
const CORE: [(&str, Kind, CoreConstraints); 10] = {
    use CoreConstraints::{V2013, V2016, V2020};
    [
        ("AncillaryDataSequence", Kind::AncillaryData, V2013),
        ("CDPSequence", Kind::Cdp, V2016),
        ("CommentarySequence", Kind::Commentary, V2013),
        ("ForcedNarrativeSequence", Kind::ForcedNarrative, V2020),
        (
            "HearingImpairedCaptionsSequence",
            Kind::HearingImpairedCaptions,
            V2013,
        ),
        ("KaraokeSequence", Kind::Karaoke, V2013),
        ("MainAudioSequence", Kind::MainAudio, V2013),
        ("MainImageSequence", Kind::MainImage, V2013),
        ("SubtitlesSequence", Kind::Subtitles, V2013),
        (
            "VisuallyImpairedTextSequence",
            Kind::VisuallyImpairedText,
            V2013,
        ),
    ]
};

impl Kind {
    /// The kind of `sequence`.
    pub(crate) fn of(sequence: Sequence<'_>) -> Self {
        let kinds = &sequence.segment.composition.info.kinds;
        let kind = kinds.get(sequence.sequence.kind as usize);
        kind.copied().unwrap_or(Self::Unsupported)
    }

    /// The kind of the element `name` in a playlist of the namespace `playlist`.
    pub(crate) fn of_name(name: &Name, playlist: &str) -> Self {
        if name.is(playlist, "MarkerSequence") {
            return Self::Marker;
        }
        let found = match CoreConstraints::of_namespace(&name.namespace) {
            Some(edition) => CORE
                .iter()
                .find(|(local, _, since)| *since <= edition && **local == *name.local)
                .map(|(_, kind, _)| *kind),
            None => PLUG_INS
                .iter()
                .find(|plug_in| name.is(plug_in.namespace, plug_in.sequence))
                .map(|plug_in| plug_in.kind),
        };
        found.unwrap_or(Self::Unsupported)
    }

    /// What it shows, where only one thing will do.
    pub(crate) const fn essence(self) -> Option<Essence> {
        match self {
            Self::MainImage => Some(Essence::Image),
            Self::MainAudio => Some(Essence::Sound),
            Self::ForcedNarrative
            | Self::HearingImpairedCaptions
            | Self::Subtitles
            | Self::VisuallyImpairedText => Some(Essence::TimedText),
            Self::Iab => Some(Essence::Iab),
            Self::Isxd => Some(Essence::Isxd),
            Self::Mga => Some(Essence::Mga),
            Self::AncillaryData
            | Self::Cdp
            | Self::Commentary
            | Self::Karaoke
            | Self::Marker
            | Self::Unsupported => None,
        }
    }
}

impl Essence {
    /// What a descriptor of that name describes, where it is one thing only.
    pub(crate) fn of_descriptor(local: &str) -> Option<Self> {
        Some(match local {
            "CDCIDescriptor" | "RGBADescriptor" => Self::Image,
            "DCTimedTextDescriptor" => Self::TimedText,
            "IABEssenceDescriptor" => Self::Iab,
            "ISXDDataEssenceDescriptor" => Self::Isxd,
            "MGASoundEssenceDescriptor" => Self::Mga,
            "WAVEPCMDescriptor" => Self::Sound,
            _ => return None,
        })
    }

    /// Whether a plug-in defines it.
    pub(crate) const fn is_of_plug_in(self) -> bool {
        matches!(self, Self::Iab | Self::Isxd | Self::Mga)
    }

    /// What it is called in a message.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Iab => "immersive audio",
            Self::Image => "image",
            Self::Isxd => "isochronous data",
            Self::Mga => "metadata-guided audio",
            Self::Sound => "PCM sound",
            Self::TimedText => "timed text",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(namespace: &str, local: &str, expected: Kind) {
        let name = Name {
            namespace: namespace.into(),
            local: local.into(),
        };
        assert_eq!(
            Kind::of_name(&name, "http://www.smpte-ra.org/schemas/2067-3/2016"),
            expected
        );
    }

    #[test]
    fn a_sequence_is_known_from_its_edition_on() {
        let of = CoreConstraints::namespace;
        check(
            of(CoreConstraints::V2013),
            "MainImageSequence",
            Kind::MainImage,
        );
        check(of(CoreConstraints::V2013), "CDPSequence", Kind::Unsupported);
        check(of(CoreConstraints::V2016), "CDPSequence", Kind::Cdp);
        check(
            of(CoreConstraints::V2016),
            "ForcedNarrativeSequence",
            Kind::Unsupported,
        );
        check(
            of(CoreConstraints::V2020),
            "ForcedNarrativeSequence",
            Kind::ForcedNarrative,
        );
        check(
            "http://www.smpte-ra.org/schemas/2067-3/2016",
            "MarkerSequence",
            Kind::Marker,
        );
        check(
            "http://www.smpte-ra.org/schemas/2067-3/2013",
            "MarkerSequence",
            Kind::Unsupported,
        );
        check("urn:example", "MainImageSequence", Kind::Unsupported);
        let iab = "http://www.smpte-ra.org/ns/2067-201/2019";
        check(iab, "IABSequence", Kind::Iab);
        check(iab, "ISXDSequence", Kind::Unsupported);
    }
}
