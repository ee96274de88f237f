//! Rules on the format of PCM sound (ST 2067-2:2016, 5.3.2 to 5.3.4; ST 382).

use imf_mxf::{Rational, Ul};

use super::sound::{channel_labels, is_pcm, pcm};
use crate::descriptor::Node;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::{Citation, declare_rule};

/// Channels are labeled one by one as ST 2067-2 says.
const LABELED: Ul = Ul::from_u128(0x060e_2b34_0401_010d_0402_0210_0401_0000);
/// Broadcast Wave, the sound of a file in one clip (ST 382).
const CLIP: Ul = Ul::from_u128(0x060e_2b34_0401_0101_0d01_0301_0206_0200);

declare_rule! {
    /// PCM sound does not say that its channels are labeled as IMF asks.
    ///
    /// `ChannelAssignment` names the scheme by which channels are labeled. IMF has one: the multichannel audio labels of
    /// ST 377-4, `urn:smpte:ul:060e2b34.0401010d.04020210.04010000`.
    ///
    /// ## Why it matters
    /// A program that does not find this label does not look for channel labels, and guesses which channel goes to which
    /// loudspeaker.
    ///
    /// ## How to fix it
    /// Wrap the sound again with multichannel audio labels as of ST 2067-2.
    MCA_CHANNEL_ASSIGNMENT = "mca-channel-assignment" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.3.4.2"), Citation::clause("ST 2067-2", "2020", "5.3.4.2")],
        needs: Documents,
        check: Descriptor(is_pcm, channel_assignment),
    }
}

fn channel_assignment(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    let found = node.label("ChannelAssignment");
    if found.is_some_and(|label| label.matches(LABELED)) {
        return;
    }
    let message = match found {
        Some(label) => format!("`ChannelAssignment` is `{label}`, and IMF has `{LABELED}`"),
        None => "the sound has no `ChannelAssignment`, which says how its channels are labeled"
            .to_owned(),
    };
    let draft = sink.finding(
        node.field_spot(subject.origin, "ChannelAssignment"),
        message,
    );
    draft.expected(LABELED);
    if let Some(label) = found {
        draft.found(label);
    }
}

declare_rule! {
    /// PCM sound is not clip-wrapped.
    ///
    /// ## Why it matters
    /// In IMF all samples of a track file lie in one piece, so that an edit can begin at any sample. Sound cut into frames
    /// has another layout, and readers of IMF do not find their way in it.
    ///
    /// ## How to fix it
    /// Wrap the sound again, clip-wrapped (`urn:smpte:ul:060e2b34.04010101.0d010301.02060200`).
    MCA_NOT_CLIP_WRAPPED = "mca-not-clip-wrapped" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.3.3"), Citation::clause("ST 2067-2", "2020", "5.3.3"), Citation::document("ST 382", "2007")],
        needs: Documents,
        check: Descriptor(is_pcm, not_clip_wrapped),
    }
}

fn not_clip_wrapped(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    let Some(found) = node
        .label("ContainerFormat")
        .filter(|label| !label.matches(CLIP))
    else {
        return;
    };
    sink.finding(
        node.field_spot(subject.origin, "ContainerFormat"),
        format!("the sound's `ContainerFormat` is `{found}`, and IMF has clip-wrapped Broadcast Wave, `{CLIP}`"),
    )
    .found(found)
    .expected(CLIP);
}

declare_rule! {
    /// PCM sound is sampled neither at 48 kHz nor at 96 kHz.
    ///
    /// ## Why it matters
    /// Players of IMF take 48 000 or 96 000 samples a second. At 44 100 the sound plays at another pitch, or not at all.
    ///
    /// ## How to fix it
    /// Convert the sound to 48 kHz and wrap it again.
    MCA_SAMPLE_RATE = "mca-sample-rate" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.3.2.2"), Citation::clause("ST 2067-2", "2020", "5.3.2.2")],
        needs: Documents,
        check: Descriptor(is_pcm, sample_rate),
    }
}

