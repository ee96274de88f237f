//! Rules on what the header of a track file says of its JPEG 2000 codestreams.

use imf_mxf::codestream::{Capabilities, MainHeader, Profile};
use imf_mxf::{Property, Set, Ul};

use super::mxf::asset;
use crate::descriptor::Origin;
use crate::judge::{BytePlace, Sink, subject};
use crate::package::{Package, TrackFile};
use crate::rule::declare_rule;

declare_rule! {
    /// The header of a track file describes another JPEG 2000 codestream than the one of its first picture.
    ///
    /// The JPEG2000SubDescriptor repeats what each codestream says of itself: the size of image and tiles, the components,
    /// how they are coded and quantized, the capabilities that a decoder needs. Only the first picture is looked at.
    ///
    /// ## Why it matters
    /// Decoders are chosen and set up by the header. With a codestream of another kind they fail or show something wrong.
    ///
    /// ## How to fix it
    /// Write the values of the codestream into the JPEG2000SubDescriptor, and into the essence descriptor of each
    /// composition that uses the file. If the pictures are the wrong ones, replace them.
    MXF_ESSENCE_CODESTREAM_MISMATCH = "mxf-essence-codestream-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Essence,
        check: TrackFile(repeated),
    }
}

declare_rule! {
    /// The header of a track file does not say which profile its JPEG 2000 codestreams are of, and they do.
    ///
    /// `Rsiz` of the JPEG2000SubDescriptor is 0, which stands for no restriction; a profile is one. Only the first picture
    /// is looked at.
    ///
    /// ## Why it matters
    /// Nothing false is said. Yet who chooses a decoder by `Rsiz` has to take one that can do more than it needs to.
    ///
    /// ## How to fix it
    /// Write the `Rsiz` of the codestream into the JPEG2000SubDescriptor when the file is written again.
    MXF_ESSENCE_PROFILE_MISSING = "mxf-essence-profile-missing" {
        severity: Info,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Essence,
        check: TrackFile(profile),
    }
}

declare_rule! {
    /// The first picture of a track file has another size than its descriptor stores.
    ///
    /// ## Why it matters
    /// `StoredWidth` and `StoredHeight` are what players and checks go by. Pictures of another size are scaled, cut or
    /// refused.
    ///
    /// ## How to fix it
    /// Write the size of the codestream as `StoredWidth` and `StoredHeight`: of a frame, or of a field where pictures are
    /// stored in fields.
    MXF_ESSENCE_STORED_SIZE_MISMATCH = "mxf-essence-stored-size-mismatch" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [],
        needs: Essence,
        check: TrackFile(stored),
    }
}

/// The class of the sub-descriptor.
const SUB_DESCRIPTOR: &str = "JPEG2000SubDescriptor";
/// The number of Rsiz among the elements of the sub-descriptor.
const RSIZ: u8 = 0x01;
/// `FrameLayout` of frames.
const FULL_FRAME: i128 = 0;
/// `FrameLayout` of fields by themselves.
const SEPARATE_FIELDS: i128 = 1;

/// A value of the codestream, as the sub-descriptor has it.
enum Value {
    /// A number in so many bytes.
    Number(u64, usize),
    /// Octets as they stand there.
    Octets(Vec<u8>),
}

/// The element of the sub-descriptor with that number (ST 422).
fn element(number: u8) -> Ul {
    // The elements that came later have a later version, which does not count.
    Ul::from_u128(0x060e_2b34_0101_010a_0401_0603_0000_0000 | u128::from(number) << 24)
}

/// A property of the sub-descriptor that differs from the codestream.
struct Difference<'a> {
    /// Its number among the elements of the sub-descriptor.
    number: u8,
    set: &'a Set,
    property: Property<'a>,
    /// What the codestream has; `None` where it has nothing of the sort.
    value: Option<Value>,
}

fn repeated(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    tell(package, file, &|difference| !difference.is_unsaid(), sink);
}

