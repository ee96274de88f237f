//! What `imf inspect` makes of a track file of a great many sets. A look-up that goes through all of them for each would
//! take minutes here.

use imf_check::storage::MemoryStorage;
use imf_check::{EssenceDepth, Options, check_track_file};
use imf_report::Style;
use imf_report::inspect::Inspection;
use imf_testkit::delivery::{EDIT_RATE, audio_file};
use imf_testkit::ids::Id;
use imf_testkit::mxf::class;
use imf_testkit::mxf::property;
use imf_testkit::mxf::set::{Set, Value};
use imf_testkit::track_file::Audio;

/// How many soundfields there are, and channels.
const MANY: usize = 15_000;

/// An identifier by its number.
fn id(number: usize) -> Id {
    let mut id = Id::derived("one of many");
    id.0[..8].copy_from_slice(&(number as u64).to_be_bytes());
    id
}

/// A track file of sound in which every channel is in a soundfield of its own, the first in the last; a property of the
/// descriptor for each channel refers to it.
fn labeled() -> Vec<u8> {
    let channel = |number: usize| {
        Set::new(class::AUDIO_CHANNEL_LABEL_SUB_DESCRIPTOR, id(number)).with(
            property::SOUNDFIELD_GROUP_LINK_ID,
            Value::Id(id(3 * MANY - number - 1)),
        )
    };
    let soundfield = |number: usize| {
        Set::new(class::SOUNDFIELD_GROUP_LABEL_SUB_DESCRIPTOR, id(number))
            .with(property::MCA_LINK_ID, Value::Id(id(MANY + number)))
            .with(property::MCA_TAG_SYMBOL, Value::text("sg"))
    };
    audio_file(Audio::for_frames(EDIT_RATE, 1, "en")).bytes_with(|parts| {
        let descriptor = parts.preface.find(class::WAVE_PCM_DESCRIPTOR);
        let soundfields = (MANY..2 * MANY).map(soundfield);
        descriptor.sub_descriptors().extend(soundfields);
        for number in 0..MANY {
            let one = Value::Sets(vec![channel(number)]);
            descriptor.properties.push((property::SUB_DESCRIPTORS, one));
        }
    })
}

#[test]
fn sixty_thousand_audio_labels_are_looked_up_once_each() {
    let storage = MemoryStorage::new([("sound.mxf".to_owned(), labeled())]);
    let options = Options {
        essence: EssenceDepth::None,
        ..Options::default()
    };
    let checked = check_track_file(&storage, "sound.mxf", &options);
    let package = checked.package.expect("it can be listed");
    let inspection = Inspection::of_track_file("sound.mxf", &package, &checked.report);
    let labels = &inspection
        .structure
        .as_ref()
        .expect("a structure")
        .audio_labels;
    assert_eq!(labels.len(), 2 * MANY + 3);
    let mut text = Vec::new();
    inspection
        .write(&mut text, &Style::default())
        .expect("memory does not fail");
    let text = String::from_utf8(text).expect("text");
    assert_eq!(text.matches("in sg\n").count(), MANY);
    let mut json = Vec::new();
    inspection
        .write_json(&mut json)
        .expect("memory does not fail");
    let json = String::from_utf8(json).expect("text");
    assert_eq!(
        json.matches("\"AudioChannelLabelSubDescriptor\"").count(),
        2 * (MANY + 2)
    );
}
