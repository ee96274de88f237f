//! From problems of a document's text to rules: the table.

use imf_parse::model::Document;
use imf_parse::{Problem, ProblemClass, ProblemKind};

use super::am_asset::has_extension;
use super::{am_content, opl_macro, xml_schema, xml_text};
use crate::judge::{Drafts, Sink};
use crate::load::{ASSET_MAP, VOLUME_INDEX};
use crate::package::{DocumentIndex, LoadedDocument, Package};
use crate::rule::Rule;

/// Raises the rule of every problem of every document.
pub(crate) fn problems(package: &Package, drafts: &mut Drafts) {
    for (index, document) in (0..).map(DocumentIndex).zip(&package.documents) {
        let judged = judged(package, document);
        for problem in document
            .problems
            .iter()
            .filter(|problem| judged.contains(&problem.kind.class()))
        {
            let mut sink = Sink::new(drafts, rule_of(document, problem), Some(index));
            let draft = sink.at(problem.at, sentence(document, problem));
            if !problem.found.is_empty() {
                draft.found(&problem.found);
            }
            if !problem.expected.is_empty() {
                draft.expected(&problem.expected);
            }
        }
    }
}

/// Which problems of `document` are the package's faults.
///
/// Of a document of ours all are. Another XML document may hold what it likes, a document type among it; but it has
/// to be XML where the package says that it is.
fn judged(package: &Package, document: &LoadedDocument) -> &'static [ProblemClass] {
    use ProblemClass::{Limit, Refused, Schema, WellFormedness};
    match &document.value {
        Some(Document::Other(_)) | None => {
            let is_named = matches!(&*document.path, ASSET_MAP | VOLUME_INDEX)
                || package.is_marked_packing_list(document.file);
            let mut types = package.media_types(document.file).peekable();
            let is_undeclared = types.peek().is_none() && has_extension(&document.path, "xml");
            if is_named
                || is_undeclared
                || types.any(|media_type| media_type.trim().starts_with("text/xml"))
            {
                if document.value.is_none() {
                    &[Limit, Refused, WellFormedness]
                } else {
                    &[WellFormedness]
                }
            } else {
                &[]
            }
        }
        Some(_) => &[Limit, Refused, Schema, WellFormedness],
    }
}

/// The rule that `problem` breaks. An asset map without assets breaks a rule of its own, and only that; so do macros
/// of an output profile list.
fn rule_of(document: &LoadedDocument, problem: &Problem) -> &'static Rule {
    let is_asset_map = matches!(document.value, Some(Document::AssetMap(_)));
    let is_profile = matches!(document.value, Some(Document::OutputProfileList(_)));
    match (problem.kind, &*problem.subject) {
        (ProblemKind::MissingElement, "Asset" | "AssetList") if is_asset_map => {
            &am_content::AM_NO_ASSETS
        }
        (ProblemKind::MissingElement, "Chunk" | "ChunkList") if is_asset_map => {
            &am_content::AM_NO_CHUNKS
        }
        (ProblemKind::MissingElement, "InputImageSequence" | "InputReferenceImageSequence")
            if is_profile =>
        {
            &opl_macro::OPL_MACRO_INPUT_MISSING
        }
        (
            ProblemKind::MissingElement,
            "OutputEntityList" | "OutputImageSequence" | "OutputReferenceImageSequence",
        ) if is_profile => &opl_macro::OPL_MACRO_OUTPUT_MISSING,
        (ProblemKind::InvalidType | ProblemKind::MissingType, "FillColor") if is_profile => {
            &opl_macro::OPL_FILL_COLOR_TYPE
        }
        (ProblemKind::UnknownType, "Macro" | "FillColor") if is_profile => {
            &opl_macro::OPL_MACRO_TYPE_UNKNOWN
        }
        (ProblemKind::UnknownType, "Algorithm") if is_profile => {
            &opl_macro::OPL_SCALING_ALGORITHM_UNSUPPORTED
        }
        (ProblemKind::EncodingInvalid, _) => &xml_text::XML_ENCODING_INVALID,
        (ProblemKind::EncodingUnsupported, _) => &xml_text::XML_ENCODING_UNSUPPORTED,
        (ProblemKind::Doctype, _) => &xml_text::XML_DOCTYPE_UNEXPECTED,
        (ProblemKind::EntityReference, _) => &xml_text::XML_ENTITY_UNEXPECTED,
        (ProblemKind::VersionUnsupported, _) => &xml_text::XML_VERSION_UNSUPPORTED,
        (ProblemKind::LimitExceeded, _) => &xml_text::XML_LIMIT_EXCEEDED,
        (ProblemKind::NumberTooLarge, _) => &xml_schema::XML_NUMBER_TOO_LARGE,
        (ProblemKind::UnexpectedElement, _) => &xml_schema::XML_UNEXPECTED_ELEMENT,
        (ProblemKind::MissingElement, _) => &xml_schema::XML_MISSING_ELEMENT,
        (ProblemKind::InvalidValue, _) => &xml_schema::XML_INVALID_VALUE,
        (ProblemKind::InvalidUuid, _) => &xml_schema::XML_UUID_NOT_URN,
        (
            ProblemKind::UnexpectedText
            | ProblemKind::UnexpectedAttribute
            | ProblemKind::MissingAttribute
            | ProblemKind::InvalidType
            | ProblemKind::UnknownType
            | ProblemKind::MissingType
            | ProblemKind::DuplicateXmlId,
            _,
        ) => &xml_schema::XML_SCHEMA_VIOLATION,
        // The kinds are open to growth; what is new stops the reading or breaks the schema.
        (ProblemKind::NotWellFormed | _, _) => &xml_text::XML_NOT_WELL_FORMED,
    }
}