fn profile(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    tell(package, file, &|difference| difference.is_unsaid(), sink);
}

impl Difference<'_> {
    /// Whether the sub-descriptor says nothing of the profile that the codestream has. Capabilities beyond Part 1 of the
    /// standard (bits 14 and 15) are more than no restriction.
    fn is_unsaid(&self) -> bool {
        let Some(Value::Number(codestream, _)) = self.value else {
            return false;
        };
        self.number == RSIZ && numeral(self.property.value) == 0 && codestream < 0x4000
    }
}

/// Tells those of the differences that are `wanted`.
fn tell(
    package: &Package,
    file: subject::TrackFile<'_>,
    wanted: &dyn Fn(&Difference<'_>) -> bool,
    sink: &mut Sink<'_>,
) {
    let (track_file, path) = (file.track_file, file.path);
    let Some(header) = codestream(track_file) else {
        return;
    };
    let differences = differences(track_file, header);
    for difference in differences.into_iter().filter(|found| wanted(found)) {
        let Difference {
            set,
            property,
            value,
            ..
        } = difference;
        let name = property.name();
        let (found, expected) = match &value {
            Some(Value::Number(number, _)) => {
                (numeral(property.value).to_string(), number.to_string())
            }
            Some(Value::Octets(octets)) => (shown(property.value), shown(octets)),
            None => (shown(property.value), "no such property".to_owned()),
        };
        let has = match value {
            Some(_) => expected.as_str(),
            None => "nothing of the sort",
        };
        let message = format!(
            "`{name}` of the {SUB_DESCRIPTOR} in `{path}` is {found}, and the first picture has {has}"
        );
        let place = BytePlace {
            file: track_file.file,
            offset: property.at,
            set: set.name().into(),
            property: name.into(),
        };
        sink.at_byte(place, message)
            .found(found)
            .expected(expected)
            .asset(asset(package, track_file));
    }
}

/// The main header of the first picture. One that is damaged is not held against anything: that is a fault of its own.
fn codestream(track_file: &TrackFile) -> Option<&MainHeader> {
    let header = track_file.essence.first.as_ref()?.codestream.as_ref()?;
    header.faults.is_empty().then_some(header)
}

fn differences<'a>(track_file: &'a TrackFile, header: &MainHeader) -> Vec<Difference<'a>> {
    let mut differences = Vec::new();
    let Some(set) = sub_descriptor(track_file) else {
        return differences;
    };
    for (number, value) in values(header) {
        let Some(property) = set.property(element(number)) else {
            continue;
        };
        let same = match &value {
            // A value of another length is a fault of its own.
            Some(Value::Number(number, bytes)) => {
                property.value.len() != *bytes || numeral(property.value) == *number
            }
            Some(Value::Octets(octets)) => property.value == octets.as_slice(),
            // A header that was not read to its end may have it.
            None => header.first_tile_part.is_none(),
        };
        if !same {
            differences.push(Difference {
                number,
                set,
                property,
                value,
            });
        }
    }
    differences
}

