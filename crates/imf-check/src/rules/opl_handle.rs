//! Rules on the handles of output profile lists (ST 2067-100): of macros and of aliases.

use imf_parse::model::{Macro, MacroKind};
use imf_parse::{Located, Place};

use super::opl::handles::{Handles, Medium};
use crate::hash::HashMap;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The input of a macro leads nowhere.
    ///
    /// ## Why it matters
    /// The handle says what a macro works on: a picture track of the composition, a channel of its sound, or what
    /// another macro puts out. A macro without its input cannot be carried out, nor can any that needs its output.
    ///
    /// ## How to fix it
    /// Write the handle of the track, channel or macro output that was meant. Two macros cannot work on each other's
    /// output: one of them has to begin with a track of the composition.
    OPL_MACRO_HANDLE_INVALID = "opl-macro-handle-invalid" {
        severity: Error,
        photon: "IMF_OPL_ERROR",
        citations: [Citation::document("ST 2067-100", "2014")],
        needs: Documents,
        check: OutputProfileList(macro_handle),
    }
}

fn macro_handle(package: &Package, list: subject::OutputProfileList<'_>, sink: &mut Sink<'_>) {
    let handles = Handles::new(package, list);
    let macros = &list.list.macros;
    let mut needs = vec![Vec::new(); macros.len()];
    for (index, one) in macros.iter().enumerate() {
        let wanted = match one.kind {
            MacroKind::AudioRoutingMixing(_) => Medium::Channel,
            _ => Medium::Images,
        };
        for handle in inputs(&one.kind) {
            let (why, expected) = match handles.input(&handle.value) {
                Err(dangling) => (
                    format!("leads nowhere: {}", dangling.why),
                    dangling.expected,
                ),
                Ok(lead) => {
                    if let (Some(of), Some(needs)) = (lead.of_macro, needs.get_mut(index)) {
                        needs.push((of, handle));
                    }
                    match lead.medium.filter(|medium| *medium != wanted) {
                        None => continue,
                        Some(medium) => (
                            format!("is {}", medium.name()),
                            format!("the handle of {}", wanted.name()),
                        ),
                    }
                }
            };
            sink.at(
                handle.at,
                format!(
                    "the macro `{}` takes in `{}`, which {why}",
                    name(one),
                    handle.value
                ),
            )
            .found(&handle.value)
            .expected(expected);
        }
    }
    for (index, handle) in circles(&needs) {
        let name = macros.get(index).map_or("", name);
        sink.at(
            handle.at,
            format!(
                "the macro `{name}` takes in `{}`, which is made from its own output",
                handle.value
            ),
        )
        .found(&handle.value)
        .expected("macros that begin with a track of the composition");
    }
}

/// The name of a macro; empty where it has none.
fn name(one: &Macro) -> &str {
    one.name.as_ref().map_or("", |name| &*name.value)
}

/// A handle and its place.
type Handle = Located<Box<str>>;

/// The handles of what goes into a macro.
fn inputs(kind: &MacroKind) -> impl Iterator<Item = &Handle> {
    let (channels, image) = match kind {
        MacroKind::AudioRoutingMixing(channels) => (channels.as_slice(), None),
        MacroKind::Image(image) => (&[][..], image.input.as_ref()),
        MacroKind::Preset(_) | MacroKind::Unknown => (&[][..], None),
    };
    let inputs = channels.iter().flat_map(|channel| &channel.inputs);
    inputs.chain(image)
}

/// Of each circle of macros one that closes it, and its input that does so. `needs` says of each macro which others
/// it works on.
fn circles<'a>(needs: &[Vec<(usize, &'a Handle)>]) -> Vec<(usize, &'a Handle)> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; needs.len()];
    let mut found = Vec::new();
    for start in 0..needs.len() {
        // The macros on the way, each with how many of its needs were looked at.
        let mut way = vec![(start, 0)];
        while let Some((index, looked)) = way.last_mut() {
            let (Some(state), Some(needs)) = (states.get_mut(*index), needs.get(*index)) else {
                way.pop();
                continue;
            };
            if *looked == 0 && *state == State::Done {
                way.pop();
                continue;
            }
            *state = State::Open;
            let Some(&(of, handle)) = needs.get(*looked) else {
                *state = State::Done;
                way.pop();
                continue;
            };
            *looked += 1;
            match states.get(of) {
                Some(State::New) => way.push((of, 0)),
                Some(State::Open) => found.push((*index, handle)),
                Some(State::Done) | None => {}
            }
        }
    }
    found
}

