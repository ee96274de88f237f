//! How fast and how long a track file says that its essence is.

use imf_mxf::register::Group;
use imf_mxf::{HeaderMetadata, Rational, Set, Ul};
use imf_parse::model::EditRate;

use super::header::Header;
use super::label::{class, property};

/// What the file says of the rate and the length of its essence, in several places.
#[derive(Clone, Debug, Default)]
pub struct Timing {
    /// The edit rate of the essence track.
    pub track_rate: Option<EditRate>,
    /// `SampleRate` of its descriptor.
    pub sample_rate: Option<EditRate>,
    /// `AudioSampleRate` of its descriptor.
    pub audio_sample_rate: Option<EditRate>,
    /// The longest duration that the track, the descriptor or the material package gives, in edit units of the track.
    pub duration: Option<u64>,
    /// Whether the essence is timed text, whose edit units are no pieces of the file.
    pub is_timed_text: bool,
    /// Whether the descriptor counts fields, or frames that are stored as fields.
    pub is_interlaced: bool,
    /// Whether the descriptor counts frames of metadata-guided audio, of which several may make an edit unit (ST 2067-203,
    /// 6.3.2).
    pub is_metadata_guided: bool,
}

impl Timing {
    /// Looks at `metadata`, of which `header` gives the outline.
    pub(super) fn new(metadata: &HeaderMetadata, header: &Header) -> Self {
        let Some(track) = header.essence_track() else {
            return Self::default();
        };
        let descriptor = header
            .file_package()
            .and_then(|package| match &*package.descriptors {
                [only] => metadata.sets.get(*only),
                _ => None,
            });
        let rate = |label: Ul| descriptor.and_then(|set| set.property(label)?.rational());
        let is_a = |label| {
            let found = descriptor.and_then(Set::group);
            let wanted = Group::of(label);
            found
                .zip(wanted)
                .is_some_and(|(found, wanted)| found.is_a(wanted))
        };
        let layout = descriptor.and_then(|set| set.property(property::FRAME_LAYOUT)?.u8());
        let essence_length =
            descriptor.and_then(|set| set.property(property::ESSENCE_LENGTH)?.i64());
        let materials = header
            .material_packages
            .iter()
            .flat_map(super::header::Package::essence_tracks)
            .filter(|material| same_rate(material.edit_rate, track.edit_rate));
        let lengths = materials
            .map(|material| material.length)
            .chain([track.length]);
        let mut timing = Self {
            track_rate: track.edit_rate.map(edit_rate),
            sample_rate: rate(property::SAMPLE_RATE).map(edit_rate),
            audio_sample_rate: rate(property::AUDIO_SAMPLE_RATE).map(edit_rate),
            duration: None,
            is_timed_text: is_a(class::TIMED_TEXT_DESCRIPTOR),
            is_interlaced: layout.is_some_and(|layout| layout != 0),
            is_metadata_guided: is_a(class::MGA_DESCRIPTOR),
        };
        let described = essence_length.filter(|_| !timing.counts_parts());
        timing.duration = lengths
            .chain([described])
            .flatten()
            .filter_map(|length| u64::try_from(length).ok())
            .max();
        timing
    }

    /// Whether the descriptor of metadata-guided audio counts at a whole multiple of the track's edit rate, twice at least:
    /// its length is no number of edit units then.
    pub fn counts_parts(&self) -> bool {
        let is = |rate: &EditRate| rate.is_positive();
        let Some((rate, sample_rate)) =
            (self.track_rate.filter(is)).zip(self.sample_rate.filter(is))
        else {
            return false;
        };
        let product = |one: i64, other: i64| i128::from(one) * i128::from(other);
        let count = product(sample_rate.numerator(), rate.denominator());
        let units = product(sample_rate.denominator(), rate.numerator());
        self.is_metadata_guided && count > units && count % units == 0
    }

    /// The rate of the edit units, where nothing else in the file says another one.
    pub fn rate(&self) -> Option<EditRate> {
        let rate = self.track_rate.filter(|rate| rate.is_positive())?;
        self.conflict().is_none().then_some(rate)
    }

    /// The edit rate of the track and the sample rate of the descriptor, where they are not the same. A descriptor of
    /// fields may count those, one of sound may be of frames, and one of metadata-guided audio may count parts.
    pub fn conflict(&self) -> Option<(EditRate, EditRate)> {
        let is = |rate: &EditRate| rate.is_positive();
        let rate = self.track_rate.filter(is)?;
        let sample_rate = self.sample_rate.filter(is)?;
        let is_other = |other: EditRate| !other.same_ratio(rate);
        let sounds_so = self
            .audio_sample_rate
            .filter(is)
            .is_some_and(|other| !is_other(other));
        let may_differ = self.is_interlaced || sounds_so || self.counts_parts();
        (is_other(sample_rate) && !may_differ).then_some((rate, sample_rate))
    }
}

/// A fraction of the file as a rate.
pub(crate) fn edit_rate(rate: Rational) -> EditRate {
    EditRate::new(rate.numerator.into(), rate.denominator.into())
}

fn same_rate(one: Option<Rational>, other: Option<Rational>) -> bool {
    one.zip(other)
        .is_some_and(|(one, other)| edit_rate(one).same_ratio(edit_rate(other)))
}
