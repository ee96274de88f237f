//! The walk over a package's subjects.

use std::ops::Range;
use std::sync::LazyLock;

use imf_parse::model::Document;

use super::{Check, Drafts, Sink, subject};
use crate::descriptor::{Origin, described};
use crate::hash::HashMap;
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
        of_track_files: HashMap::default(),
    };
    walk.package();
    walk.drafts
}

/// A rule, what it asks for, and its check.
type Held<C> = (&'static Rule, Needs, C);

/// Checks that are about the same subjects of one kind, and which these are.
struct Chosen<W, C> {
    which: W,
    checks: Vec<Held<C>>,
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

/// Calls the checks of one kind for all of a few subjects, check by check: there are so many checks of these kinds that the
/// processor has forgotten each when the next subject comes.
macro_rules! hold_all {
    ($walk:ident, $checks:expr, $document:expr, $subjects:expr) => {
        for &(rule, needs, check) in $checks {
            if $walk.granted[needs as usize] {
                for subject in $subjects {
                    check(
                        $walk.package,
                        *subject,
                        &mut Sink::new(&mut $walk.drafts, rule, $document),
                    );
                }
            }
        }
    };
}

/// The rules, sorted by subject once, so that a subject costs only the rules that look at it.
macro_rules! checks {
    (
        every: { $($field:ident: $scope:ident $(($subject:ident))?,)+ }
        some: { $($some:ident: $some_scope:ident,)+ }
    ) => {
        #[derive(Default)]
        struct Checks {
            $($field: Vec<Held<fn(&Package, $(subject::$subject<'_>,)? &mut Sink<'_>)>>,)+
            $($some: Vec<Chosen<
                fn(&Package, subject::$some_scope<'_>) -> bool,
                fn(&Package, subject::$some_scope<'_>, &mut Sink<'_>),
            >>,)+
        }

        impl Checks {
            fn new(rules: &[&'static Rule]) -> Self {
                let mut checks = Self::default();
                for &rule in rules {
                    match rule.check {
                        $(Check::$scope(check) => checks.$field.push((rule, rule.needs, check)),)+
                        $(Check::$some_scope(which, check) => {
                            let held = (rule, rule.needs, check);
                            let mut all = checks.$some.iter_mut();
                            // That one function has two addresses, or two have one, costs time or saves some, no more.
                            match all.find(|chosen| std::ptr::fn_addr_eq(chosen.which, which)) {
                                Some(chosen) => chosen.checks.push(held),
                                None => checks.$some.push(Chosen { which, checks: vec![held] }),
                            }
                        })+
                        Check::Problem => {}
                    }
                }
                checks
            }
        }
    };
}

checks! {
    every: {
        asset_map: AssetMap(AssetMap),
        composition: Composition(Composition),
        document: Document(Document),
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
    some: {
        descriptor: Descriptor,
        essence_descriptor: EssenceDescriptor,
    }
}

struct Walk<'a> {
    package: &'a Package,
    checks: &'a Checks,
    /// Whether what rules need is there, by [`Needs`].
    granted: [bool; Needs::ALL.len()],
    drafts: Drafts,
    /// What was found of the descriptor of each track file, by its places in `drafts`.
    of_track_files: HashMap<FileIndex, Vec<Range<usize>>>,
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
        let package = self.package;
        let subjects = package.track_files.iter();
        let subjects: Vec<subject::TrackFile<'_>> = subjects
            .map(|track_file| subject::TrackFile {
                track_file,
                path: package.inventory.path(track_file.file),
            })
            .collect();
        hold_all!(self, &self.checks.track_file, None, &subjects);
        // What could not be read may be just what a rule would miss.
        let whole = package.track_files.iter();
        let whole = whole.filter(|track_file| track_file.is_described_wholly());
        let nodes = whole.flat_map(|track_file| {
            let nodes = track_file.descriptor.iter().flat_map(described);
            nodes.map(|node| (track_file.file, node))
        });
        let descriptors: Vec<(FileIndex, subject::Descriptor<'_>)> = nodes
            .map(|(file, node)| {
                let descriptor = subject::Descriptor {
                    node,
                    origin: Origin::File(file),
                    listed: None,
                };
                (file, descriptor)
            })
            .collect();
        self.descriptors(&descriptors, None, |walk, &file, found| {
            walk.of_track_files.entry(file).or_default().push(found);
        });
    }

    /// Holds descriptors against the rules on descriptors, and tells `found` of what is found of each, by its places in the
    /// drafts.
    fn descriptors<K>(
        &mut self,
        descriptors: &[(K, subject::Descriptor<'_>)],
        document: Option<DocumentIndex>,
        mut found: impl FnMut(&mut Self, &K, Range<usize>),
    ) {
        for chosen in &self.checks.descriptor {
            let is_chosen = |(_, subject): &&(K, subject::Descriptor<'_>)| {
                (chosen.which)(self.package, *subject)
            };
            let subjects: Vec<_> = descriptors.iter().filter(is_chosen).collect();
            if subjects.is_empty() {
                continue;
            }
            for &(rule, needs, check) in &chosen.checks {
                if !self.granted[needs as usize] {
                    continue;
                }
                for (key, subject) in &subjects {
                    let before = self.drafts.len();
                    let mut sink = Sink::new(&mut self.drafts, rule, document);
                    check(self.package, *subject, &mut sink);
                    let after = self.drafts.len();
                    if before < after {
                        found(self, key, before..after);
                    }
                }
            }
        }
    }

    /// Holds the essence descriptors of a composition against the rules on these, and on descriptors.
    fn essence_descriptors(&mut self, composition: subject::Composition<'_>) {
        let document = composition.info.document;
        let subjects: Vec<subject::EssenceDescriptor<'_>> = composition.descriptors().collect();
        for chosen in &self.checks.essence_descriptor {
            let is_chosen =
                |subject: &&subject::EssenceDescriptor<'_>| (chosen.which)(self.package, **subject);
            let subjects: Vec<_> = subjects.iter().filter(is_chosen).copied().collect();
            if !subjects.is_empty() {
                hold_all!(self, &chosen.checks, Some(document), &subjects);
            }
        }
        let nodes = subjects.iter().flat_map(|subject| {
            let nodes = subject.described.node.iter().flat_map(described);
            nodes.map(move |node| (subject, node))
        });
        let descriptors: Vec<_> = nodes
            .map(|(subject, node)| {
                let descriptor = subject::Descriptor {
                    node,
                    origin: Origin::Document(document),
                    listed: Some(*subject),
                };
                (subject, descriptor)
            })
            .collect();
        let mut own = Drafts::default();
        std::mem::swap(&mut self.drafts, &mut own);
        let mut owners: Vec<&subject::EssenceDescriptor<'_>> = Vec::new();
        self.descriptors(&descriptors, Some(document), |_, &subject, found| {
            owners.extend(found.map(|_| subject));
        });
        std::mem::swap(&mut self.drafts, &mut own);
        let mut known = HashMap::default();
        for subject in &owners {
            known
                .entry(subject.index)
                .or_insert_with(|| self.found_of_files(**subject));
        }
        let owners = owners
            .iter()
            .map(|subject| known.get(&subject.index).map_or(&[][..], Vec::as_slice));
        self.drafts.merge(own, document, owners);
    }

    /// What was found of the descriptors of the track files that `subject` describes, by its places in the drafts.
    fn found_of_files(&self, subject: subject::EssenceDescriptor<'_>) -> Vec<Range<usize>> {
        let files = subject.described.track_files.iter();
        let found = files
            .filter_map(|&id| self.package.resolve(id).file())
            .filter_map(|file| {
                let target = self.package.inventory.target(file);
                self.of_track_files.get(&target)
            });
        found.flatten().cloned().collect()
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
            self.essence_descriptors(composition);
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