/// Whether so many samples a second are 48 or 96 thousand.
fn is_allowed(rate: Rational) -> bool {
    [48_000, 96_000].iter().any(|&numerator| {
        rate.is_worth(Rational {
            numerator,
            denominator: 1,
        })
    })
}

fn sample_rate(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    let Some(rate) = node.rational("AudioSampleRate") else {
        return;
    };
    if is_allowed(rate) {
        return;
    }
    let found = format!("{}/{}", rate.numerator, rate.denominator);
    sink.finding(
        node.field_spot(subject.origin, "AudioSampleRate"),
        format!("the sound has the `AudioSampleRate` {found}, and has to have 48000/1 or 96000/1"),
    )
    .found(found)
    .expected("48000/1 or 96000/1");
}

declare_rule! {
    /// PCM sound does not have 24 bits a sample.
    ///
    /// ## Why it matters
    /// IMF has 24 bits a sample and nothing else. A player takes every three bytes for a sample, and plays noise where a
    /// sample has two.
    ///
    /// ## How to fix it
    /// Convert the sound to 24 bits and wrap it again.
    MCA_BIT_DEPTH = "mca-bit-depth" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::clause("ST 2067-2", "2016", "5.3.2.3"), Citation::clause("ST 2067-2", "2020", "5.3.2.3")],
        needs: Documents,
        check: Descriptor(is_pcm, bit_depth),
    }
}

fn bit_depth(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    let Some(bits) = node.integer("QuantizationBits").filter(|&bits| bits != 24) else {
        return;
    };
    sink.finding(
        node.field_spot(subject.origin, "QuantizationBits"),
        format!("the sound has {bits} bits a sample, and has to have 24"),
    )
    .found(bits)
    .expected(24);
}

/// The bytes that a sample of all channels takes.
fn block(node: &Node) -> Option<i128> {
    let channels = node.integer("ChannelCount").filter(|&count| count > 0)?;
    let bits = node.integer("QuantizationBits").filter(|&bits| bits > 0)?;
    channels.checked_mul(bits.checked_add(7)? / 8)
}

declare_rule! {
    /// The block size of PCM sound is not that of its channels and bits.
    ///
    /// `BlockAlign` is the bytes of one sample of all channels: channels times bytes a sample.
    ///
    /// ## Why it matters
    /// Readers step through the sound by this number. If it is wrong, channels change places or become noise.
    ///
    /// ## How to fix it
    /// Wrap the sound again with a program that fills in `BlockAlign`.
    MCA_BLOCK_ALIGN = "mca-block-align" {
        severity: Error,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 382", "2007")],
        needs: Documents,
        check: Descriptor(is_pcm, block_align),
    }
}

fn block_align(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    let (Some(found), Some(expected)) = (node.integer("BlockAlign"), block(node)) else {
        return;
    };
    // Where the number of channels or bits is wrong, that is the finding.
    let labels = channel_labels(node).len() as i128;
    let bytes = expected / node.integer("ChannelCount").unwrap_or(1).max(1);
    let by_others = [(labels, bytes), (labels, 3), (expected / bytes.max(1), 3)];
    if found == expected
        || by_others
            .iter()
            .any(|(count, bytes)| found == count * bytes)
    {
        return;
    }
    let (channels, bits) = (
        node.integer("ChannelCount").unwrap_or_default(),
        node.integer("QuantizationBits").unwrap_or_default(),
    );
    sink.finding(
        node.field_spot(subject.origin, "BlockAlign"),
        format!(
            "`BlockAlign` is {found}, and {channels} channels of {bits} bits take {expected} bytes"
        ),
    )
    .found(found)
    .expected(expected);
}