declare_rule! {
    /// An alias leads nowhere.
    ///
    /// ## Why it matters
    /// An alias names an output of the list, or a handle that macros use, by another name. One that leads nowhere
    /// takes with it whatever it was to deliver.
    ///
    /// ## How to fix it
    /// Write in the attribute `handle` what the alias stands for: a track of the composition, or an end of a macro. An
    /// alias cannot stand for another alias.
    OPL_ALIAS_HANDLE_INVALID = "opl-alias-handle-invalid" {
        severity: Error,
        photon: "IMF_OPL_ERROR",
        citations: [Citation::document("ST 2067-100", "2014")],
        needs: Documents,
        check: OutputProfileList(alias_handle),
    }
}

fn alias_handle(package: &Package, list: subject::OutputProfileList<'_>, sink: &mut Sink<'_>) {
    let handles = Handles::new(package, list);
    for alias in &list.list.aliases {
        let Some(handle) = &alias.handle else {
            continue;
        };
        let Err(dangling) = handles.lead(&handle.value) else {
            continue;
        };
        let (why, expected) = match handles.alias(&handle.value) {
            Some(other) => (
                "it is an alias itself".to_owned(),
                other.handle.as_ref().map_or(dangling.expected, |handle| {
                    format!("what that alias stands for, `{}`", handle.value)
                }),
            ),
            None => (dangling.why, dangling.expected),
        };
        sink.at(
            handle.at,
            format!(
                "the alias `{}` stands for `{}`, which leads nowhere: {why}",
                alias.name, handle.value
            ),
        )
        .found(&handle.value)
        .expected(expected);
    }
}

declare_rule! {
    /// Two aliases have the same name.
    ///
    /// ## Why it matters
    /// What a macro or a receiver asks for by that name depends on which of the two it takes.
    ///
    /// ## How to fix it
    /// Remove one of the aliases, or give it a name of its own.
    OPL_ALIAS_NAME_DUPLICATE = "opl-alias-name-duplicate" {
        severity: Warning,
        photon: "IMF_OPL_ERROR",
        citations: [],
        needs: Documents,
        check: OutputProfileList(alias_name),
    }
}

