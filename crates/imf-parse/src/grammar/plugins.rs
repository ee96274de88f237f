//! The elements that applications and plug-ins add to a composition: ST 2067-21, ST 2067-201, ST 2067-202
//! and ST 2067-203.

/// ST 2067-21: content light levels.
pub(crate) mod app2e {
    use crate::grammar::Ns;
    use crate::grammar::notation::{Schema, simple_element};
    use crate::grammar::xs::UNSIGNED_SHORT;

    const NS: Ns = Ns::APP2E;

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[
            &simple_element(NS, "MaxCLL", &UNSIGNED_SHORT),
            &simple_element(NS, "MaxFALL", &UNSIGNED_SHORT),
        ],
        complex_types: &[],
        simple_types: &[],
    };
}

/// ST 2067-201: immersive audio.
pub(crate) mod iab {
    use crate::grammar::Ns;
    use crate::grammar::cpl::edition_2016::SEQUENCE_TYPE;
    use crate::grammar::notation::{Schema, complex_element};

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[&complex_element(Ns::IAB, "IABSequence", &SEQUENCE_TYPE)],
        complex_types: &[],
        simple_types: &[],
    };
}

/// ST 2067-202: isochronous XML data.
pub(crate) mod isxd {
    use crate::grammar::Ns;
    use crate::grammar::cpl::edition_2016::SEQUENCE_TYPE;
    use crate::grammar::notation::{Schema, complex_element};

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[&complex_element(Ns::ISXD, "ISXDSequence", &SEQUENCE_TYPE)],
        complex_types: &[],
        simple_types: &[],
    };
}

/// ST 2067-203: serial ADM audio in MGA.
pub(crate) mod mga {
    use crate::grammar::cpl::edition_2016::SEQUENCE_TYPE;
    use crate::grammar::dcml::UUID;
    use crate::grammar::notation::{Schema, complex, complex_element, other, sequence};
    use crate::grammar::xs::ANY_URI;
    use crate::grammar::{ComplexType, Ns};

    const NS: Ns = Ns::MGA;

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[
            &complex_element(NS, "MGASADMSignalSequence", &SEQUENCE_TYPE),
            &complex_element(NS, "MGASADMVirtualTrackParameterSet", &PARAMETER_SET),
        ],
        complex_types: &[&SELECTOR_TYPE],
        simple_types: &[],
    };

    static PARAMETER_SET: ComplexType = complex(
        NS,
        "",
        sequence!(NS;
            one Id: UUID;
            one TrackId: UUID;
            one MGASADMOperationalMode: ANY_URI;
            many MGASADMSoundfieldGroupSelector: complex SELECTOR_TYPE;
            many term other(NS);
        ),
    );

    static SELECTOR_TYPE: ComplexType = complex(
        NS,
        "MGASADMSoundfieldGroupSelectorType",
        sequence!(NS;
            one ResourceId: UUID;
            some MGASoundfieldGroupLinkID: UUID;
        ),
    );
}
