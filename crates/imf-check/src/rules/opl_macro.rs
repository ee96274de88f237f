//! Rules on the macros of output profile lists (ST 2067-100 to -103): what they are, and what they put out.

use imf_parse::Place;
use imf_parse::model::{ImageOperation, MacroKind};

use super::opl::handles::Handles;
use super::opl::size::Sizes;
use crate::hash::HashMap;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// A macro, or the color in one, is of a type that is not known here.
    ///
    /// ## Why it matters
    /// Other documents than ST 2067-100 to -103 may define macros and color encodings of their own. What this one
    /// takes in and puts out is not checked, and a receiver that does not know it cannot carry out the list.
    ///
    /// ## How to fix it
    /// Check the namespace and the spelling of the type. If an extension is meant, make sure that the receiver supports
    /// it.
    OPL_MACRO_TYPE_UNKNOWN = "opl-macro-type-unknown" {
        severity: Info,
        photon: "IMF_OPL_ERROR",
        citations: [Citation::document("ST 2067-100", "2014")],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// A macro has no input.
    ///
    /// ## Why it matters
    /// Without it nobody knows which images the macro is to work on.
    ///
    /// ## How to fix it
    /// Add the input with the handle of a picture track, or of another macro's output. Where a packing list lists the
    /// document, update its size and digest there.
    OPL_MACRO_INPUT_MISSING = "opl-macro-input-missing" {
        severity: Error,
        photon: "IMF_OPL_ERROR",
        citations: [Citation::document("ST 2067-101", "2014")],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// A macro has no output.
    ///
    /// ## Why it matters
    /// The output says what the macro makes of its input: the size, the color encoding, the channels.
    ///
    /// ## How to fix it
    /// Add the output. Where a packing list lists the document, update its size and digest there.
    OPL_MACRO_OUTPUT_MISSING = "opl-macro-output-missing" {
        severity: Error,
        photon: "IMF_OPL_ERROR",
        citations: [
            Citation::document("ST 2067-101", "2014"),
            Citation::document("ST 2067-103", "2014"),
        ],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// A scaling macro names an algorithm that is not known here.
    ///
    /// ## Why it matters
    /// ST 2067-101 defines one algorithm, Lanczos. Other documents may define more, but a receiver that does not know
    /// this one cannot scale the picture, or scales it in another way than was meant.
    ///
    /// ## How to fix it
    /// Use the `LanczosType` of ST 2067-101, or make sure that the receiver supports the algorithm.
    OPL_SCALING_ALGORITHM_UNSUPPORTED = "opl-scaling-algorithm-unsupported" {
        severity: Info,
        photon: "IMF_OPL_ERROR",
        citations: [Citation::document("ST 2067-101", "2014")],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// The color that a cropping macro fills with is in no color encoding.
    ///
    /// ## Why it matters
    /// Three numbers are a color only once it is said what they stand for: without the type of `FillColor` nobody can
    /// paint the padding.
    ///
    /// ## How to fix it
    /// Give `FillColor` an `xsi:type` that names a color encoding, such as `REC709-RGB-10-ColorEncodingType` of
    /// ST 2067-102.
    OPL_FILL_COLOR_TYPE = "opl-fill-color-type" {
        severity: Error,
        photon: "IMF_OPL_ERROR",
        citations: [Citation::document("ST 2067-101", "2014")],
        needs: Documents,
        check: Problem,
    }
}

declare_rule! {
    /// An output profile list has a preset beside other macros.
    ///
    /// ## Why it matters
    /// A preset stands for a whole transformation that the receiver knows by name. What macros beside it would add
    /// nobody can tell.
    ///
    /// ## How to fix it
    /// Keep the preset alone, or write the whole transformation in macros.
    OPL_PRESET_WITH_OTHER_MACROS = "opl-preset-with-other-macros" {
        severity: Error,
        photon: "IMF_OPL_ERROR",
        citations: [Citation::document("ST 2067-100", "2014")],
        needs: Documents,
        check: OutputProfileList(preset_with_others),
    }
}

fn preset_with_others(_: &Package, list: subject::OutputProfileList<'_>, sink: &mut Sink<'_>) {
    let macros = &list.list.macros;
    let is_preset = |kind: &MacroKind| matches!(kind, MacroKind::Preset(_));
    let preset = macros.iter().find(|one| is_preset(&one.kind));
    let other = macros
        .iter()
        .find(|one| !is_preset(&one.kind) && !matches!(one.kind, MacroKind::Unknown));
    if let (Some(preset), Some(other)) = (preset, other) {
        let name = preset.name.as_ref().map_or("", |name| &*name.value);
        let kind = other
            .macro_type
            .as_ref()
            .map_or("", |kind| &*kind.value.local);
        sink.at(
            preset.at,
            format!("the preset `{name}` stands beside macros of other types"),
        )
        .found(format!("a preset and `{kind}`"))
        .expected("a preset alone, or macros without a preset")
        .related(list.document, other.at, "a macro of another type");
    }
}

declare_rule! {
    /// Two macros have the same name.
    ///
    /// ## Why it matters
    /// Handles lead to a macro by its name: with two of one name, nobody can tell whose output is meant.
    ///
    /// ## How to fix it
    /// Give each macro a name of its own, and correct the handles.
    OPL_MACRO_NAME_DUPLICATE = "opl-macro-name-duplicate" {
        severity: Error,
        photon: "IMF_OPL_ERROR",
        citations: [Citation::document("ST 2067-100", "2014")],
        needs: Documents,
        check: OutputProfileList(name_duplicate),
    }
}

fn name_duplicate(_: &Package, list: subject::OutputProfileList<'_>, sink: &mut Sink<'_>) {
    let mut first = HashMap::default();
    for name in list.list.macros.iter().filter_map(|one| one.name.as_ref()) {
        let before: Place = *first.entry(&*name.value).or_insert(name.at);
        if before != name.at {
            sink.at(
                name.at,
                format!("the name of the macro `{}` is taken", name.value),
            )
            .found(&name.value)
            .expected("a name of its own")
            .related(list.document, before, "the macro that has it");
        }
    }
}

declare_rule! {
    /// Two channels that a macro puts out have the same handle.
    ///
    /// ## Why it matters
    /// Whoever asks for the channel by its handle gets one of the two, and not always the same one.
    ///
    /// ## How to fix it
    /// Give each channel a handle of its own, or join the two and list all their inputs.
    OPL_OUTPUT_HANDLE_DUPLICATE = "opl-output-handle-duplicate" {
        severity: Warning,
        photon: "IMF_OPL_ERROR",
        citations: [],
        needs: Documents,
        check: OutputProfileList(output_duplicate),
    }
}

fn output_duplicate(_: &Package, list: subject::OutputProfileList<'_>, sink: &mut Sink<'_>) {
    for one in &list.list.macros {
        let MacroKind::AudioRoutingMixing(channels) = &one.kind else {
            continue;
        };
        let mut first = HashMap::default();
        for handle in channels
            .iter()
            .filter_map(|channel| channel.handle.as_ref())
        {
            let before: Place = *first.entry(&*handle.value).or_insert(handle.at);
            if before != handle.at {
                sink.at(
                    handle.at,
                    format!("the macro puts out `{}` a second time", handle.value),
                )
                .found(&handle.value)
                .expected("a handle of its own")
                .related(list.document, before, "the first time is here");
            }
        }
    }
}

declare_rule! {
    /// A cropping macro cuts off more than there is.
    ///
    /// ## Why it matters
    /// Nothing is left of the picture, and no receiver can make the version that was asked for. Often the inset was
    /// measured on the picture before it was scaled.
    ///
    /// ## How to fix it
    /// Correct `Inset`: `Left` and `Right` together are less than the width of the images that go in, `Top` and
    /// `Bottom` less than their height.
    OPL_CROP_INSET_INCORRECT = "opl-crop-inset-incorrect" {
        severity: Warning,
        photon: "IMF_OPL_ERROR",
        citations: [],
        needs: Documents,
        check: OutputProfileList(crop_inset),
    }
}

fn crop_inset(package: &Package, list: subject::OutputProfileList<'_>, sink: &mut Sink<'_>) {
    let handles = Handles::new(package, list);
    let mut sizes = Sizes::new(list.list, &handles);
    for (index, one) in list.list.macros.iter().enumerate() {
        let MacroKind::Image(image) = &one.kind else {
            continue;
        };
        // Of the other rectangles the size is not known.
        let ImageOperation::Crop {
            is_stored: true,
            inset,
            ..
        } = image.operation
        else {
            continue;
        };
        let Some((width, height)) = sizes.before(index) else {
            continue;
        };
        let across = inset.value.left.saturating_add(inset.value.right);
        let down = inset.value.top.saturating_add(inset.value.bottom);
        if across < width && down < height {
            continue;
        }
        let name = one.name.as_ref().map_or("", |name| &*name.value);
        sink.at(
            inset.at,
            format!(
                "the macro `{name}` cuts {across} pixels off the width and {down} lines off the height of images of \
                 {width} × {height}"
            ),
        )
        .found(format!("{across} × {down}"))
        .expected(format!("less than {width} × {height}"));
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::opl::testing::edited;
    const ALGORITHM: &str = "xmlns:l=\"http://www.smpte-ra.org/schemas/2067-101/2014/lanczos\" xsi:type=\"l:LanczosType\" parameterA=\"2\"";
    const COLOR: &str = " xmlns:c=\"http://www.smpte-ra.org/schemas/2067-102/2014\" xsi:type=\"c:REC709-RGB-8-ColorEncodingType\"";
    const PRESET: &str = "<Macro xsi:type=\"PresetMacroType\"><Name>all</Name><Preset>http://example.com/all</Preset></Macro>";
    &[
        Case::fires(
            "opl-macro-type-unknown",
            "a macro of an extension",
            |package| {
                edited(
                    package,
                    &[(
                        "</MacroList>",
                        "<Macro xmlns:x=\"urn:example\" xsi:type=\"x:Sharpen\"><Name>sharpen</Name><x:Input/></Macro></MacroList>",
                    )],
                );
            },
        ),
        Case::fires(
            "opl-macro-type-unknown",
            "a color of an extension",
            |package| {
                edited(
                    package,
                    &[(COLOR, " xmlns:c=\"urn:example\" xsi:type=\"c:Color\"")],
                );
            },
        ),
        Case::silent("opl-macro-type-unknown", "every type is known", |package| {
            edited(package, &[]);
        }),
        Case::fires("opl-macro-input-missing", "a decoder without", |package| {
            edited(
                package,
                &[(
                    "<t:InputImageSequence><t:Handle>macros/scale/outputs/images</t:Handle></t:InputImageSequence>",
                    "",
                )],
            );
        }),
        Case::fires("opl-macro-input-missing", "an encoder without", |package| {
            edited(
                package,
                &[(
                    "<t:InputReferenceImageSequence><t:Handle>macros/crop/outputs/images</t:Handle></t:InputReferenceImageSequence>",
                    "",
                )],
            );
        }),
        Case::silent(
            "opl-macro-input-missing",
            "every macro has its own",
            |package| {
                edited(package, &[]);
            },
        ),
        Case::fires("opl-macro-output-missing", "a decoder without", |package| {
            edited(package, &[("<t:OutputReferenceImageSequence/>", "")]);
        }),
        Case::fires(
            "opl-macro-output-missing",
            "a macro for sound without",
            |package| {
                edited(
                    package,
                    &[
                        ("<t:OutputEntityList>", "<!--"),
                        ("</t:OutputEntityList>", "-->"),
                    ],
                );
            },
        ),
        Case::silent(
            "opl-macro-output-missing",
            "an output with nothing but its name",
            |package| {
                edited(package, &[]);
            },
        ),
        Case::fires(
            "opl-scaling-algorithm-unsupported",
            "an algorithm of an extension",
            |package| {
                edited(
                    package,
                    &[(ALGORITHM, "xmlns:l=\"urn:example\" xsi:type=\"l:Nearest\"")],
                );
            },
        ),
        Case::silent(
            "opl-scaling-algorithm-unsupported",
            "Lanczos without its parameter",
            |package| {
                edited(package, &[(" parameterA=\"2\"", "")]);
            },
        ),
        Case::fires("opl-fill-color-type", "no type", |package| {
            edited(package, &[(COLOR, "")]);
        }),
        Case::fires(
            "opl-fill-color-type",
            "a type that is no color",
            |package| {
                edited(package, &[(COLOR, " xsi:type=\"PresetMacroType\"")]);
            },
        ),
        Case::silent("opl-fill-color-type", "a color in ten bits", |package| {
            edited(
                package,
                &[(
                    "REC709-RGB-8-ColorEncodingType\">0 0 0",
                    "REC709-RGB-10-ColorEncodingType\">0 64 1023",
                )],
            );
        }),
        Case::fires(
            "opl-preset-with-other-macros",
            "a preset and more",
            |package| {
                edited(
                    package,
                    &[("</MacroList>", &format!("{PRESET}</MacroList>"))],
                );
            },
        ),
        Case::silent(
            "opl-preset-with-other-macros",
            "a preset alone",
            |package| {
                *package = imf_testkit::delivery::Delivery {
                    output_profile_list: true,
                    ..imf_testkit::delivery::Delivery::minimal()
                }
                .build();
            },
        ),
        Case::fires("opl-macro-name-duplicate", "a name twice", |package| {
            edited(
                package,
                &[
                    ("<Name>decode</Name>", "<Name>crop</Name>"),
                    ("macros/decode/", "macros/scale/"),
                ],
            );
        }),
        Case::silent(
            "opl-macro-name-duplicate",
            "names that differ in case",
            |package| {
                edited(
                    package,
                    &[
                        ("<Name>mix</Name>", "<Name>Mix</Name>"),
                        ("macros/mix/", "macros/Mix/"),
                    ],
                );
            },
        ),
        Case::fires(
            "opl-output-handle-duplicate",
            "a channel twice",
            |package| {
                edited(package, &[("<t:Handle>right<", "<t:Handle>left<")]);
            },
        ),
        Case::silent("opl-output-handle-duplicate", "an input twice", |package| {
            edited(package, &[("MCATagSymbol=chR", "MCATagSymbol=chL")]);
        }),
        Case::fires(
            "opl-crop-inset-incorrect",
            "more lines than the scaled picture has",
            |package| {
                edited(package, &[("<t:Top>90<", "<t:Top>630<")]);
            },
        ),
        Case::fires(
            "opl-crop-inset-incorrect",
            "more pixels than the picture of the composition has",
            |package| {
                edited(
                    package,
                    &[
                        ("macros/decode/outputs/images", "alias/picture"),
                        ("<t:Top>", "<t:Left>100000</t:Left><t:Top>"),
                    ],
                );
            },
        ),
        Case::silent("opl-crop-inset-incorrect", "all but one line", |package| {
            edited(package, &[("<t:Top>90<", "<t:Top>629<")]);
        }),
    ]
};
