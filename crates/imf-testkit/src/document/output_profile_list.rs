//! The output profile list (ST 2067-100).

use super::{CREATOR, ISSUE_DATE, ISSUER};
use crate::form::Form;
use crate::ids::{Id, OPL_ID};
use crate::xml::Xml;

const NAMESPACE: &str = "http://www.smpte-ra.org/schemas/2067-100/2014";

/// An output profile list with one preset for a composition.
pub(crate) fn output_profile_list(form: Form, composition: Id) -> Vec<u8> {
    let attributes = [("xmlns:xsi", super::XSI)];
    let mut xml = Xml::new(form, "OutputProfileList", NAMESPACE, &attributes);
    xml.leaf("Id", OPL_ID);
    xml.leaf("Annotation", "test profile");
    xml.leaf("IssueDate", ISSUE_DATE);
    xml.leaf("Issuer", ISSUER);
    xml.leaf("Creator", CREATOR);
    xml.leaf("CompositionPlaylistId", composition);
    xml.empty("AliasList", &[]);
    xml.open("MacroList");
    let preset = super::type_name(form, "PresetMacroType");
    xml.open_with("Macro", &[("xsi:type", &preset)]);
    xml.leaf("Name", "playAllTracksPreset");
    xml.leaf("Preset", "http://example.com/presets/play-all-tracks");
    xml.finish()
}
