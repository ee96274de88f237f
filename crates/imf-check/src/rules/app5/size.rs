//! Rules on the size of the picture, stored, sampled and shown (ST 2067-50, ST 2065-5).

use super::{ED_2018, image, is_image};
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::rule::declare_rule;
use crate::rules::set::Demand;

/// Says which of the properties are missing or not above 0.
fn size(
    package: &Package,
    subject: subject::Descriptor<'_>,
    sink: &mut Sink<'_>,
    properties: [&str; 2],
) {
    let Some(sets) = image(package, subject) else {
        return;
    };
    let demand = Demand::shall("a number of pixels above 0");
    for property in properties {
        sets.missing(sink, property, demand);
        sets.incorrect(sink, property, demand, |size| {
            size.integer().is_some_and(|size| size > 0)
        });
    }
}

declare_rule! {
    /// The picture does not say how many pixels are stored.
    ///
    /// `StoredWidth` and `StoredHeight` are the size of the pictures as they lie in the track file.
    ///
    /// ## Why it matters
    /// Players allocate their memory by these numbers, and cannot tell one line from the next without them.
    ///
    /// ## How to fix it
    /// Have the track file wrapped again. If only the essence descriptor of the composition lacks the size, have that
    /// regenerated from the track file.
    APP5_STORED_SIZE_INVALID = "app5-stored-size-invalid" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, stored_size),
    }
}

fn stored_size(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    size(package, subject, sink, ["StoredWidth", "StoredHeight"]);
}

declare_rule! {
    /// The picture does not say how many of its pixels are to be shown.
    ///
    /// An ACES picture may hold more than is to be seen, as the edges of a camera's picture. `DisplayWidth` and `DisplayHeight`
    /// are the size of the part that is shown, and `DisplayXOffset` and `DisplayYOffset` say where it lies.
    ///
    /// ## Why it matters
    /// Without them the program is shown with what was to be cut off: microphones, the edge of the set.
    ///
    /// ## How to fix it
    /// Set both in the track file and in the essence descriptor; where all is to be seen, to the stored size.
    APP5_DISPLAY_SIZE_INVALID = "app5-display-size-invalid" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, display_size),
    }
}

fn display_size(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    size(package, subject, sink, ["DisplayWidth", "DisplayHeight"]);
}

declare_rule! {
    /// The picture does not say where the part that is to be shown lies.
    ///
    /// An ACES picture may hold more than is to be seen. `DisplayXOffset` and `DisplayYOffset` say how many pixels from the left
    /// and from the top are not shown.
    ///
    /// ## Why it matters
    /// Players that take 0 for granted show the wrong part of the picture.
    ///
    /// ## How to fix it
    /// Set both in the track file and in the essence descriptor; where all is to be seen, to 0.
    APP5_DISPLAY_OFFSET_MISSING = "app5-display-offset-missing" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, display_offset),
    }
}

fn display_offset(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    if let Some(sets) = image(package, subject) {
        for property in ["DisplayXOffset", "DisplayYOffset"] {
            let demand = Demand::shall("the place of what is shown, as 0");
            sets.missing(sink, property, demand);
        }
    }
}

declare_rule! {
    /// The picture says that it was sampled at another size than it is stored.
    ///
    /// `SampledWidth` and `SampledHeight` may be left out. Where they are there they are the same as `StoredWidth` and
    /// `StoredHeight`: an ACES picture has no padding.
    ///
    /// ## Why it matters
    /// A player that goes by the sampled size takes part of the picture for padding.
    ///
    /// ## How to fix it
    /// Remove both, or make them the same as the stored size, in the track file and in the essence descriptor.
    APP5_SAMPLED_SIZE_DIFFERS = "app5-sampled-size-differs" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, sampled_size),
    }
}

fn sampled_size(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    let Some(sets) = image(package, subject) else {
        return;
    };
    for (sampled, stored) in [
        ("SampledWidth", "StoredWidth"),
        ("SampledHeight", "StoredHeight"),
    ] {
        // Where the stored size is none, that has a finding.
        let Some(size) = subject.node.integer(stored).filter(|size| *size > 0) else {
            continue;
        };
        let wanted = format!("{size}, as `{stored}`");
        sets.incorrect(sink, sampled, Demand::shall(&wanted), |sampled| {
            sampled.integer() == Some(size)
        });
    }
}

