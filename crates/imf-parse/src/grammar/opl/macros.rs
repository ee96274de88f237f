//! The macros of output profile lists: ST 2067-101:2014, ST 2067-102:2014 and ST 2067-103:2014.

/// ST 2067-101, pixel decoder.
pub(crate) mod decoder {
    use crate::grammar::dcml::USER_TEXT_TYPE;
    use crate::grammar::notation::{Schema, complex, sequence};
    use crate::grammar::opl::{HANDLE_TYPE, MACRO, MACRO_TYPE};
    use crate::grammar::{ComplexType, Ns};

    const NS: Ns = Ns::OPL_DECODER;

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[],
        complex_types: &[&PIXEL_DECODER_TYPE],
        simple_types: &[],
    };

    static PIXEL_DECODER_TYPE: ComplexType = complex(
        NS,
        "PixelDecoderType",
        sequence!(NS;
            group MACRO;
            one InputImageSequence: {
                opt Annotation: complex USER_TEXT_TYPE;
                one Handle: HANDLE_TYPE;
            };
            one OutputReferenceImageSequence: {
                opt Annotation: complex USER_TEXT_TYPE;
            };
        ),
    )
    .derived_from(&MACRO_TYPE);
}

/// ST 2067-101, pixel encoder.
pub(crate) mod encoder {
    use crate::grammar::dcml::USER_TEXT_TYPE;
    use crate::grammar::notation::{Schema, complex, sequence};
    use crate::grammar::opl::{HANDLE_TYPE, MACRO, MACRO_TYPE};
    use crate::grammar::xs::ANY_URI;
    use crate::grammar::{ComplexType, Ns};

    const NS: Ns = Ns::OPL_ENCODER;

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[],
        complex_types: &[&PIXEL_ENCODER_TYPE],
        simple_types: &[],
    };

    static PIXEL_ENCODER_TYPE: ComplexType = complex(
        NS,
        "PixelEncoderType",
        sequence!(NS;
            group MACRO;
            one InputReferenceImageSequence: {
                opt Annotation: complex USER_TEXT_TYPE;
                one Handle: HANDLE_TYPE;
            };
            one OutputImageSequence: {
                opt Annotation: complex USER_TEXT_TYPE;
                one ColorEncoding: ANY_URI;
            };
        ),
    )
    .derived_from(&MACRO_TYPE);
}

/// ST 2067-101, scaling.
pub(crate) mod scale {
    use crate::grammar::dcml::USER_TEXT_TYPE;
    use crate::grammar::notation::{Schema, complex, of_content, sequence, simple_element};
    use crate::grammar::opl::{HANDLE_TYPE, MACRO, MACRO_TYPE};
    use crate::grammar::simple::simple;
    use crate::grammar::xs::{POSITIVE_INTEGER, STRING};
    use crate::grammar::{ComplexType, Content, ElementDecl, Ns, SimpleKind, SimpleType};

    const NS: Ns = Ns::OPL_SCALE;

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[&BOUNDARY_CONDITION],
        complex_types: &[&IMAGE_SCALE_MACRO_TYPE, &SCALING_ALGORITHM_TYPE],
        simple_types: &[],
    };

    static BOUNDARY_CONDITION: ElementDecl = simple_element(NS, "BoundaryCondition", &BOUNDARY);
    static BOUNDARY: SimpleType = simple(
        "`null` or `mirror`",
        SimpleKind::Enumeration {
            collapse: false,
            values: &["null", "mirror"],
        },
    )
    .restricts(&STRING);

    static IMAGE_SCALE_MACRO_TYPE: ComplexType = complex(
        NS,
        "ImageScaleMacroType",
        sequence!(NS;
            group MACRO;
            one InputImageSequence: {
                opt Annotation: complex USER_TEXT_TYPE;
                one Handle: HANDLE_TYPE;
            };
            one OutputImageSequence: {
                opt Annotation: complex USER_TEXT_TYPE;
                one Height: POSITIVE_INTEGER;
                one Width: POSITIVE_INTEGER;
                one ref BOUNDARY_CONDITION;
                one Algorithm: complex SCALING_ALGORITHM_TYPE;
            };
        ),
    )
    .derived_from(&MACRO_TYPE);

    pub(crate) static SCALING_ALGORITHM_TYPE: ComplexType =
        of_content(NS, "ScalingAlgorithmType", Content::Empty).abstracted();
}

