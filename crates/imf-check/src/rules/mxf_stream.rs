//! Rules on the streams of a track file: who says where essence and index tables are (ST 377-1:2011, 7 and 9.4).

use imf_mxf::essence::{Fault, FaultKind};
use imf_mxf::{IndexProperty, PackField, Set, Ul};

use super::mxf::place::On;
use crate::judge::{Sink, subject};
use crate::package::Package;
use crate::package::track_file::label::property;
use crate::package::track_file::{is_essence, stream_lengths};
use crate::rule::{Citation, declare_rule};

declare_rule! {
    /// The numbers of streams in a track file do not agree.
    ///
    /// Essence and index table are streams with a number each (BodySID, IndexSID). Partition packs, index table segments
    /// and the essence data set of the metadata all give them.
    ///
    /// ## Why it matters
    /// Readers find essence and index table by these numbers.
    ///
    /// ## How to fix it
    /// Write the same two numbers wherever the streams are named.
    MXF_SID_INCONSISTENT = "mxf-sid-inconsistent" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [Citation::document("ST 377-1", "2011")],
        needs: Headers,
        check: TrackFile(streams),
    }
}

/// What a stream number is said to be, where it is wrong.
struct Wrong {
    found: u32,
    expected: String,
}

fn streams(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    // Of a file that is cut off the other side may be missing.
    if !file.track_file.is_whole() {
        return;
    }
    let mut on = On::new(package, file, sink);
    index_streams(&mut on);
    essence_streams(&mut on);
}

/// The stream numbers that the only essence data set gives: its set, and the number by a label.
fn stated(file: subject::TrackFile<'_>, label: Ul) -> Option<(&Set, u32)> {
    let [data] = &*file.track_file.header.essence_data else {
        return None;
    };
    let set = file.track_file.metadata()?.sets.get(*data)?;
    Some((set, set.property(label)?.u32()?))
}

/// Holds the numbers of index tables against each other.
fn index_streams(on: &mut On<'_, '_>) {
    let file = on.file;
    let (structure, path) = (&file.track_file.structure, file.path);
    let data = stated(file, property::INDEX_STREAM_ID);
    let mut met = None;
    let mut is_told = false;
    for segment in &structure.index_segments {
        let Some(partition) = structure.partitions.get(segment.partition) else {
            continue;
        };
        let (Some(own), packed) = (segment.index_sid, partition.index_sid) else {
            continue;
        };
        met = met.or(Some(own));
        if own == packed {
            continue;
        }
        // One fault in each partition is enough, and the pack is at fault where the metadata says so.
        is_told = true;
        let is_pack = data.is_some_and(|(_, stated)| stated == own);
        let message = format!(
            "a segment of the index table in `{path}` is of the stream {own}, and the pack of its partition says {packed}"
        );
        if is_pack {
            let draft = on.field(partition, PackField::IndexSid, message);
            draft.found(packed).expected(own);
        } else {
            let draft = on.index(segment, IndexProperty::IndexStreamId, message);
            draft.found(own).expected(packed);
        }
        break;
    }
    let differs = |&(_, stated): &(&Set, u32)| met.is_some_and(|met| stated != met);
    if let (Some((set, found)), Some(expected), false) = (data.filter(differs), met, is_told) {
        let message = format!(
            "the essence data set of `{path}` gives the index table the stream {found}, and the index table itself {expected}"
        );
        let draft = on.property(set, property::INDEX_STREAM_ID, message);
        draft.found(found).expected(expected);
    }
}