/// Says that the offset is not 0, where it is there.
fn sampled_offset(
    package: &Package,
    subject: subject::Descriptor<'_>,
    sink: &mut Sink<'_>,
    property: &str,
) {
    if let Some(sets) = image(package, subject) {
        sets.incorrect(sink, property, Demand::shall("0, or nothing"), |offset| {
            offset.integer() == Some(0)
        });
    }
}

declare_rule! {
    /// The picture says that its sampled part does not begin at the left.
    ///
    /// `SampledXOffset` may be left out. Where it is there it is 0: an ACES picture has no padding.
    ///
    /// ## Why it matters
    /// A player that goes by it moves the picture sideways.
    ///
    /// ## How to fix it
    /// Remove `SampledXOffset`, or set it to 0, in the track file and in the essence descriptor. Where the edge of the picture
    /// is not to be seen, `DisplayXOffset` says so.
    APP5_SAMPLED_X_OFFSET = "app5-sampled-x-offset" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, sampled_x_offset),
    }
}

fn sampled_x_offset(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    sampled_offset(package, subject, sink, "SampledXOffset");
}

declare_rule! {
    /// The picture says that its sampled part does not begin at the top.
    ///
    /// `SampledYOffset` may be left out. Where it is there it is 0: an ACES picture has no padding.
    ///
    /// ## Why it matters
    /// A player that goes by it moves the picture up or down.
    ///
    /// ## How to fix it
    /// Remove `SampledYOffset`, or set it to 0, in the track file and in the essence descriptor. Where the edge of the picture
    /// is not to be seen, `DisplayYOffset` says so.
    APP5_SAMPLED_Y_OFFSET = "app5-sampled-y-offset" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [ED_2018],
        needs: Documents,
        check: Descriptor(is_image, sampled_y_offset),
    }
}

fn sampled_y_offset(package: &Package, subject: subject::Descriptor<'_>, sink: &mut Sink<'_>) {
    sampled_offset(package, subject, sink, "SampledYOffset");
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::property::{self, Property};
    use imf_testkit::mxf::set::Value;

    use super::testing::described;
    use crate::rules::case::Case;
    use crate::storage::MemoryStorage;

    fn without(name: &str) -> MemoryStorage {
        described(|set| {
            set.remove(name);
        })
    }

    fn with(property: Property, value: Value) -> MemoryStorage {
        described(|set| set.properties.push((property, value)))
    }

    fn number(name: &str, value: u32) -> MemoryStorage {
        described(|set| {
            set.set(name, Value::UInt32(value));
        })
    }
    &[
        Case::fires_for("app5-stored-size-invalid", "no height", || {
            without("StoredHeight")
        }),
        Case::fires_for("app5-stored-size-invalid", "no pixel wide", || {
            number("StoredWidth", 0)
        }),
        Case::silent_for("app5-stored-size-invalid", "one pixel wide", || {
            number("StoredWidth", 1)
        }),
        Case::fires_for("app5-display-size-invalid", "no width", || {
            without("DisplayWidth")
        }),
        Case::fires_for("app5-display-size-invalid", "no line high", || {
            number("DisplayHeight", 0)
        }),
        Case::silent_for("app5-display-size-invalid", "less than is stored", || {
            number("DisplayWidth", 2)
        }),
        Case::fires_for("app5-display-offset-missing", "no line", || {
            without("DisplayYOffset")
        }),
        Case::silent_for("app5-display-offset-missing", "another line", || {
            described(|set| {
                set.set("DisplayYOffset", Value::Int32(1));
            })
        }),
        Case::fires_for("app5-sampled-size-differs", "less wide", || {
            with(property::SAMPLED_WIDTH, Value::UInt32(3))
        }),
        Case::silent_for("app5-sampled-size-differs", "the same", || {
            with(property::SAMPLED_WIDTH, Value::UInt32(4))
        }),
        Case::fires_for("app5-sampled-x-offset", "a pixel", || {
            with(property::SAMPLED_X_OFFSET, Value::Int32(1))
        }),
        Case::silent_for("app5-sampled-x-offset", "0", || {
            with(property::SAMPLED_X_OFFSET, Value::Int32(0))
        }),
        Case::fires_for("app5-sampled-y-offset", "a line above", || {
            with(property::SAMPLED_Y_OFFSET, Value::Int32(-1))
        }),
        Case::silent_for("app5-sampled-y-offset", "0", || {
            with(property::SAMPLED_Y_OFFSET, Value::Int32(0))
        }),
    ]
};