/// ST 2067-101, Lanczos scaling.
pub(crate) mod lanczos {
    use super::scale::SCALING_ALGORITHM_TYPE;
    use crate::grammar::notation::{Schema, of_content, optional};
    use crate::grammar::xs::POSITIVE_INTEGER;
    use crate::grammar::{ComplexType, Content, Ns};

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[],
        complex_types: &[&LANCZOS_TYPE],
        simple_types: &[],
    };

    static LANCZOS_TYPE: ComplexType = of_content(Ns::OPL_LANCZOS, "LanczosType", Content::Empty)
        .derived_from(&SCALING_ALGORITHM_TYPE)
        .with(&[optional("parameterA", &POSITIVE_INTEGER)]);
}

/// ST 2067-101, cropping and padding.
pub(crate) mod crop {
    use super::color_schemes::COLOR_ENCODING_TYPE;
    use crate::grammar::dcml::USER_TEXT_TYPE;
    use crate::grammar::notation::{Schema, complex, sequence};
    use crate::grammar::opl::{HANDLE_TYPE, MACRO, MACRO_TYPE};
    use crate::grammar::simple::{simple, token};
    use crate::grammar::xs::NON_NEGATIVE_INTEGER;
    use crate::grammar::{ComplexType, Ns, SimpleKind, SimpleType};

    const NS: Ns = Ns::OPL_CROP;

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[],
        complex_types: &[&IMAGE_CROP_MACRO_TYPE, &RECTANGLE_PADDING_TYPE],
        simple_types: &[("MXFRectangleEnum", &RECTANGLE)],
    };

    static RECTANGLE: SimpleType = token(
        "`Stored`, `Sampled`, `Display` or `Active`",
        &["Stored", "Sampled", "Display", "Active"],
    );

    /// A count of pixels that is 0 where the element is empty: the schema's default value, written as a type.
    static PIXELS: SimpleType = simple(
        "a whole number, zero or above",
        SimpleKind::Union(&[&NON_NEGATIVE_INTEGER, &NOTHING]),
    );
    static NOTHING: SimpleType = simple(
        "nothing",
        SimpleKind::Enumeration {
            collapse: false,
            values: &[""],
        },
    );

    static IMAGE_CROP_MACRO_TYPE: ComplexType = complex(
        NS,
        "ImageCropMacroType",
        sequence!(NS;
            group MACRO;
            one InputImageSequence: {
                one Handle: HANDLE_TYPE;
                opt Annotation: complex USER_TEXT_TYPE;
                one ReferenceRectangle: RECTANGLE;
                one Inset: complex RECTANGLE_PADDING_TYPE;
            };
            one OutputImageSequence: {
                opt Annotation: complex USER_TEXT_TYPE;
                one Padding: complex RECTANGLE_PADDING_TYPE;
                one FillColor: complex COLOR_ENCODING_TYPE;
            };
        ),
    )
    .derived_from(&MACRO_TYPE);

    static RECTANGLE_PADDING_TYPE: ComplexType = complex(
        NS,
        "RectanglePaddingType",
        sequence!(NS;
            opt Left: PIXELS;
            opt Right: PIXELS;
            opt Top: PIXELS;
            opt Bottom: PIXELS;
        ),
    );
}

/// ST 2067-101, the base of color encodings.
pub(crate) mod color_schemes {
    use crate::grammar::notation::{Schema, of_content};
    use crate::grammar::{ComplexType, Content, Ns};

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[],
        complex_types: &[&COLOR_ENCODING_TYPE],
        simple_types: &[],
    };

    pub(crate) static COLOR_ENCODING_TYPE: ComplexType =
        of_content(Ns::OPL_COLOR_SCHEMES, "ColorEncodingType", Content::Any)
            .mixed()
            .abstracted();
}