declare_rule! {
    /// The bytes a second of PCM sound are not those of its block size and sample rate.
    ///
    /// `AverageBytesPerSecond` is `BlockAlign` times the samples in a second.
    ///
    /// ## Why it matters
    /// Programs plan buffers and transfers by this number.
    ///
    /// ## How to fix it
    /// Wrap the sound again with a program that fills in `AverageBytesPerSecond`.
    MCA_AVERAGE_BYTES = "mca-average-bytes" {
        severity: Warning,
        photon: "IMF_CORE_CONSTRAINTS_ERROR",
        citations: [Citation::document("ST 382", "2007")],
        needs: Documents,
        check: Descriptor(is_pcm, average_bytes),
    }
}

fn average_bytes(_: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(node) = pcm(subject) else { return };
    let (Some(found), Some(align), Some(rate)) = (
        node.integer("AverageBytesPerSecond"),
        node.integer("BlockAlign"),
        node.rational("AudioSampleRate"),
    ) else {
        return;
    };
    let (numerator, denominator) = (i128::from(rate.numerator), i128::from(rate.denominator));
    // A rate or a block size that is wrong is a finding of its own.
    if !is_allowed(rate) || block(node).is_some_and(|block| block != align) {
        return;
    }
    let expected = align * numerator / denominator;
    if found == expected {
        return;
    }
    sink.finding(
        node.field_spot(subject.origin, "AverageBytesPerSecond"),
        format!(
            "`AverageBytesPerSecond` is {found}, and {align} bytes at {}/{} samples a second make {expected}",
            rate.numerator, rate.denominator
        ),
    )
    .found(found)
    .expected(expected);
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::mxf::set::{Label, Value};

    use super::case::Case;
    use super::case::described;
    const LABEL: &str = "060e2b34.04010101.0d010301.02060100";
    &[
        Case::fires_for("mca-channel-assignment", "another scheme", || {
            described(1, |set| {
                set.set(
                    "ChannelAssignment",
                    Value::Label(Label::parse("060e2b34.0401010d.04020210.03010000")),
                );
            })
        }),
        Case::fires_for("mca-channel-assignment", "none", || {
            described(1, |set| {
                set.remove("ChannelAssignment");
            })
        }),
        Case::silent_for("mca-channel-assignment", "another version", || {
            described(1, |set| {
                set.set(
                    "ChannelAssignment",
                    Value::Label(Label::parse("060e2b34.04010105.04020210.04010000")),
                );
            })
        }),
        Case::fires_for("mca-not-clip-wrapped", "frame by frame", || {
            described(1, |set| {
                set.set("ContainerFormat", Value::Label(Label::parse(LABEL)));
            })
        }),
        Case::silent("mca-not-clip-wrapped", "in one clip", |_| {}),
        Case::fires_for("mca-sample-rate", "44.1 kHz", || {
            described(1, |set| {
                set.set("AudioSampleRate", Value::Rational(44_100, 1));
                set.set("AverageBytesPerSecond", Value::UInt32(6 * 44_100));
            })
        })
        .with(&["cc-audio-edit-rate"]),
        Case::silent_for("mca-sample-rate", "48 kHz as a fraction", || {
            described(1, |set| {
                set.set("AudioSampleRate", Value::Rational(96_000, 2));
            })
        }),
        Case::fires_for("mca-bit-depth", "16 bits", || {
            described(1, |set| {
                set.set("QuantizationBits", Value::UInt32(16));
                set.set("BlockAlign", Value::UInt16(4));
                set.set("AverageBytesPerSecond", Value::UInt32(4 * 48_000));
            })
        }),
        Case::silent("mca-bit-depth", "24 bits", |_| {}),
        Case::fires_for("mca-block-align", "of one channel", || {
            described(1, |set| {
                set.set("BlockAlign", Value::UInt16(3));
            })
        }),
        Case::silent("mca-block-align", "of two channels", |_| {}),
        Case::fires_for("mca-average-bytes", "of one channel", || {
            described(1, |set| {
                set.set("AverageBytesPerSecond", Value::UInt32(3 * 48_000));
            })
        }),
        Case::silent("mca-average-bytes", "of two channels", |_| {}),
    ]
};