/// What the main header has for each element of the sub-descriptor; nothing for those that could not be read.
fn values(header: &MainHeader) -> Vec<(u8, Option<Value>)> {
    let mut values = Vec::new();
    if let Some(size) = &header.size {
        let number = |value: u32| Some(Value::Number(value.into(), 4));
        let short = |value: u16| Some(Value::Number(value.into(), 2));
        let components = size.picture_component_sizing.iter();
        let components =
            components.map(|component| [component.ssiz, component.xrsiz, component.yrsiz]);
        values.extend([
            (RSIZ, short(size.rsiz)),
            (0x02, number(size.xsiz)),
            (0x03, number(size.ysiz)),
            (0x04, number(size.xosiz)),
            (0x05, number(size.yosiz)),
            (0x06, number(size.xtsiz)),
            (0x07, number(size.ytsiz)),
            (0x08, number(size.xtosiz)),
            (0x09, number(size.ytosiz)),
            (0x0a, short(size.csiz)),
            (0x0b, Some(Value::Octets(batch(3, components)))),
        ]);
    }
    let style = header.coding_style_default.as_ref();
    values.extend(style.map(|style| (0x0c, Some(Value::Octets(style.octets.clone())))));
    let quantization = header.quantization_default.as_ref();
    values.extend(quantization.map(|found| (0x0d, Some(Value::Octets(found.octets.clone())))));
    let capabilities = header.extended_capabilities.as_ref();
    values.push((
        0x0f,
        capabilities.map(|found| Value::Octets(capability_octets(found))),
    ));
    let profile = |profile: &Option<Profile>| {
        let words = profile.as_ref()?.words.iter();
        Some(Value::Octets(batch(
            2,
            words.map(|word| word.to_be_bytes()),
        )))
    };
    values.push((0x10, profile(&header.profile)));
    values.push((0x11, profile(&header.corresponding_profile)));
    values
}

fn capability_octets(capabilities: &Capabilities) -> Vec<u8> {
    let words = capabilities.ccapi.iter().map(|word| word.to_be_bytes());
    [capabilities.pcap.to_be_bytes().as_slice(), &batch(2, words)].concat()
}

/// A batch of items of `size` bytes.
fn batch<const N: usize>(size: u32, items: impl ExactSizeIterator<Item = [u8; N]>) -> Vec<u8> {
    let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
    let mut octets = [count.to_be_bytes(), size.to_be_bytes()].concat();
    octets.extend(items.flatten());
    octets
}

/// A number, of which eight bytes count.
fn numeral(octets: &[u8]) -> u64 {
    let digits = octets.iter();
    digits.fold(0, |number, &octet| number << 8 | u64::from(octet))
}

/// Octets as a person reads them: the first of many.
fn shown(octets: &[u8]) -> String {
    const MOST: usize = 48;
    let digits = octets.iter().take(MOST).map(|octet| format!("{octet:02x}"));
    let more = if octets.len() > MOST { "…" } else { "" };
    format!("0x{}{more}", digits.collect::<String>())
}

fn sub_descriptor(track_file: &TrackFile) -> Option<&Set> {
    let mut nodes = track_file.essence_descriptor()?.subs(SUB_DESCRIPTOR);
    track_file.set_of(nodes.next()?)
}

fn stored(package: &Package, file: subject::TrackFile<'_>, sink: &mut Sink<'_>) {
    let track_file = file.track_file;
    let Some(header) = codestream(track_file) else {
        return;
    };
    let (Some(node), Some(size)) = (track_file.essence_descriptor(), &header.size) else {
        return;
    };
    let (Some(width), Some(height)) = (
        size.xsiz.checked_sub(size.xosiz),
        size.ysiz.checked_sub(size.yosiz),
    ) else {
        return;
    };
    let layout = node.integer("FrameLayout");
    let dimensions = [("StoredWidth", width), ("StoredHeight", height)];
    let wrong = dimensions.into_iter().filter_map(|(name, picture)| {
        let stored = node.integer(name)?;
        let picture = i128::from(picture);
        let fits = match layout {
            // Some writers give the height of a frame where fields are stored.
            Some(SEPARATE_FIELDS) if name == "StoredHeight" && stored == 2 * picture => true,
            Some(FULL_FRAME | SEPARATE_FIELDS) => stored == picture,
            _ => true,
        };
        (!fits).then_some((name, stored, picture))
    });
    let mut wrong = wrong.peekable();
    // Where the sub-descriptor has another size too, the pictures are not those that the header is about.
    let is_size = |difference: &Difference<'_>| (0x02..=0x05).contains(&difference.number);
    if wrong.peek().is_none() || differences(track_file, header).iter().any(is_size) {
        return;
    }
    for (name, stored, picture) in wrong {
        let path = file.path;
        sink.finding(
            node.field_spot(Origin::File(track_file.file), name),
            format!(
                "`{name}` of `{path}` is {stored}, and the first picture has {picture} samples there"
            ),
        )
        .found(stored)
        .expected(picture)
        .asset(asset(package, track_file));
    }
}