/// Holds the numbers of essence against the partitions that have essence.
fn essence_streams(on: &mut On<'_, '_>) {
    let file = on.file;
    let (structure, path) = (&file.track_file.structure, file.path);
    let lengths = stream_lengths(structure);
    let mut there = structure
        .partitions
        .iter()
        .filter(|partition| is_essence(partition))
        .map(|partition| partition.body_sid);
    let there = there.next();
    // Essence in partitions that have no stream is told.
    let counts = file.track_file.essence.counts.as_ref();
    let is_astray = |fault: &Fault| matches!(fault.kind, FaultKind::EssenceWithoutStream { .. });
    if counts.is_some_and(|counts| counts.faults.iter().any(is_astray)) {
        return;
    }
    let wrong = |found: u32| {
        let expected = match there {
            Some(stream) => stream.to_string(),
            None => "the stream of a partition with essence".to_owned(),
        };
        (!lengths.contains_key(&found)).then_some(Wrong { found, expected })
    };
    let data = stated(file, property::ESSENCE_STREAM_ID);
    if let Some((set, Wrong { found, expected })) =
        data.and_then(|(set, stated)| Some((set, wrong(stated)?)))
    {
        let message = format!(
            "the essence data set of `{path}` gives the essence the stream {found}, of which no partition has anything"
        );
        let draft = on.property(set, property::ESSENCE_STREAM_ID, message);
        draft.found(found).expected(expected);
        return;
    }
    let segments = structure.index_segments.iter();
    let mut wrong = segments.filter_map(|segment| Some((segment, wrong(segment.body_sid?)?)));
    if let Some((segment, Wrong { found, expected })) = wrong.next() {
        let message = format!(
            "a segment of the index table in `{path}` is of the essence of stream {found}, of which no partition has anything"
        );
        let draft = on.index(segment, IndexProperty::EssenceStreamId, message);
        draft.found(found).expected(expected);
        return;
    }
    // Essence that the metadata does not name is described by nothing.
    let Some((_, stated)) = data else {
        return;
    };
    let mut others = structure
        .partitions
        .iter()
        .filter(|partition| is_essence(partition) && partition.body_sid != stated);
    if let Some(partition) = others.next() {
        let found = partition.body_sid;
        let message = format!(
            "a partition of `{path}` has essence of the stream {found}, and the essence data set names the stream {stated}"
        );
        let draft = on.field(partition, PackField::BodySid, message);
        draft.found(found).expected(stated);
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use imf_testkit::mxf::{class, property, set::Value};

    use super::case::Case;
    use super::mxf::testing::{SOUND, damage, header, partitions, rebuild};
    &[
        Case::fires(
            "mxf-sid-inconsistent",
            "of an index table segment",
            |package| {
                rebuild(package, SOUND, |parts| parts.index[0].index_sid = 77);
            },
        ),
        Case::fires(
            "mxf-sid-inconsistent",
            "of the partition of the index table",
            |package| {
                damage(package, SOUND, |bytes| {
                    let pack = partitions(bytes)[2];
                    bytes[pack + header(imf_mxf::PackField::IndexSid) + 3] = 77;
                });
            },
        ),
        Case::fires(
            "mxf-sid-inconsistent",
            "of the index table in the metadata",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let data = parts.preface.find(class::ESSENCE_DATA);
                    *data.value(property::INDEX_STREAM_ID) = Value::UInt32(77);
                });
            },
        ),
        Case::fires(
            "mxf-sid-inconsistent",
            "of the essence in the metadata",
            |package| {
                rebuild(package, SOUND, |parts| {
                    let data = parts.preface.find(class::ESSENCE_DATA);
                    *data.value(property::ESSENCE_STREAM_ID) = Value::UInt32(77);
                });
            },
        ),
        Case::fires(
            "mxf-sid-inconsistent",
            "of the essence in the index table",
            |package| {
                rebuild(package, SOUND, |parts| parts.index[0].body_sid = 77);
            },
        ),
        Case::silent(
            "mxf-sid-inconsistent",
            "other numbers, all the same",
            |package| {
                rebuild(package, SOUND, |parts| {
                    parts.index[0].index_sid = 77;
                    let data = parts.preface.find(class::ESSENCE_DATA);
                    *data.value(property::INDEX_STREAM_ID) = Value::UInt32(77);
                });
                damage(package, SOUND, |bytes| {
                    let pack = partitions(bytes)[2];
                    bytes[pack + header(imf_mxf::PackField::IndexSid) + 3] = 77;
                });
            },
        ),
    ]
};
