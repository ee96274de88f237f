//! From what checks found to findings: places become lines, columns, paths and excerpts in one pass over each document.

use std::collections::BTreeMap;
use std::io::{self, BufReader};

use imf_parse::model::Document;
use imf_parse::{Limits, Place};

use crate::finding::{Excerpt, Finding, Location, Related};
use crate::judge::{Draft, Spot};
use crate::load::unreadable;
use crate::package::{DocumentIndex, Package};
use crate::report::NotChecked;
use crate::rule::{Citation, Rule};
use crate::storage::Storage;

/// Turns `drafts` into findings, sorted by document, place and rule; what two rules or two walks say alike is said once.
pub(crate) fn locate(
    storage: &dyn Storage,
    package: &Package,
    limits: &Limits,
    drafts: Vec<Draft>,
    not_checked: &mut Vec<NotChecked>,
) -> Vec<Finding> {
    let mut places: BTreeMap<DocumentIndex, Vec<Place>> = BTreeMap::new();
    for draft in &drafts {
        for spot in draft
            .related
            .iter()
            .map(|(spot, _)| spot)
            .chain([&draft.spot])
        {
            if let Spot::Document(document, place) = spot {
                places.entry(*document).or_default().push(*place);
            }
        }
    }
    let mut located = BTreeMap::new();
    for (document, mut places) in places {
        places.sort_unstable();
        places.dedup();
        let path = &package.document(document).path;
        match read(storage, path, &places, limits) {
            Ok(locations) => {
                located.extend(
                    places
                        .into_iter()
                        .map(|place| (document, place))
                        .zip(locations),
                );
            }
            Err(error) => not_checked.push(unreadable(path, "document", &error)),
        }
    }
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let location = |spot: &Spot| match spot {
        Spot::Byte(place) => Location {
            file: package.inventory.path(place.file).to_owned(),
            byte_offset: Some(place.offset),
            set: some(&place.set),
            property: some(&place.property),
            ..Location::default()
        },
        Spot::File(path) => Location {
            file: path.to_string(),
            ..Location::default()
        },
        Spot::Document(document, place) => {
            let file = package.document(*document).path.clone();
            located.get(&(*document, *place)).map_or_else(
                || Location {
                    file: file.clone(),
                    ..Location::default()
                },
                |location: &imf_parse::Location| Location {
                    file: file.clone(),
                    line: Some(location.line),
                    column: Some(location.column),
                    path: Some(location.path.clone()).filter(|path| !path.is_empty()),
                    excerpt: Some(Excerpt {
                        text: location.excerpt.clone(),
                        start: location.start,
                        end: location.end,
                    }),
                    ..Location::default()
                },
            )
        }
    };
    let mut findings: Vec<(Key, Finding)> = drafts
        .into_iter()
        .map(|draft| {
            let related = |(spot, message): (Spot, String)| Related {
                location: location(&spot),
                message,
            };
            let finding = Finding {
                rule: draft.rule,
                severity: draft.rule.severity,
                citations: citations(package, draft.rule, &draft.spot),
                photon_code: photon_code(package, draft.rule, &draft.spot),
                help: draft.help,
                found: draft.found,
                expected: draft.expected,
                location: Location {
                    asset: draft.asset.map(|id| id.to_string()),
                    ..location(&draft.spot)
                },
                related: draft.related.into_iter().map(related).collect(),
                message: draft.message,
            };
            let place = match draft.spot {
                Spot::Document(_, place) => Some(place),
                Spot::Byte(_) | Spot::File(_) => None,
            };
            (
                Key {
                    file: finding.location.file.clone(),
                    place,
                    offset: finding.location.byte_offset,
                    rule: draft.rule.id,
                    message: finding.message.clone(),
                },
                finding,
            )
        })
        .collect();
    findings.sort_by(|(left, _), (right, _)| left.cmp(right));
    findings.dedup_by(|(left, _), (right, _)| left == right);
    findings.into_iter().map(|(_, finding)| finding).collect()
}

/// A rule on the text of documents cites the standard of each kind; a finding cites that of its document.
fn citations(package: &Package, rule: &Rule, spot: &Spot) -> Vec<Citation> {
    let own: &[&str] = match spot {
        Spot::Document(document, _) => match &package.document(*document).value {
            Some(Document::AssetMap(_) | Document::VolumeIndex(_)) => &["ST 429-9"],
            Some(Document::PackingList(list)) if list.namespace == PKL_2007 => &["ST 429-8"],
            Some(Document::PackingList(_)) => &["ST 2067-2", "ST 429-8"],
            Some(Document::CompositionPlaylist(_)) => &["ST 2067-3"],
            Some(Document::OutputProfileList(_)) => &["ST 2067-100"],
            Some(Document::SidecarCompositionMap(_)) => &["ST 2067-9"],
            _ => return rule.citations.to_vec(),
        },
        Spot::Byte(_) | Spot::File(_) => return rule.citations.to_vec(),
    };
    let is_general = |citation: &Citation| !DOCUMENTS.contains(&citation.document);
    let is_of_text = rule.id.starts_with("xml-");
    let applies = |citation: &&Citation| {
        !is_of_text || is_general(citation) || own.contains(&citation.document)
    };
    rule.citations.iter().filter(applies).copied().collect()
}

/// Photon files a fault of a document's text under the document.
fn photon_code(package: &Package, rule: &Rule, spot: &Spot) -> &'static str {
    let Spot::Document(document, _) = spot else {
        return rule.photon_code;
    };
    match &package.document(*document).value {
        _ if !rule.id.starts_with("xml-") => rule.photon_code,
        Some(Document::AssetMap(_)) => "IMF_AM_ERROR",
        Some(Document::CompositionPlaylist(_)) => "IMF_CPL_ERROR",
        Some(Document::OutputProfileList(_)) => "IMF_OPL_ERROR",
        Some(Document::PackingList(_)) => "IMF_PKL_ERROR",
        _ => rule.photon_code,
    }
}

/// The standards of the documents.
const DOCUMENTS: &[&str] = &[
    "ST 2067-2",
    "ST 2067-3",
    "ST 2067-9",
    "ST 2067-100",
    "ST 429-8",
    "ST 429-9",
];

/// The namespace of the packing lists that ST 429-8 defines.
const PKL_2007: &str = "http://www.smpte-ra.org/schemas/429-8/2007/PKL";

/// The order of findings.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    file: String,
    place: Option<Place>,
    offset: Option<u64>,
    rule: &'static str,
    message: String,
}

fn read(
    storage: &dyn Storage,
    path: &str,
    places: &[Place],
    limits: &Limits,
) -> io::Result<Vec<imf_parse::Location>> {
    imf_parse::locate(&mut BufReader::new(storage.open(path)?), places, limits)
}
