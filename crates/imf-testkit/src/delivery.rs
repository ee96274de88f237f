//! What a package is made of, before it is made.

mod build;

use crate::document::composition::{
    Composition, CompositionEdition, CoreConstraints, MarkerSequence, MgaParameterSet, Resource,
    Segment, Sequence,
};
use crate::document::packing_list::PackingListEdition;
use crate::form::Form;
use crate::hash::HashAlgorithm;
use crate::ids::{self, Id};
use crate::track_file::{
    Aces, Audio, Essence, Iab, Image, Isxd, Mga, Picture, Rate, TimedText, TrackFile,
};

/// The edit rate of everything here that has no other.
pub const EDIT_RATE: Rate = Rate(24_000, 1_001);
/// The length of [`Delivery::minimal`] in frames.
pub const FRAMES: u32 = 4;
/// The length of [`Delivery::minimal`] in samples of its sound.
pub const SAMPLES: u32 = 8_008;

/// The application that the compositions claim: App #2E, fourth edition.
const APP_2E_2021: &str = "http://www.smpte-ra.org/ns/2067-21/2021";
/// App #5.
const APP_5: &str = "http://www.smpte-ra.org/ns/2067-50/2017";

/// A description of a package. Change its fields, then [`Delivery::build`] it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Where everything but the asset map and the volume index lies: empty, or a path that ends in `/`.
    pub folder: String,
    /// How every XML document is spelled.
    pub form: Form,
    /// The algorithm of every digest that may name one.
    pub hash: HashAlgorithm,
    /// Whether there is a volume index.
    pub volume_index: bool,
    /// The packing lists.
    pub packing_lists: Vec<PackingList>,
    /// The compositions.
    pub compositions: Vec<Composition>,
    /// The track files, those too that are [external](TrackFile::external).
    pub track_files: Vec<TrackFile>,
    /// Whether there is an output profile list for the first composition.
    pub output_profile_list: bool,
    /// Whether there is a sidecar asset and a map that associates it with the first composition.
    pub sidecar: bool,
}

/// A packing list to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackingList {
    /// Its id.
    pub id: Id,
    /// Its namespace.
    pub edition: PackingListEdition,
    /// What it lists; none: everything that no other packing list names.
    pub assets: Option<Vec<Id>>,
}

impl Delivery {
    /// The smallest valid delivery: an App #2E composition of [`FRAMES`] gray frames with stereo sound.
    pub fn minimal() -> Self {
        let image = image_file(Image::gray(EDIT_RATE, FRAMES as usize));
        let audio = audio_file(Audio::for_frames(EDIT_RATE, FRAMES, "en"));
        Self {
            folder: String::new(),
            form: Form::default(),
            hash: HashAlgorithm::Sha1,
            volume_index: true,
            packing_lists: vec![PackingList {
                id: ids::PACKING_LIST_ID,
                edition: PackingListEdition::default(),
                assets: None,
            }],
            compositions: vec![composition_of(
                ids::CPL_ID,
                "Test Package",
                &[&image, &audio],
            )],
            track_files: vec![image, audio],
            output_profile_list: false,
            sidecar: false,
        }
    }

    /// As [`Delivery::minimal`], with a line of timed text.
    pub fn with_timed_text() -> Self {
        let mut delivery = Self::minimal();
        let text = timed_text_file(TimedText {
            edit_rate: EDIT_RATE,
            frames: FRAMES,
            language: "en",
            line: "Hello",
        });
        delivery.track_files.push(text);
        let files: Vec<_> = delivery.track_files.iter().collect();
        delivery.compositions = vec![composition_of(ids::CPL_ID, "Test Package", &files)];
        delivery
    }

    /// As [`Delivery::minimal`], with immersive audio.
    pub fn with_iab() -> Self {
        Self::with_plug_in(iab_file(Iab::new(EDIT_RATE, FRAMES)))
    }

    /// As [`Delivery::minimal`], with an XML document for each frame.
    pub fn with_isxd() -> Self {
        Self::with_plug_in(isxd_file(Isxd {
            edit_rate: EDIT_RATE,
            frames: FRAMES,
            namespace: "http://example.com/frame",
        }))
    }

    /// As [`Delivery::minimal`], with metadata-guided audio.
    pub fn with_mga() -> Self {
        let mut delivery = Self::with_plug_in(mga_file(Mga {
            edit_rate: EDIT_RATE,
            frames: FRAMES,
        }));
        delivery.compositions[0].mga_parameter_sets = vec![MgaParameterSet {
            id: Id::derived("MGA S-ADM virtual track parameter set"),
            track_id: ids::PLUG_IN_TRACK_ID,
            mode: "http://www.smpte-ra.org/ns/2067-203/2022#Operational-Mode-A",
            selectors: vec![(
                ids::PLUG_IN_RESOURCE_ID,
                vec![Mga::link_id(ids::PLUG_IN_FILE_ID, 1)],
            )],
        }];
        delivery
    }

