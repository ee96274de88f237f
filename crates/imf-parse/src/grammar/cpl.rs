//! ST 2067-3:2013 and ST 2067-3:2016: composition playlists.
//!
//! The edition of 2016 adds the algorithm of a resource's hash; that of 2020 keeps its namespace and grammar.

macro_rules! edition {
    ($ns:expr; $($hash_algorithm:tt)*) => {
        use crate::grammar::dcml::{RATIONAL, USER_TEXT_TYPE, UUID};
        use crate::grammar::notation::{
            Schema, complex, complex_element, optional, other, required, sequence, text,
        };
        use crate::grammar::simple::{running_time, timecode};
        use crate::grammar::xs::{
            ANY_URI, BASE64, BOOLEAN, DATE_TIME, NON_NEGATIVE_INTEGER, POSITIVE_INTEGER, STRING,
        };
        use crate::grammar::{ComplexType, ElementDecl, Ns, Particle, SimpleType, ds};

        const NS: Ns = $ns;

        pub(crate) static SCHEMA: Schema = Schema {
            elements: &[&COMPOSITION_PLAYLIST],
            complex_types: &[
                &BASE_RESOURCE_TYPE,
                &COMPOSITION_PLAYLIST_TYPE,
                &COMPOSITION_TIMECODE_TYPE,
                &CONTENT_KIND_TYPE,
                &CONTENT_MATURITY_RATING_TYPE,
                &CONTENT_VERSION_TYPE,
                &ESSENCE_DESCRIPTOR_BASE_TYPE,
                &LOCALE_TYPE,
                &MARKER_RESOURCE_TYPE,
                &MARKER_TYPE,
                &SEGMENT_TYPE,
                &SEQUENCE_TYPE,
                &TRACK_FILE_RESOURCE_TYPE,
            ],
            simple_types: &[("TimecodeType", &TIMECODE)],
        };

        pub(crate) static COMPOSITION_PLAYLIST: ElementDecl =
            complex_element(NS, "CompositionPlaylist", &COMPOSITION_PLAYLIST_TYPE);

        static RUNNING_TIME: SimpleType = running_time();
        static TIMECODE: SimpleType = timecode();

        static COMPOSITION_PLAYLIST_TYPE: ComplexType = complex(NS, "CompositionPlaylistType", sequence!(NS;
            one Id: UUID;
            opt Annotation: complex USER_TEXT_TYPE;
            one IssueDate: DATE_TIME;
            opt Issuer: complex USER_TEXT_TYPE;
            opt Creator: complex USER_TEXT_TYPE;
            opt ContentOriginator: complex USER_TEXT_TYPE;
            one ContentTitle: complex USER_TEXT_TYPE;
            opt ContentKind: complex CONTENT_KIND_TYPE;
            opt ContentVersionList: {
                some ContentVersion: complex CONTENT_VERSION_TYPE;
            };
            opt EssenceDescriptorList: {
                some EssenceDescriptor: complex ESSENCE_DESCRIPTOR_BASE_TYPE;
            };
            opt CompositionTimecode: complex COMPOSITION_TIMECODE_TYPE;
            one EditRate: RATIONAL;
            opt TotalRunningTime: RUNNING_TIME;
            opt LocaleList: {
                some Locale: complex LOCALE_TYPE;
            };
            opt ExtensionProperties: {
                some term other(NS);
            };
            one SegmentList: {
                some Segment: complex SEGMENT_TYPE;
            };
            opt Signer: complex ds::KEY_INFO_TYPE;
            opt ref ds::SIGNATURE;
        ));

        static COMPOSITION_TIMECODE_TYPE: ComplexType = complex(NS, "CompositionTimecodeType", sequence!(NS;
            one TimecodeDropFrame: BOOLEAN;
            one TimecodeRate: POSITIVE_INTEGER;
            one TimecodeStartAddress: TIMECODE;
        ));

        static CONTENT_KIND_TYPE: ComplexType =
            text(NS, "ContentKindType", &STRING).with(&[optional("scope", &ANY_URI)]);

        static LOCALE_TYPE: ComplexType = complex(NS, "LocaleType", sequence!(NS;
            opt Annotation: complex USER_TEXT_TYPE;
            opt LanguageList: {
                some Language: STRING;
            };
            opt RegionList: {
                some Region: STRING;
            };
            opt ContentMaturityRatingList: {
                some ContentMaturityRating: complex CONTENT_MATURITY_RATING_TYPE;
            };
        ));

        static CONTENT_MATURITY_RATING_TYPE: ComplexType = complex(NS, "ContentMaturityRatingType", sequence!(NS;
            one Agency: ANY_URI;
            one Rating: STRING;
            opt Audience: complex AUDIENCE;
            many term other(NS);
        ));

        static AUDIENCE: ComplexType = text(NS, "", &STRING).with(&[required("scope", &ANY_URI)]);

        static ESSENCE_DESCRIPTOR_BASE_TYPE: ComplexType = complex(NS, "EssenceDescriptorBaseType", sequence!(NS;
            one Id: UUID;
            many term other(NS);
        ));

        static CONTENT_VERSION_TYPE: ComplexType = complex(NS, "ContentVersionType", sequence!(NS;
            one Id: ANY_URI;
            one LabelText: complex USER_TEXT_TYPE;
            many term other(NS);
        ));

        static SEGMENT_TYPE: ComplexType = complex(NS, "SegmentType", sequence!(NS;
            one Id: UUID;
            opt Annotation: complex USER_TEXT_TYPE;
            one SequenceList: {
                opt MarkerSequence: complex SEQUENCE_TYPE;
                many term other(NS);
            };
        ));

        pub(crate) static SEQUENCE_TYPE: ComplexType = complex(NS, "SequenceType", SEQUENCE);

        /// The particle of a sequence, for what extends it.
        pub(crate) static SEQUENCE: Particle = sequence!(NS;
            one Id: UUID;
            one TrackId: UUID;
            one ResourceList: {
                some Resource: complex BASE_RESOURCE_TYPE;
            };
        );

        pub(crate) static BASE_RESOURCE_TYPE: ComplexType =
            complex(NS, "BaseResourceType", BASE_RESOURCE).abstracted();

        /// The particle of a resource, for what extends it.
        pub(crate) static BASE_RESOURCE: Particle = sequence!(NS;
            one Id: UUID;
            opt Annotation: complex USER_TEXT_TYPE;
            opt EditRate: RATIONAL;
            one IntrinsicDuration: NON_NEGATIVE_INTEGER;
            opt EntryPoint: NON_NEGATIVE_INTEGER;
            opt SourceDuration: NON_NEGATIVE_INTEGER;
            opt RepeatCount: POSITIVE_INTEGER;
        );

        pub(crate) static TRACK_FILE_RESOURCE_TYPE: ComplexType = complex(NS, "TrackFileResourceType", sequence!(NS;
            group BASE_RESOURCE;
            one SourceEncoding: UUID;
            one TrackFileId: UUID;
            opt KeyId: UUID;
            opt Hash: BASE64;
            $($hash_algorithm)*
        )).derived_from(&BASE_RESOURCE_TYPE);

        static MARKER_RESOURCE_TYPE: ComplexType = complex(NS, "MarkerResourceType", sequence!(NS;
            group BASE_RESOURCE;
            many Marker: complex MARKER_TYPE;
        )).derived_from(&BASE_RESOURCE_TYPE);

        static MARKER_TYPE: ComplexType = complex(NS, "MarkerType", sequence!(NS;
            opt Annotation: complex USER_TEXT_TYPE;
            one Label: complex LABEL;
            one Offset: NON_NEGATIVE_INTEGER;
        ));

        static LABEL: ComplexType = text(NS, "", &STRING).with(&[optional("scope", &ANY_URI)]);
    };
}

pub(crate) mod edition_2013 {
    edition!(Ns::CPL_2013;);
}

pub(crate) mod edition_2016 {
    edition!(Ns::CPL_2016; opt HashAlgorithm: complex ds::DIGEST_METHOD_TYPE;);
}
