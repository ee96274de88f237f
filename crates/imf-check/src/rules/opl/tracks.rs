//! What the composition of an output profile list offers to its macros.

use imf_mxf::Ul;
use imf_mxf::typed::Value;
use imf_parse::Located;
use imf_parse::model::Uuid;

use super::handles::{Dangling, Lead, Medium};
use crate::descriptor::Node;
use crate::hash::{HashMap, HashSet};
use crate::judge::subject::{Composition, VirtualTrack};
use crate::package::kind::Kind;
use crate::package::{Package, for_each_track_file};
use crate::rules::cpl::descriptor::Descriptor;

/// The virtual tracks of a composition, by id.
pub(super) struct Tracks<'a> {
    by_id: HashMap<Uuid, Track<'a>>,
    /// Their ids, for messages: pictures and sound.
    names: String,
    /// Whether there are tracks that could not be read.
    has_more: bool,
}

struct Track<'a> {
    /// The name of its sequences.
    name: &'a str,
    kind: Kind,
    /// The labels of its channels, and of groups of them.
    labels: HashSet<Label<'a>>,
    /// Some of them, for messages.
    symbols: String,
    /// Whether a descriptor is missing, and with it perhaps a label.
    has_more: bool,
    size: Option<Size>,
}

/// Width and height of images in pixels and lines.
pub(in crate::rules) type Size = (u64, u64);

/// What a label subdescriptor calls a channel.
#[derive(PartialEq, Eq, Hash)]
enum Label<'a> {
    /// `MCALabelDictionaryID`, its version byte left out.
    Dictionary(Ul),
    /// `MCALinkID`.
    Link(Uuid),
    /// `MCATagSymbol`.
    Symbol(&'a str),
}

impl<'a> Tracks<'a> {
    /// The tracks of the composition `id`; `None` where the package does not have it, or not whole.
    pub(super) fn new(package: &'a Package, id: Option<Located<Uuid>>) -> Option<Self> {
        let id = id?.value;
        let composition = package.compositions.iter().find_map(|info| {
            let playlist = package.playlist(info.document)?;
            (playlist.id?.value == id && package.document(info.document).is_whole())
                .then_some(Composition { playlist, info })
        })?;
        let ids = composition.virtual_tracks().filter(|track| {
            let kind = track.sequences().next().map(Kind::of);
            matches!(kind, Some(Kind::MainAudio | Kind::MainImage))
        });
        let ids: Vec<String> = ids.filter_map(|track| track.track.id).map(bare).collect();
        let mut tracks = Self {
            by_id: HashMap::default(),
            names: super::some(ids.iter().map(String::as_str)),
            has_more: composition
                .segments()
                .any(|segment| !segment.segment.foreign.is_empty()),
        };
        for track in composition.virtual_tracks() {
            match track.track.id {
                Some(id) => {
                    tracks.by_id.insert(id, Track::new(track));
                }
                None => tracks.has_more = true,
            }
        }
        Some(tracks)
    }

    /// Where `cpl/` and `handle` leads.
    pub(super) fn lead(&self, handle: &str) -> Result<Lead, Dangling> {
        let Some(rest) = handle.strip_prefix("virtual-tracks/") else {
            return Err(Dangling {
                why: "of a composition only its virtual tracks have handles".to_owned(),
                expected: "`cpl/virtual-tracks/` and the id of a track".to_owned(),
            });
        };
        let (id, label) = rest
            .split_once('/')
            .map_or((rest, None), |(id, label)| (id, Some(label)));
        let track = Uuid::from_urn(&format!("urn:uuid:{id}")).and_then(|id| self.by_id.get(&id));
        match (track, label) {
            (Some(track), Some(label)) => track.lead_to_label(label),
            (Some(track), None) => Ok(track.lead()),
            (None, _) if self.has_more => Ok(Lead::default()),
            (None, _) => Err(Dangling {
                why: format!("the composition has no virtual track `{id}`"),
                expected: format!("a virtual track of the composition: {}", self.names),
            }),
        }
    }
}