fn alias_name(_: &Package, list: subject::OutputProfileList<'_>, sink: &mut Sink<'_>) {
    let mut first = HashMap::default();
    for alias in &list.list.aliases {
        let before: Place = *first.entry(&*alias.name).or_insert(alias.at);
        if before != alias.at {
            sink.at(
                alias.at,
                format!("the name of the alias `{}` is taken", alias.name),
            )
            .found(&alias.name)
            .expected("a name of its own")
            .related(list.document, before, "the alias that has it");
        }
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::opl::testing::edited;
    const SCALED: &str = "macros/scale/outputs/images";
    &[
        Case::fires(
            "opl-macro-handle-invalid",
            "a macro that is not there, and others behind it",
            |package| edited(package, &[(SCALED, "macros/scale-2/outputs/images")]),
        ),
        Case::fires(
            "opl-macro-handle-invalid",
            "an output that the macro does not have",
            |package| edited(package, &[(SCALED, "macros/scale/outputs/image")]),
        ),
        Case::fires(
            "opl-macro-handle-invalid",
            "an alias that is not there",
            |package| edited(package, &[("alias/picture", "alias/pictures")]),
        ),
        Case::fires(
            "opl-macro-handle-invalid",
            "a channel that the sound does not have",
            |package| edited(package, &[("MCATagSymbol=chR", "MCATagSymbol=chLFE")]),
        ),
        Case::fires(
            "opl-macro-handle-invalid",
            "a track that the composition does not have",
            |package| {
                let track = format!("{:#}/MCATagSymbol=chR", imf_testkit::ids::AUDIO_TRACK_ID);
                let other = format!("{:#}/MCATagSymbol=chR", imf_testkit::ids::CPL_ID);
                edited(package, &[(&track, &other)]);
            },
        ),
        Case::fires(
            "opl-macro-handle-invalid",
            "a channel for a picture",
            |package| edited(package, &[(SCALED, "macros/mix/outputs/left")]),
        ),
        Case::fires(
            "opl-macro-handle-invalid",
            "a circle of macros",
            |package| edited(package, &[("alias/picture", "macros/encode/outputs/images")]),
        ),
        Case::fires(
            "opl-macro-handle-invalid",
            "a handle of nothing",
            |package| edited(package, &[(SCALED, "picture of the day")]),
        ),
        Case::silent(
            "opl-macro-handle-invalid",
            "every input is there",
            |package| edited(package, &[]),
        ),
        Case::silent(
            "opl-macro-handle-invalid",
            "a label by its octets and by its id in capitals",
            |package| {
                let track = format!("{:#}/MCATagSymbol=chR", imf_testkit::ids::AUDIO_TRACK_ID);
                let octets = format!(
                    "{}/MCADictionaryLabelID=06.0E.2B.34.04.01.01.01.03.02.01.02.00.00.00.00",
                    format!("{:#}", imf_testkit::ids::AUDIO_TRACK_ID).to_ascii_uppercase()
                );
                edited(package, &[(&track, &octets)]);
            },
        ),
        Case::silent(
            "opl-macro-handle-invalid",
            "an output of a macro of another type",
            |package| {
                edited(
                    package,
                    &[(
                        "alias/picture",
                        "macros/elsewhere/outputs/images",
                    ), (
                        "</MacroList>",
                        "<Macro xmlns:x=\"urn:example\" xsi:type=\"x:Elsewhere\"><Name>elsewhere</Name></Macro></MacroList>",
                    )],
                );
            },
        )
        .with(&["opl-macro-type-unknown"]),
        Case::fires(
            "opl-alias-handle-invalid",
            "the output of a macro that is not there",
            |package| {
                edited(
                    package,
                    &[("macros/encode/outputs/images\">", "macros/nope/outputs/images\">")],
                );
            },
        ),
        Case::fires(
            "opl-alias-handle-invalid",
            "an alias of an alias",
            |package| {
                edited(
                    package,
                    &[("macros/crop/inputs/images", "alias/picture")],
                );
            },
        ),
        Case::fires(
            "opl-alias-handle-invalid",
            "a track that the composition does not have, and a macro behind it",
            |package| {
                let track = format!("{:#}\">picture", imf_testkit::ids::IMAGE_TRACK_ID);
                let other = format!("{:#}\">picture", imf_testkit::ids::CPL_ID);
                edited(package, &[(&track, &other)]);
            },
        ),
        Case::silent(
            "opl-alias-handle-invalid",
            "the input of a macro",
            |package| edited(package, &[]),
        ),
        Case::silent(
            "opl-alias-handle-invalid",
            "a track of a composition that is in another package",
            |package| {
                let track = format!("{:#}\">picture", imf_testkit::ids::IMAGE_TRACK_ID);
                let other = format!("{:#}\">picture", imf_testkit::ids::CPL_ID);
                let (own, unknown) = (imf_testkit::ids::CPL_ID, imf_testkit::ids::SECOND_CPL_ID);
                let playlist = format!("<CompositionPlaylistId>{own}");
                let absent = format!("<CompositionPlaylistId>{unknown}");
                edited(package, &[(&track, &other), (&playlist, &absent)]);
            },
        )
        .with(&["pkg-opl-cpl-not-found"]),
        Case::fires(
            "opl-alias-name-duplicate",
            "one name for two handles",
            |package| edited(package, &[(">uncut<", ">result<")]),
        ),
        Case::silent(
            "opl-alias-name-duplicate",
            "two names for one handle",
            |package| {
                edited(
                    package,
                    &[("macros/crop/inputs/images", "macros/encode/outputs/images")],
                );
            },
        ),
    ]
};
