//! Identifiers: the type, and the fixed ones of the packages built here.

use std::fmt;

use sha1::{Digest as _, Sha1};

/// A UUID. Displayed as the URN that XML writes, `urn:uuid:…`; with `{:#}` without that prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub [u8; 16]);

impl Id {
    /// The identifier written as 32 hexadecimal digits, hyphens where one likes.
    ///
    /// # Panics
    /// Where the text is anything else; for the constants below, at compile time.
    pub const fn parse(text: &str) -> Self {
        Self(octets(text))
    }

    /// An identifier made from a name (RFC 9562, version 5), the same on every run.
    pub fn derived(name: &str) -> Self {
        let mut sha1 = Sha1::new();
        sha1.update(NAMESPACE.0);
        sha1.update(name.as_bytes());
        let digest = sha1.finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes[6] = 0x50 | (bytes[6] & 0x0f);
        bytes[8] = 0x80 | (bytes[8] & 0x3f);
        Self(bytes)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !out.alternate() {
            out.write_str("urn:uuid:")?;
        }
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                out.write_str("-")?;
            }
            write!(out, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// Sixteen octets from 32 hexadecimal digits; hyphens and dots between them are skipped.
pub(crate) const fn octets(text: &str) -> [u8; 16] {
    let text = text.as_bytes();
    let mut bytes = [0; 16];
    let mut digits = 0;
    let mut position = 0;
    while position < text.len() {
        let digit = match text[position] {
            c @ b'0'..=b'9' => c - b'0',
            c @ b'a'..=b'f' => c - b'a' + 10,
            b'-' | b'.' => {
                position += 1;
                continue;
            }
            _ => panic!("a digit is no lower-case hexadecimal one"),
        };
        bytes[digits / 2] = bytes[digits / 2] << 4 | digit;
        digits += 1;
        position += 1;
    }
    assert!(digits == 32, "an identifier has 32 digits");
    bytes
}

/// The name space of [`Id::derived`].
const NAMESPACE: Id = Id::parse("1ea5e000-7e57-4000-8000-000000000000");

/// The asset map.
pub const ASSET_MAP_ID: Id = Id::parse("a55e73a9-0000-4000-8000-000000000001");
/// The packing list.
pub const PACKING_LIST_ID: Id = Id::parse("9ac71157-0000-4000-8000-000000000002");
/// The second packing list, where there are two.
pub const SECOND_PACKING_LIST_ID: Id = Id::parse("9ac71157-0000-4000-8000-000000000102");
/// The composition.
pub const CPL_ID: Id = Id::parse("c0117051-0000-4000-8000-000000000003");
/// The second composition, where there are two.
pub const SECOND_CPL_ID: Id = Id::parse("c0117051-0000-4000-8000-000000000103");
/// The composition of a supplemental package.
pub const SUPPLEMENTAL_CPL_ID: Id = Id::parse("c0117051-0000-4000-8000-000000000203");
/// The picture track file.
pub const IMAGE_FILE_ID: Id = Id::parse("1333a9e0-0000-4000-8000-000000000004");
/// The sound track file.
pub const AUDIO_FILE_ID: Id = Id::parse("a0d10000-0000-4000-8000-000000000005");
/// The sound track file of a second language.
pub const SECOND_AUDIO_FILE_ID: Id = Id::parse("a0d10000-0000-4000-8000-000000000105");
/// The timed text track file.
pub const TIMED_TEXT_FILE_ID: Id = Id::parse("7e870000-0000-4000-8000-000000000006");
/// The track file of a plug-in.
pub const PLUG_IN_FILE_ID: Id = Id::parse("91060000-0000-4000-8000-00000000000a");
/// The virtual track of the picture.
pub const IMAGE_TRACK_ID: Id = Id::parse("1333a9e0-0000-4000-8000-000000000014");
/// The virtual track of the sound.
pub const AUDIO_TRACK_ID: Id = Id::parse("a0d10000-0000-4000-8000-000000000015");
/// The virtual track of the timed text.
pub const TIMED_TEXT_TRACK_ID: Id = Id::parse("7e870000-0000-4000-8000-000000000016");
/// The virtual track of a plug-in.
pub const PLUG_IN_TRACK_ID: Id = Id::parse("91060000-0000-4000-8000-00000000001a");
/// The virtual track of the markers.
pub const MARKER_TRACK_ID: Id = Id::parse("3a4c0000-0000-4000-8000-000000000017");
/// The picture's resource.
pub const IMAGE_RESOURCE_ID: Id = Id::parse("1333a9e0-0000-4000-8000-000000000024");
/// The sound's resource.
pub const AUDIO_RESOURCE_ID: Id = Id::parse("a0d10000-0000-4000-8000-000000000025");
/// The timed text's resource.
pub const TIMED_TEXT_RESOURCE_ID: Id = Id::parse("7e870000-0000-4000-8000-000000000026");
/// The resource of a plug-in's track.
pub const PLUG_IN_RESOURCE_ID: Id = Id::parse("91060000-0000-4000-8000-00000000002a");
/// The markers' resource.
pub const MARKER_RESOURCE_ID: Id = Id::parse("3a4c0000-0000-4000-8000-000000000027");
/// The picture's entry in the composition's list of essence descriptors.
pub const IMAGE_ENCODING_ID: Id = Id::parse("1333a9e0-0000-4000-8000-000000000034");
/// The sound's entry in the composition's list of essence descriptors.
pub const AUDIO_ENCODING_ID: Id = Id::parse("a0d10000-0000-4000-8000-000000000035");
/// The second sound's entry in the composition's list of essence descriptors.
pub const SECOND_AUDIO_ENCODING_ID: Id = Id::parse("a0d10000-0000-4000-8000-000000000135");
/// The timed text's entry in the composition's list of essence descriptors.
pub const TIMED_TEXT_ENCODING_ID: Id = Id::parse("7e870000-0000-4000-8000-000000000036");
/// The entry of a plug-in's track file in the composition's list of essence descriptors.
pub const PLUG_IN_ENCODING_ID: Id = Id::parse("91060000-0000-4000-8000-00000000003a");
/// The output profile list.
pub const OPL_ID: Id = Id::parse("09110000-0000-4000-8000-000000000007");
/// The sidecar composition map.
pub const SCM_ID: Id = Id::parse("5c300000-0000-4000-8000-000000000008");
/// The sidecar asset that the map associates with the composition.
pub const SIDECAR_ID: Id = Id::parse("51deca40-0000-4000-8000-000000000009");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_displayed_as_a_urn_and_bare() {
        assert_eq!(
            CPL_ID.to_string(),
            "urn:uuid:c0117051-0000-4000-8000-000000000003"
        );
        assert_eq!(
            format!("{CPL_ID:#}"),
            "c0117051-0000-4000-8000-000000000003"
        );
    }

    #[test]
    fn a_derived_id_is_a_name_based_one() {
        let id = Id::derived("segment 1");
        assert_eq!(id.0[6] >> 4, 5);
        assert_eq!(id.0[8] >> 6, 2);
        assert_eq!(id, Id::derived("segment 1"));
        assert_ne!(id, Id::derived("segment 2"));
    }
}
