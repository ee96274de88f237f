//! The walk over a package's subjects.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use imf_parse::model::Document;

use super::{Check, Drafts, Sink, subject};
use crate::descriptor::{Origin, described};
use crate::package::{DocumentIndex, FileIndex, Package};
use crate::rule::{Needs, Rule};
use crate::rules::RULES;

/// Holds `package` against those of `rules` whose needs `has` grants; what they find, in no particular order.
pub fn judge(package: &Package, rules: &[&'static Rule], has: &dyn Fn(Needs) -> bool) -> Drafts {
    /// Those of the whole catalogue, which most packages are held against.
    static ALL: LazyLock<Checks> = LazyLock::new(|| Checks::new(RULES));
    let some;
    let checks = if std::ptr::eq(rules, RULES) {
        &*ALL
    } else {
        some = Checks::new(rules);
        &some
    };
    let mut walk = Walk {
        package,
        checks,
        granted: Needs::ALL.map(has),
        drafts: Drafts::default(),
        of_track_files: HashMap::new(),
    };
    walk.package();
    walk.drafts
}

/// Calls the checks of one kind for one subject.
macro_rules! hold {
    ($walk:ident, $scope:ident, $document:expr $(, $subject:expr)?) => {
        for &(rule, needs, check) in &$walk.checks.$scope {
            if $walk.granted[needs as usize] {
                check($walk.package, $($subject,)? &mut Sink::new(&mut $walk.drafts, rule, $document));
            }
        }
    };
}

/// The rules, sorted by subject once, so that a subject costs only the rules that look at it.
macro_rules! checks {
    ($($field:ident: $scope:ident $(($subject:ident))?,)+) => {
        #[derive(Default)]
        struct Checks {
            $($field: Vec<(&'static Rule, Needs, fn(&Package, $(subject::$subject<'_>,)? &mut Sink<'_>))>,)+
        }

        impl Checks {
            fn new(rules: &[&'static Rule]) -> Self {
                let mut checks = Self::default();
                for &rule in rules {
                    match rule.check {
                        $(Check::$scope(check) => checks.$field.push((rule, rule.needs, check)),)+
                        Check::Problem => {}
                    }
                }
                checks
            }
        }
    };
}

checks! {
    asset_map: AssetMap(AssetMap),
    composition: Composition(Composition),
    descriptor: Descriptor(Descriptor),
    document: Document(Document),
    essence_descriptor: EssenceDescriptor(EssenceDescriptor),
    file: File(File),
    map_asset: MapAsset(MapAsset),
    output_profile_list: OutputProfileList(OutputProfileList),
    package: Package,
    packed_asset: PackedAsset(PackedAsset),
    packing_list: PackingList(PackingList),
    resource: Resource(Resource),
    segment: Segment(Segment),
    sequence: Sequence(Sequence),
    sidecar_map: SidecarMap(SidecarMap),
    track_file: TrackFile(TrackFile),
    virtual_track: VirtualTrack(VirtualTrack),
    volume_index: VolumeIndex(VolumeIndex),
}

struct Walk<'a> {
    package: &'a Package,
    checks: &'a Checks,
    /// Whether what rules need is there, by [`Needs`].
    granted: [bool; Needs::ALL.len()],
    drafts: Drafts,
    /// What was found of the descriptor of each track file, by its place in `drafts`.
    of_track_files: HashMap<FileIndex, Range<usize>>,
}

impl Walk<'_> {
    fn package(&mut self) {
        hold!(self, package, None);
        for (index, entry) in (0..).map(FileIndex).zip(self.package.inventory.entries()) {
            hold!(self, file, None, subject::File { index, entry });
        }
        for (index, loaded) in (0..).map(DocumentIndex).zip(&self.package.documents) {
            hold!(
                self,
                document,
                Some(index),
                subject::Document { index, loaded }
            );
        }
        self.asset_map();
        self.packing_lists();
        // Before the compositions, whose descriptors say again what those of track files say.
        self.track_files();
        self.compositions();
        self.others();
    }

    fn track_files(&mut self) {
        for track_file in &self.package.track_files {
            let path = self.package.inventory.path(track_file.file);
            hold!(
                self,
                track_file,
                None,
                subject::TrackFile { track_file, path }
            );
            let origin = Origin::File(track_file.file);
            let before = self.drafts.len();
            // What could not be read may be just what a rule would miss.
            let whole = track_file.descriptor.iter();
            let whole = whole.filter(|_| track_file.is_described_wholly());
            for node in whole.flat_map(described) {
                let descriptor = subject::Descriptor {
                    node,
                    origin,
                    listed: None,
                };
                hold!(self, descriptor, None, descriptor);
            }
            let found = before..self.drafts.len();
            self.of_track_files.insert(track_file.file, found);
        }
    }

    /// Holds an essence descriptor of a composition against the rules on descriptors.
    fn descriptor(&mut self, subject: subject::EssenceDescriptor<'_>) {
        let document = subject.composition.info.document;
        let origin = Origin::Document(document);
        let mut own = Drafts::default();
        std::mem::swap(&mut self.drafts, &mut own);
        for node in subject.described.node.iter().flat_map(described) {
            let descriptor = subject::Descriptor {
                node,
                origin,
                listed: Some(subject),
            };
            hold!(self, descriptor, Some(document), descriptor);
        }
        std::mem::swap(&mut self.drafts, &mut own);
        let files = subject.described.track_files.iter();
        let found: Vec<Range<usize>> = files
            .filter_map(|&id| self.package.resolve(id).file())
            .filter_map(|file| {
                let target = self.package.inventory.target(file);
                self.of_track_files.get(&target).cloned()
            })
            .collect();
        self.drafts.merge(own, document, &found);
    }

    fn asset_map(&mut self) {
        let Some((document, map)) = self.package.asset_map() else {
            return;
        };
        let asset_map = subject::AssetMap { document, map };
        hold!(self, asset_map, Some(document), asset_map);
        for (index, (asset, entry)) in map.assets.iter().zip(&self.package.map_entries).enumerate()
        {
            hold!(
                self,
                map_asset,
                Some(document),
                subject::MapAsset {
                    asset_map,
                    asset,
                    index,
                    entry
                }
            );
        }
    }

    fn packing_lists(&mut self) {
        for info in &self.package.packing_lists {
            let Some(list) = self.package.packing_list(info.document) else {
                continue;
            };
            let packing_list = subject::PackingList { list, info };
            hold!(self, packing_list, Some(info.document), packing_list);
            for (index, (asset, &link)) in list.assets.iter().zip(&info.links).enumerate() {
                let asset = subject::PackedAsset {
                    packing_list,
                    asset,
                    index,
                    link,
                };
                hold!(self, packed_asset, Some(info.document), asset);
            }
        }
    }

    fn compositions(&mut self) {
        for info in &self.package.compositions {
            // Of a text that breaks off nothing can be said but that: what is missing may have been there.
            if !self.package.document(info.document).is_whole() {
                continue;
            }
            let Some(playlist) = self.package.playlist(info.document) else {
                continue;
            };
            let composition = subject::Composition { playlist, info };
            let document = Some(info.document);
            hold!(self, composition, document, composition);
            for descriptor in composition.descriptors() {
                hold!(self, essence_descriptor, document, descriptor);
                self.descriptor(descriptor);
            }
            for segment in composition.segments() {
                hold!(self, segment, document, segment);
                for sequence in segment.sequences() {
                    hold!(self, sequence, document, sequence);
                    for resource in sequence.resources() {
                        hold!(self, resource, document, resource);
                    }
                }
            }
            for track in composition.virtual_tracks() {
                hold!(self, virtual_track, document, track);
            }
        }
    }

    fn others(&mut self) {
        for (index, loaded) in (0..).map(DocumentIndex).zip(&self.package.documents) {
            let document = Some(index);
            match &loaded.value {
                Some(Document::OutputProfileList(list)) => {
                    hold!(
                        self,
                        output_profile_list,
                        document,
                        subject::OutputProfileList {
                            document: index,
                            list
                        }
                    );
                }
                Some(Document::SidecarCompositionMap(map)) => {
                    hold!(
                        self,
                        sidecar_map,
                        document,
                        subject::SidecarMap {
                            document: index,
                            map
                        }
                    );
                }
                Some(Document::VolumeIndex(volume)) if self.package.volume_index == document => {
                    hold!(
                        self,
                        volume_index,
                        document,
                        subject::VolumeIndex {
                            document: index,
                            index: volume
                        }
                    );
                }
                _ => {}
            }
        }
    }
}