/// ST 2067-102: colors.
pub(crate) mod colors {
    use super::color_schemes::COLOR_ENCODING_TYPE;
    use crate::grammar::notation::{Schema, text};
    use crate::grammar::simple::simple;
    use crate::grammar::{ComplexType, Ns, SimpleKind, SimpleType};

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[],
        complex_types: &[
            &color("REC709-Full-RGB-10-ColorEncodingType", &TEN_BIT),
            &color("REC709-RGB-10-ColorEncodingType", &TEN_BIT),
            &color("REC709-RGB-8-ColorEncodingType", &EIGHT_BIT),
            &color("REC709-YCrCb-8-ColorEncodingType", &EIGHT_BIT),
        ],
        simple_types: &[
            ("Integer1024TripletType", &TEN_BIT),
            ("Integer256TripletType", &EIGHT_BIT),
        ],
    };

    static EIGHT_BIT: SimpleType = triplet("three whole numbers from 0 to 255", &BYTE);
    static TEN_BIT: SimpleType = triplet("three whole numbers from 0 to 1023", &TEN_BITS);
    static BYTE: SimpleType = simple(
        "a whole number from 0 to 255",
        SimpleKind::Integer {
            min: Some(0),
            max: Some(255),
        },
    );
    static TEN_BITS: SimpleType = simple(
        "a whole number from 0 to 1023",
        SimpleKind::Integer {
            min: Some(0),
            max: Some(1023),
        },
    );

    const fn triplet(label: &'static str, item: &'static SimpleType) -> SimpleType {
        simple(
            label,
            SimpleKind::List {
                item,
                min: 3,
                max: Some(3),
            },
        )
    }

    const fn color(name: &'static str, ty: &'static SimpleType) -> ComplexType {
        text(Ns::OPL_COLORS, name, ty).derived_from(&COLOR_ENCODING_TYPE)
    }
}

/// ST 2067-103: audio routing and mixing.
pub(crate) mod audio {
    use crate::grammar::dcml::USER_TEXT_TYPE;
    use crate::grammar::notation::{Schema, complex, sequence};
    use crate::grammar::opl::{HANDLE_TYPE, MACRO, MACRO_TYPE};
    use crate::grammar::simple::simple;
    use crate::grammar::xs::DECIMAL;
    use crate::grammar::{ComplexType, Ns, SimpleKind, SimpleType};

    const NS: Ns = Ns::OPL_AUDIO;

    pub(crate) static SCHEMA: Schema = Schema {
        elements: &[],
        complex_types: &[
            &AUDIO_ROUTING_MIXING_MACRO_TYPE,
            &INPUT_ENTITY_TYPE,
            &OUTPUT_AUDIO_CHANNEL_TYPE,
        ],
        simple_types: &[],
    };

    static AUDIO_ROUTING_MIXING_MACRO_TYPE: ComplexType = complex(
        NS,
        "AudioRoutingMixingMacroType",
        sequence!(NS;
            group MACRO;
            one OutputEntityList: {
                some OutputAudioChannel: complex OUTPUT_AUDIO_CHANNEL_TYPE;
            };
        ),
    )
    .derived_from(&MACRO_TYPE);

    static OUTPUT_AUDIO_CHANNEL_TYPE: ComplexType = complex(
        NS,
        "OutputAudioChannelType",
        sequence!(NS;
            opt Annotation: complex USER_TEXT_TYPE;
            one Handle: HANDLE_TYPE;
            one InputEntityList: {
                some InputEntity: complex INPUT_ENTITY_TYPE;
            };
        ),
    );

    static INPUT_ENTITY_TYPE: ComplexType = complex(
        NS,
        "InputEntityType",
        sequence!(NS;
            one Handle: HANDLE_TYPE;
            opt Gain: GAIN;
        ),
    );

    /// Decibels.
    static GAIN: SimpleType = simple(
        "a number from -20 to 20 with at most one digit after the point",
        SimpleKind::Decimal {
            range: Some((-20, 20)),
            fraction_digits: Some(1),
        },
    )
    .restricts(&DECIMAL);
}