    fn with_plug_in(file: TrackFile) -> Self {
        let mut delivery = Self::minimal();
        delivery.track_files.push(file);
        let files: Vec<_> = delivery.track_files.iter().collect();
        delivery.compositions = vec![composition_of(ids::CPL_ID, "Test Package", &files)];
        delivery
    }

    /// As [`Delivery::minimal`], with a picture in the colors of ACES, under App #5.
    pub fn aces() -> Self {
        let mut delivery = Self::minimal();
        delivery.track_files[0].essence = Essence::Aces(Aces {
            edit_rate: EDIT_RATE,
            frames: FRAMES,
        });
        delivery.track_files[0].streams = vec![Aces::target_frame()];
        let files: Vec<_> = delivery.track_files.iter().collect();
        let mut composition = composition_of(ids::CPL_ID, "Test Package", &files);
        composition.core = CoreConstraints::St2067_2_2016;
        composition.application = Some(APP_5);
        delivery.compositions = vec![composition];
        delivery
    }

    /// A supplemental package to [`Delivery::minimal`]: its picture, which is not carried, with sound in French.
    pub fn supplemental() -> Self {
        let mut delivery = Self::minimal();
        let mut image = delivery.track_files.remove(0);
        image.external = true;
        let audio = second_audio_file(Audio::for_frames(EDIT_RATE, FRAMES, "fr"));
        delivery.compositions = vec![composition_of(
            ids::SUPPLEMENTAL_CPL_ID,
            "Test Package (fr)",
            &[&image, &audio],
        )];
        delivery.track_files = vec![image, audio];
        delivery
    }

    /// Two compositions of one picture: one with English sound, one with French.
    pub fn two_compositions() -> Self {
        let mut delivery = Self::minimal();
        let audio = second_audio_file(Audio::for_frames(EDIT_RATE, FRAMES, "fr"));
        let second = composition_of(
            ids::SECOND_CPL_ID,
            "Test Package (fr)",
            &[&delivery.track_files[0], &audio],
        );
        delivery.compositions.push(second);
        delivery.track_files.push(audio);
        delivery
    }

    /// As [`Delivery::two_compositions`], with a packing list for what only the second composition needs.
    pub fn two_packing_lists() -> Self {
        let mut delivery = Self::two_compositions();
        delivery.packing_lists.push(PackingList {
            id: ids::SECOND_PACKING_LIST_ID,
            edition: PackingListEdition::default(),
            assets: Some(vec![ids::SECOND_CPL_ID, ids::SECOND_AUDIO_FILE_ID]),
        });
        delivery
    }

    /// As [`Delivery::minimal`], played twice: a second segment repeats the first under other ids.
    pub fn two_segments() -> Self {
        let mut delivery = Self::minimal();
        let segments = &mut delivery.compositions[0].segments;
        let mut second = segments[0].clone();
        second.id = Id::derived("second segment");
        for sequence in &mut second.sequences {
            sequence.id = Id::derived(&format!("second {}", sequence.id));
            for resource in &mut sequence.resources {
                resource.id = Id::derived(&format!("second {}", resource.id));
            }
        }
        segments.push(second);
        delivery
    }

    /// As [`Delivery::minimal`], with markers, a running time and locales.
    pub fn with_markers() -> Self {
        let mut delivery = Self::minimal();
        let composition = &mut delivery.compositions[0];
        composition.total_running_time = Some("00:00:00");
        composition.locales = vec![("en", "US"), ("fr", "FR")];
        composition.segments[0].markers = Some(MarkerSequence {
            id: Id::derived("marker sequence"),
            track_id: ids::MARKER_TRACK_ID,
            resource_id: ids::MARKER_RESOURCE_ID,
            duration: u64::from(FRAMES),
            markers: vec![("FFOC", 0), ("LFOC", u64::from(FRAMES) - 1)],
        });
        delivery
    }

    /// As [`Delivery::minimal`], in the namespaces of 2007 and 2013, which write no digest algorithm. It claims App #2E
    /// of 2014, which has no other picture profile than that of broadcast contribution.
    pub fn first_editions() -> Self {
        let mut delivery = Self::minimal();
        delivery.track_files[0] = image_file(Image {
            edit_rate: EDIT_RATE,
            frames: vec![Picture::GrayBroadcast; FRAMES as usize],
        });
        delivery.packing_lists[0].edition = PackingListEdition::St429_8_2007;
        delivery.compositions[0].edition = CompositionEdition::St2067_3_2013;
        delivery.compositions[0].core = CoreConstraints::St2067_2_2013;
        delivery.compositions[0].application = Some("http://www.smpte-ra.org/schemas/2067-21/2014");
        delivery
    }
}

