//! ST 2067-2: the sequences, the resources and the properties of the Core Constraints, in three editions.

use super::simple::simple;
use super::xs::ANY_URI;
use super::{SimpleKind, SimpleType};

/// The type of `ApplicationIdentification`.
static URI_LIST: SimpleType = simple(
    "one or more URIs with spaces between",
    SimpleKind::List {
        item: &ANY_URI,
        min: 1,
        max: None,
    },
);

/// What all editions have; `$sequences` are those that the edition adds.
macro_rules! edition {
    ($ns:expr, $cpl:ident; $($sequence:ident: $ty:ident)*) => {
        use crate::grammar::cpl::$cpl::{
            BASE_RESOURCE, BASE_RESOURCE_TYPE, SEQUENCE_TYPE, TRACK_FILE_RESOURCE_TYPE,
        };
        use crate::grammar::dcml::UUID;
        use crate::grammar::notation::{Schema, complex, complex_element, sequence, simple_element};
                use crate::grammar::{ComplexType, Ns};

        const NS: Ns = $ns;

        pub(crate) static SCHEMA: Schema = Schema {
            elements: &[
                $(&complex_element(NS, stringify!($sequence), &$ty),)*
                &simple_element(NS, "ApplicationIdentification", &super::URI_LIST),
                &simple_element(NS, "TimedTextResourceID", &UUID),
                &complex_element(NS, "AncillaryDataSequence", &SEQUENCE_TYPE),
                &complex_element(NS, "CommentarySequence", &SEQUENCE_TYPE),
                &complex_element(NS, "HearingImpairedCaptionsSequence", &SEQUENCE_TYPE),
                &complex_element(NS, "KaraokeSequence", &SEQUENCE_TYPE),
                &complex_element(NS, "MainAudioSequence", &SEQUENCE_TYPE),
                &complex_element(NS, "MainImageSequence", &SEQUENCE_TYPE),
                &complex_element(NS, "SubtitlesSequence", &SEQUENCE_TYPE),
                &complex_element(NS, "VisuallyImpairedTextSequence", &SEQUENCE_TYPE),
            ],
            complex_types: &[&STEREO_IMAGE_TRACK_FILE_RESOURCE_TYPE],
            simple_types: &[],
        };

        static STEREO_IMAGE_TRACK_FILE_RESOURCE_TYPE: ComplexType =
            complex(NS, "StereoImageTrackFileResourceType", sequence!(NS;
                group BASE_RESOURCE;
                one LeftEye: complex TRACK_FILE_RESOURCE_TYPE;
                one RightEye: complex TRACK_FILE_RESOURCE_TYPE;
            )).derived_from(&BASE_RESOURCE_TYPE);
    };
}

/// The type of `CDPSequence`, since the edition of 2016.
macro_rules! cdp_sequence {
    () => {
        use crate::grammar::cpl::edition_2016::SEQUENCE;

        static CDP_SEQUENCE: ComplexType = complex(
            NS,
            "",
            sequence!(NS;
                group SEQUENCE;
                one ParentTrackID: UUID;
            ),
        )
        .derived_from(&SEQUENCE_TYPE);
    };
}

pub(crate) mod edition_2013 {
    edition!(Ns::CC_2013, edition_2013;);
}

pub(crate) mod edition_2016 {
    edition!(Ns::CC_2016, edition_2016; CDPSequence: CDP_SEQUENCE);
    cdp_sequence!();
}

pub(crate) mod edition_2020 {
    edition!(Ns::CC_2020, edition_2016; CDPSequence: CDP_SEQUENCE ForcedNarrativeSequence: SEQUENCE_TYPE);
    cdp_sequence!();
}