impl<'a> Track<'a> {
    fn new(track: VirtualTrack<'a>) -> Self {
        let first = track.sequences().next();
        let mut new = Self {
            name: &track.kind().local,
            kind: first.map_or(Kind::Unsupported, Kind::of),
            labels: HashSet::default(),
            symbols: String::new(),
            has_more: false,
            size: None,
        };
        if !matches!(new.kind, Kind::MainAudio | Kind::MainImage) {
            return new;
        }
        let mut seen = HashSet::default();
        let mut sizes = HashSet::default();
        for used in track.uses() {
            for_each_track_file(used.resource.resource, &mut |reference| {
                let Some(descriptor) = Descriptor::of(track.composition, reference) else {
                    new.has_more = true;
                    return;
                };
                if !seen.insert(descriptor.index) {
                    return;
                }
                add_labels(descriptor.node, &mut new.labels);
                let number = |name| u64::try_from(descriptor.node.integer(name)?).ok();
                // Of fields the height is that of half a picture.
                sizes.insert(
                    number("StoredWidth")
                        .zip(number("StoredHeight"))
                        .filter(|_| !descriptor.is_interlaced()),
                );
            });
        }
        let symbols = new.labels.iter().filter_map(|label| match label {
            Label::Symbol(symbol) => Some(*symbol),
            Label::Dictionary(_) | Label::Link(_) => None,
        });
        let mut symbols: Vec<&str> = symbols.collect();
        symbols.sort_unstable();
        new.symbols = super::some(symbols.into_iter());
        if sizes.len() == 1 && !new.has_more {
            new.size = sizes.into_iter().next().flatten();
        }
        new
    }

    fn lead(&self) -> Lead {
        Lead {
            medium: match self.kind {
                Kind::MainImage => Some(Medium::Images),
                Kind::Unsupported => None,
                _ => Some(Medium::Track),
            },
            size: self.size,
            ..Lead::default()
        }
    }

    fn lead_to_label(&self, label: &str) -> Result<Lead, Dangling> {
        let channel = Lead {
            medium: Some(Medium::Channel),
            ..Lead::default()
        };
        match self.kind {
            Kind::Unsupported => return Ok(Lead::default()),
            Kind::MainAudio => {}
            _ => {
                return Err(Dangling {
                    why: format!("the `{}` track has no channels", self.name),
                    expected: "a channel of a `MainAudioSequence` track".to_owned(),
                });
            }
        }
        let known = Label::of_handle(label).is_some_and(|label| self.labels.contains(&label));
        if known || self.has_more {
            return Ok(channel);
        }
        Err(Dangling {
            why: format!("no channel of that track is labeled `{label}`"),
            expected: format!(
                "`MCATagSymbol=`, `MCADictionaryLabelID=` or `MCALinkID=` of a channel: {}",
                self.symbols
            ),
        })
    }
}

impl<'a> Label<'a> {
    /// Reads `MCATagSymbol=chL`, `MCALinkID=<uuid>`, `MCADictionaryLabelID=06.0e.2b …`.
    fn of_handle(text: &'a str) -> Option<Self> {
        let (name, value) = text.split_once('=')?;
        match name {
            "MCADictionaryLabelID" => Some(Self::Dictionary(octets(value)?.with_version(0))),
            "MCALinkID" => Uuid::from_urn(&format!("urn:uuid:{value}")).map(Self::Link),
            "MCATagSymbol" => Some(Self::Symbol(value)),
            _ => None,
        }
    }
}

fn add_labels<'a>(descriptor: &'a Node, labels: &mut HashSet<Label<'a>>) {
    for node in descriptor.all() {
        let dictionary = node.label("MCALabelDictionaryID");
        labels.extend(dictionary.map(|label| Label::Dictionary(label.with_version(0))));
        if let Some(Value::Uuid(link)) = node.value("MCALinkID") {
            labels.insert(Label::Link(Uuid(link.0)));
        }
        labels.extend(node.text("MCATagSymbol").map(Label::Symbol));
    }
}

/// A label as handles write it: sixteen octets in hexadecimal digits, dots between them.
fn octets(text: &str) -> Option<Ul> {
    let mut bytes = [0; 16];
    let mut parts = text.split('.');
    for byte in &mut bytes {
        let part = parts.next()?;
        if part.len() != 2 || !part.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(part, 16).ok()?;
    }
    parts.next().is_none().then_some(Ul(bytes))
}

/// An id without `urn:uuid:`, as handles write it.
fn bare(id: Uuid) -> String {
    let urn = id.to_string();
    urn.trim_start_matches("urn:uuid:").to_owned()
}
