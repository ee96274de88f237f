//! Where findings on a track file point.

use imf_mxf::register::Element;
use imf_mxf::{IndexProperty, IndexSegment, PackField, Partition, Set, Ul};

use super::{PARTITION_PACK, asset};
use crate::judge::{BytePlace, Draft, Sink, subject};
use crate::package::Package;
use crate::package::track_file::label::property;

/// The track file that a rule looks at, and where its findings go.
pub(in crate::rules) struct On<'r, 's> {
    package: &'r Package,
    pub(in crate::rules) file: subject::TrackFile<'r>,
    sink: &'r mut Sink<'s>,
}

impl<'r, 's> On<'r, 's> {
    pub(in crate::rules) fn new(
        package: &'r Package,
        file: subject::TrackFile<'r>,
        sink: &'r mut Sink<'s>,
    ) -> Self {
        Self {
            package,
            file,
            sink,
        }
    }

    /// A finding on a set as a whole: on its identifier.
    pub(in crate::rules) fn set(&mut self, set: &Set, message: String) -> &mut Draft {
        self.property(set, property::INSTANCE_ID, message)
    }

    /// A finding on the property of a set with that label, or on the set where it has none.
    pub(in crate::rules) fn property(
        &mut self,
        set: &Set,
        label: Ul,
        message: String,
    ) -> &mut Draft {
        let at = set
            .property(label)
            .map_or(set.item.offset, |property| property.at);
        let symbol = Element::of(label).map(Element::symbol).unwrap_or_default();
        self.at(at, &set.name(), symbol, message)
    }

    /// A finding on a partition pack.
    pub(in crate::rules) fn pack(&mut self, partition: &Partition, message: String) -> &mut Draft {
        self.at(partition.offset(), PARTITION_PACK, "", message)
    }

    /// A finding on a field of a partition pack.
    pub(in crate::rules) fn field(
        &mut self,
        partition: &Partition,
        field: PackField,
        message: String,
    ) -> &mut Draft {
        self.at(
            partition.place(field),
            PARTITION_PACK,
            field.name(),
            message,
        )
    }

    /// A finding on a property of a segment of an index table, or on the segment where it has none.
    pub(in crate::rules) fn index(
        &mut self,
        segment: &IndexSegment,
        property: IndexProperty,
        message: String,
    ) -> &mut Draft {
        let at = segment.place(property).unwrap_or(segment.item.offset);
        self.at(at, super::INDEX_SEGMENT, property.name(), message)
    }

    /// A finding on a byte.
    pub(in crate::rules) fn at(
        &mut self,
        offset: u64,
        set: &str,
        property: &str,
        message: String,
    ) -> &mut Draft {
        let place = BytePlace {
            file: self.file.track_file.file,
            offset,
            set: set.into(),
            property: property.into(),
        };
        let asset = asset(self.package, self.file.track_file);
        self.sink.at_byte(place, message).asset(asset)
    }
}