/// The picture under its usual ids.
pub fn image_file(image: Image) -> TrackFile {
    track_file(
        ids::IMAGE_FILE_ID,
        ids::IMAGE_ENCODING_ID,
        "image.mxf",
        Essence::Image(image),
    )
}

/// The sound under its usual ids.
pub fn audio_file(audio: Audio) -> TrackFile {
    track_file(
        ids::AUDIO_FILE_ID,
        ids::AUDIO_ENCODING_ID,
        "audio.mxf",
        Essence::Audio(audio),
    )
}

/// Sound of a second language.
pub fn second_audio_file(audio: Audio) -> TrackFile {
    let path = format!("audio-{}.mxf", audio.language);
    track_file(
        ids::SECOND_AUDIO_FILE_ID,
        ids::SECOND_AUDIO_ENCODING_ID,
        &path,
        Essence::Audio(audio),
    )
}

/// The timed text under its usual ids.
pub fn timed_text_file(text: TimedText) -> TrackFile {
    track_file(
        ids::TIMED_TEXT_FILE_ID,
        ids::TIMED_TEXT_ENCODING_ID,
        "text.mxf",
        Essence::TimedText(text),
    )
}

/// Immersive audio under the ids of a plug-in.
pub fn iab_file(sound: Iab) -> TrackFile {
    plug_in_file("iab.mxf", Essence::Iab(sound))
}

/// XML documents under the ids of a plug-in.
pub fn isxd_file(data: Isxd) -> TrackFile {
    plug_in_file("isxd.mxf", Essence::Isxd(data))
}

/// Metadata-guided audio under the ids of a plug-in.
pub fn mga_file(sound: Mga) -> TrackFile {
    plug_in_file("mga.mxf", Essence::Mga(sound))
}

fn plug_in_file(path: &str, essence: Essence) -> TrackFile {
    let (id, encoding) = (ids::PLUG_IN_FILE_ID, ids::PLUG_IN_ENCODING_ID);
    track_file(id, encoding, path, essence)
}

fn track_file(id: Id, encoding: Id, path: &str, essence: Essence) -> TrackFile {
    TrackFile {
        id,
        encoding,
        path: path.to_owned(),
        essence,
        external: false,
        described: None,
        file_descriptor: None,
        streams: Vec::new(),
    }
}

/// A composition of one segment that plays each of these track files whole, in the newest editions.
pub fn composition_of(id: Id, title: &str, files: &[&TrackFile]) -> Composition {
    let sequence = |file: &&TrackFile| {
        let plug_in = |kind| (kind, ids::PLUG_IN_TRACK_ID, ids::PLUG_IN_RESOURCE_ID);
        let (kind, track_id, resource_id) = match file.essence {
            Essence::Audio(_) => (
                "MainAudioSequence",
                ids::AUDIO_TRACK_ID,
                ids::AUDIO_RESOURCE_ID,
            ),
            Essence::Aces(_) | Essence::Image(_) => (
                "MainImageSequence",
                ids::IMAGE_TRACK_ID,
                ids::IMAGE_RESOURCE_ID,
            ),
            Essence::Iab(_) => plug_in("IABSequence"),
            Essence::Isxd(_) => plug_in("ISXDSequence"),
            Essence::Mga(_) => plug_in("MGASADMSignalSequence"),
            Essence::TimedText(_) => (
                "SubtitlesSequence",
                ids::TIMED_TEXT_TRACK_ID,
                ids::TIMED_TEXT_RESOURCE_ID,
            ),
        };
        Sequence {
            kind,
            id: Id::derived(&format!("{kind} of {id}")),
            track_id,
            resources: vec![resource_of(resource_id, file)],
        }
    };
    Composition {
        id,
        title: title.to_owned(),
        edition: CompositionEdition::default(),
        core: CoreConstraints::default(),
        application: Some(APP_2E_2021),
        edit_rate: EDIT_RATE,
        timecode: true,
        total_running_time: None,
        locales: Vec::new(),
        mga_parameter_sets: Vec::new(),
        segments: vec![Segment {
            id: Id::derived(&format!("segment of {id}")),
            markers: None,
            sequences: files.iter().map(sequence).collect(),
        }],
    }
}

/// A resource that plays a track file whole.
pub fn resource_of(id: Id, file: &TrackFile) -> Resource {
    Resource {
        id,
        edit_rate: Some(file.edit_rate()),
        intrinsic_duration: file.duration(),
        entry_point: Some(0),
        source_duration: Some(file.duration()),
        repeat_count: Some(1),
        track_file: file.id,
        hash: true,
    }
}