/// What is wrong in one sentence.
fn sentence(document: &LoadedDocument, problem: &Problem) -> String {
    let Problem {
        subject,
        found,
        expected,
        ..
    } = problem;
    let name = document
        .value
        .as_ref()
        .map_or("document", Document::root_name);
    let against = match (found.is_empty(), expected.is_empty()) {
        (false, false) => format!(": found {found}, expected {expected}"),
        (false, true) => format!(": found {found}"),
        (true, false) => format!(": expected {expected}"),
        (true, true) => String::new(),
    };
    match problem.kind {
        ProblemKind::Doctype => {
            format!("the {name} has a document type declaration, which is passed over")
        }
        ProblemKind::DuplicateXmlId => format!("the XML id `{found}` of `{subject}` is taken"),
        ProblemKind::EncodingInvalid => {
            format!("the {name} holds bytes that are not valid in its encoding{against}")
        }
        ProblemKind::EncodingUnsupported => {
            format!("the encoding of the {name} cannot be read{against}")
        }
        ProblemKind::EntityReference => {
            format!("the {name} uses the entity `{subject}`, which is not expanded")
        }
        ProblemKind::InvalidType => {
            format!("`{subject}` has the type `{found}`, expected {expected}")
        }
        ProblemKind::UnknownType => {
            format!("`{subject}` has the type `{found}`, whose namespace is not known here")
        }
        ProblemKind::InvalidUuid | ProblemKind::InvalidValue => {
            format!("`{subject}` holds `{found}`, expected {expected}")
        }
        ProblemKind::LimitExceeded => {
            format!("the {name} goes past a limit of this reader, {subject}{against}")
        }
        ProblemKind::MissingAttribute => format!("the attribute `{subject}` is missing"),
        ProblemKind::MissingElement => format!("`{subject}` is missing{against}"),
        ProblemKind::MissingType => format!("`{subject}` has no `xsi:type`{against}"),
        ProblemKind::NumberTooLarge => format!("`{subject}` holds `{found}`, expected {expected}"),
        ProblemKind::UnexpectedAttribute => {
            format!("the attribute `{subject}` is not allowed here: expected {expected}")
        }
        // Of two names that look the same the namespace differs.
        ProblemKind::UnexpectedElement if !found.is_empty() && expected.contains(&**found) => {
            format!("{found} is in another namespace than the {expected} expected here")
        }
        ProblemKind::UnexpectedElement if !found.is_empty() => {
            format!("{found} is not allowed here: expected {expected}")
        }
        ProblemKind::UnexpectedElement => format!("`{subject}` is not allowed here{against}"),
        ProblemKind::UnexpectedText => format!("text is not allowed here{against}"),
        ProblemKind::VersionUnsupported => {
            format!("the {name} is not XML 1.0 and is read as if it were{against}")
        }
        _ => format!("the {name} is not well-formed XML{against}"),
    }
}
