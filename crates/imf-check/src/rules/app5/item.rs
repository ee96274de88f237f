//! Rules on what may not stand in the descriptor of an ACES picture (ST 2065-5, Table 10).

use super::{WRAPPING, image, is_image};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

const TABLE_10: Citation = Citation {
    clause: Some("Table 10"),
    ..Citation::unedited("ST 2065-5")
};

/// Declares a rule that a property may not be there: its page but for how to fix it, its name, its id, the property.
macro_rules! forbid {
    ($(#[doc = $page:literal])+ $name:ident = $id:literal: $property:literal, $severity:ident) => {
        declare_rule! {
            $(#[doc = $page])+
            #[doc = ""]
            #[doc = " ## How to fix it"]
            #[doc = " Have the descriptor written again without the property, in the track file and in the essence"]
            #[doc = " descriptor of the composition."]
            $name = $id {
                severity: $severity,
                photon: "APPLICATION_COMPOSITION_ERROR",
                citations: [TABLE_10],
                needs: Documents,
                check: Descriptor(is_image, |package, subject, sink| forbidden(package, subject, sink, $property)),
            }
        }
    };
}

fn forbidden(
    package: &Package,
    subject: subject::Descriptor<'_>,
    sink: &mut Sink<'_>,
    property: &str,
) {
    if let Some(sets) = image(package, subject) {
        sets.under(WRAPPING).unexpected(sink, property);
    }
}

forbid! {
    /// The descriptor of an ACES picture has `StoredF2Offset`.
    ///
    /// The property says how much later the second field of a frame is stored. ACES pictures are whole frames, without fields.
    ///
    /// ## Why it matters
    /// A player that believes it moves every second line.
    APP5_FORBIDDEN_STORED_F2_OFFSET = "app5-forbidden-stored-f2-offset": "StoredF2Offset", Error
}

forbid! {
    /// The descriptor of an ACES picture has `DisplayF2Offset`.
    ///
    /// The property says how much later the second field of a frame is shown. ACES pictures are whole frames, without fields.
    ///
    /// ## Why it matters
    /// A player that believes it moves every second line.
    APP5_FORBIDDEN_DISPLAY_F2_OFFSET = "app5-forbidden-display-f2-offset": "DisplayF2Offset", Error
}

forbid! {
    /// The descriptor of an ACES picture has `ActiveFormatDescriptor`.
    ///
    /// The property tells a television set which part of a picture holds the program, as between black bars. An ACES picture says
    /// so by `DisplayWidth`, `DisplayHeight` and their offsets.
    ///
    /// ## Why it matters
    /// Where the two differ, nobody knows which part is to be seen.
    APP5_FORBIDDEN_ACTIVE_FORMAT_DESCRIPTOR = "app5-forbidden-active-format-descriptor": "ActiveFormatDescriptor", Error
}

forbid! {
    /// The descriptor of an ACES picture has `AlphaTransparency`.
    ///
    /// Alpha says how transparent a pixel is, and the property whether its least or its most value means that. The wrapping of
    /// ACES pictures has no room for the property, yet programs that write ACES pictures do write it, and Photon passes over it
    /// where its value is written by name, as it always is. So this is told, and is no error.
    ///
    /// ## Why it matters
    /// Strict readers may refuse the file. With `MaxValueTransparent`, a player that believes it shows what is to be hidden.
    APP5_FORBIDDEN_ALPHA_TRANSPARENCY = "app5-forbidden-alpha-transparency": "AlphaTransparency", Info
}

forbid! {
    /// The descriptor of an ACES picture has `ImageAlignmentFactor`.
    ///
    /// The property says that every stored picture begins at a multiple of so many bytes. ACES pictures are files of their own,
    /// without padding.
    ///
    /// ## Why it matters
    /// A reader that believes it looks for the picture in the wrong place.
    APP5_FORBIDDEN_IMAGE_ALIGNMENT = "app5-forbidden-image-alignment": "ImageAlignmentFactor", Error
}

forbid! {
    /// The descriptor of an ACES picture has `ImageStartOffset`.
    ///
    /// The property says how many bytes lie before the first pixel. ACES pictures are files of their own, which say so themselves.
    ///
    /// ## Why it matters
    /// A reader that believes it looks for the picture in the wrong place.
    APP5_FORBIDDEN_IMAGE_START_OFFSET = "app5-forbidden-image-start-offset": "ImageStartOffset", Error
}

forbid! {
    /// The descriptor of an ACES picture has `ImageEndOffset`.
    ///
    /// The property says how many bytes lie behind the last pixel. ACES pictures are files of their own, without padding.
    ///
    /// ## Why it matters
    /// A reader that believes it looks for the next picture in the wrong place.
    APP5_FORBIDDEN_IMAGE_END_OFFSET = "app5-forbidden-image-end-offset": "ImageEndOffset", Error
}

forbid! {
    /// The descriptor of an ACES picture has `FieldDominance`.
    ///
    /// The property says which field of a frame comes first. ACES pictures are whole frames, without fields.
    ///
    /// ## Why it matters
    /// A player that believes it takes the picture for interlaced, and shows every second line a moment too late.
    APP5_FORBIDDEN_FIELD_DOMINANCE = "app5-forbidden-field-dominance": "FieldDominance", Error
}

forbid! {
    /// The descriptor of an ACES picture has `CodingEquations`.
    ///
    /// The property says how luma and color differences were made of red, green and blue. ACES pictures hold red, green and blue
    /// themselves.
    ///
    /// ## Why it matters
    /// A player that believes it takes the components for luma and color differences, and shows a picture in green and magenta.
    APP5_FORBIDDEN_CODING_EQUATIONS = "app5-forbidden-coding-equations": "CodingEquations", Error
}

forbid! {
    /// The descriptor of an ACES picture has `ComponentMaxRef`.
    ///
    /// The property is the whole number that stands for the brightest value. ACES pictures hold half floats, which have no such
    /// limit: a highlight may be many times as bright as white.
    ///
    /// ## Why it matters
    /// A player that scales by it clips the highlights, or shows a picture that is far too dark.
    APP5_FORBIDDEN_COMPONENT_MAX_REF = "app5-forbidden-component-max-ref": "ComponentMaxRef", Error
}

forbid! {
    /// The descriptor of an ACES picture has `ComponentMinRef`.
    ///
    /// The property is the whole number that stands for black. ACES pictures hold half floats, in which black is 0, and there are
    /// values below it.
    ///
    /// ## Why it matters
    /// A player that scales by it shows blacks that are too bright or too dark.
    APP5_FORBIDDEN_COMPONENT_MIN_REF = "app5-forbidden-component-min-ref": "ComponentMinRef", Error
}

forbid! {
    /// The descriptor of an ACES picture has `AlphaMaxRef`.
    ///
    /// The property is the whole number that stands for the most value of alpha. ACES pictures hold half floats, in which that is
    /// 1.
    ///
    /// ## Why it matters
    /// A player that scales by it makes the picture transparent.
    APP5_FORBIDDEN_ALPHA_MAX_REF = "app5-forbidden-alpha-max-ref": "AlphaMaxRef", Error
}

forbid! {
    /// The descriptor of an ACES picture has `AlphaMinRef`.
    ///
    /// The property is the whole number that stands for the least value of alpha. ACES pictures hold half floats, in which that is
    /// 0.
    ///
    /// ## Why it matters
    /// A player that scales by it makes the picture transparent where it is not, or the other way round.
    APP5_FORBIDDEN_ALPHA_MIN_REF = "app5-forbidden-alpha-min-ref": "AlphaMinRef", Error
}

forbid! {
    /// The descriptor of an ACES picture has `Palette`.
    ///
    /// The property is a table of colors, of which the pictures hold numbers. ACES pictures hold the colors themselves.
    ///
    /// ## Why it matters
    /// A player that believes it takes colors for places in the table, and shows noise.
    APP5_FORBIDDEN_PALETTE = "app5-forbidden-palette": "Palette", Error
}

forbid! {
    /// The descriptor of an ACES picture has `PaletteLayout`.
    ///
    /// The property says how the colors of a palette are written. ACES pictures have no palette.
    ///
    /// ## Why it matters
    /// It tells of a descriptor that was made for another kind of picture, and may be wrong in other ways too.
    APP5_FORBIDDEN_PALETTE_LAYOUT = "app5-forbidden-palette-layout": "PaletteLayout", Error
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::property;
    use imf_testkit::mxf::set::{Label, Value};

    use super::testing::described;
    use crate::rules::case::Case;

    const ITU_709: Label = Label::parse("060e2b34.04010101.04010201.01030100");

    /// For each rule, its property with the least of values, and without.
    macro_rules! cases {
        ($($id:literal: $property:ident = $value:expr;)+) => {
            &[$(
                Case::fires_for($id, "there", || {
                    described(|set| set.properties.push((property::$property, $value)))
                }),
                Case::silent_for($id, "not there", || described(|_| {})),
            )+]
        };
    }

    cases! {
        "app5-forbidden-stored-f2-offset": STORED_F2_OFFSET = Value::Int32(0);
        "app5-forbidden-display-f2-offset": DISPLAY_F2_OFFSET = Value::Int32(0);
        "app5-forbidden-active-format-descriptor": ACTIVE_FORMAT_DESCRIPTOR = Value::UInt8(0);
        "app5-forbidden-alpha-transparency": ALPHA_TRANSPARENCY = Value::Symbol(0, "MinValueTransparent");
        "app5-forbidden-image-alignment": IMAGE_ALIGNMENT_FACTOR = Value::UInt32(0);
        "app5-forbidden-image-start-offset": IMAGE_START_OFFSET = Value::UInt32(0);
        "app5-forbidden-image-end-offset": IMAGE_END_OFFSET = Value::UInt32(0);
        "app5-forbidden-field-dominance": FIELD_DOMINANCE = Value::Symbol(1, "FieldOne");
        "app5-forbidden-coding-equations": CODING_EQUATIONS = Value::Label(ITU_709);
        "app5-forbidden-component-max-ref": COMPONENT_MAX_REF = Value::UInt32(0);
        "app5-forbidden-component-min-ref": COMPONENT_MIN_REF = Value::UInt32(0);
        "app5-forbidden-alpha-max-ref": ALPHA_MAX_REF = Value::UInt32(0);
        "app5-forbidden-alpha-min-ref": ALPHA_MIN_REF = Value::UInt32(0);
        "app5-forbidden-palette": PALETTE = Value::Octets(vec![0]);
        "app5-forbidden-palette-layout": PALETTE_LAYOUT = Value::RgbaLayout([(0, 0); 8]);
    }
};