#[cfg(test)]
pub(super) const CASES: &[super::case::Case] = {
    use super::case::Case;
    use super::mxf::testing::{PICTURE, PICTURE_KEY, damage, element, replace};
    use imf_testkit::Imp;
    const MISMATCH: &str = "mxf-essence-codestream-mismatch";
    const PROFILE: &str = "mxf-essence-profile-missing";
    const STORED: &str = "mxf-essence-stored-size-mismatch";
    /// Where the first codestream begins: behind its key and a length of four bytes.
    fn codestream(bytes: &[u8]) -> usize {
        element(bytes, PICTURE_KEY) + 20
    }
    /// Gives another Rsiz, in the composition too.
    fn rsiz(package: &mut Imp, rsiz: u16) {
        let cpl = package.documents("CompositionPlaylist").remove(0);
        let [old, new] = [0x0414, rsiz].map(|rsiz| format!("Rsiz>{rsiz}<"));
        package.edit(&cpl, &old, &new);
        damage(package, PICTURE, |bytes| {
            // The local tag, which the primer gives before the element.
            let primer = 0x060e_2b34_0101_010a_0401_0603_0100_0000_u128.to_be_bytes();
            let entry = bytes.windows(16).position(|found| found == primer).unwrap();
            let tag = [bytes[entry - 2], bytes[entry - 1], 0, 2];
            let at = bytes[entry..]
                .windows(4)
                .position(|found| found == tag)
                .unwrap();
            bytes[entry + at + 4..][..2].copy_from_slice(&rsiz.to_be_bytes());
        });
    }
    /// Stores another width, in the composition too.
    fn store(package: &mut Imp, width: u16) {
        let cpl = package.documents("CompositionPlaylist").remove(0);
        let [old, new] = [1920, width].map(|width| format!("StoredWidth>{width}<"));
        package.edit(&cpl, &old, &new);
        damage(package, PICTURE, |bytes| {
            let [high, low] = width.to_be_bytes();
            replace(
                bytes,
                &[0x32, 0x03, 0, 4, 0, 0, 0x07, 0x80],
                &[0x32, 0x03, 0, 4, 0, 0, high, low],
            );
        });
    }
    &[
        Case::fires(MISMATCH, "other tiles in the codestream", |package| {
            damage(package, PICTURE, |bytes| {
                let start = codestream(bytes);
                bytes[start + 2 + 4 + 2 + 16 + 3] ^= 1;
            });
        }),
        Case::fires(MISMATCH, "another style of code-blocks", |package| {
            damage(package, PICTURE, |bytes| {
                let start = codestream(bytes);
                let marker = bytes[start..]
                    .windows(2)
                    .position(|found| found == [0xff, 0x52]);
                // Behind marker and length: Scod, order, layers, transformation of components, levels, width, height.
                bytes[start + marker.unwrap() + 4 + 8] ^= 1;
            });
        }),
        Case::silent(MISMATCH, "a comment in the codestream", |package| {
            damage(package, PICTURE, |bytes| {
                let start = codestream(bytes);
                let marker = bytes[start..]
                    .windows(2)
                    .position(|found| found == [0xff, 0x64]);
                bytes[start + marker.unwrap() + 6] ^= 1;
            });
        }),
        Case::fires(PROFILE, "no restriction in the header", |package| {
            rsiz(package, 0);
        }),
        Case::fires(MISMATCH, "another profile in the header", |package| {
            rsiz(package, 0x0415);
        }),
        Case::silent(PROFILE, "the profile of the picture", |package| {
            rsiz(package, 0x0414);
        }),
        Case::fires(STORED, "another width", |package| store(package, 1922)),
        Case::silent(STORED, "the width of the picture", |package| {
            store(package, 1920);
        }),
    ]
};
