//! The members of the body: three documents, and what the caller adds.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::{Error, Result};

/// The members that hold the documents, in the order of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum XmlMember {
    /// `assetMapXml`.
    AssetMap,
    /// `packingListXml`.
    PackingList,
    /// `compositionPlaylistXml`.
    CompositionPlaylist,
}

impl XmlMember {
    /// All three, in the order of the body.
    pub const ALL: [Self; 3] = [Self::AssetMap, Self::PackingList, Self::CompositionPlaylist];

    /// The member's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AssetMap => "assetMapXml",
            Self::PackingList => "packingListXml",
            Self::CompositionPlaylist => "compositionPlaylistXml",
        }
    }

    /// The document in words.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::AssetMap => "asset map",
            Self::PackingList => "packing list",
            Self::CompositionPlaylist => "composition",
        }
    }
}

/// Members beside the three documents, each name once and none of theirs.
///
/// ```
/// use imf_payload::Members;
///
/// let mut members = Members::default();
/// members.set("requestId", "4711")?;
/// members.extend_from_json(r#"{ "region": ["EMEA"] }"#)?;
/// assert!(members.set("region", "APAC").is_err());
/// assert!(members.set("assetMapXml", "").is_err());
/// # Ok::<(), imf_payload::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Members {
    // Name and JSON text.
    members: Vec<(String, String)>,
}

impl Members {
    /// Adds a string.
    pub fn set(&mut self, name: &str, text: &str) -> Result<()> {
        self.add(name.to_owned(), serde_json::Value::from(text).to_string())
    }

    /// Adds the members of a JSON object, their values to the letter but for white space between tokens.
    pub fn extend_from_json(&mut self, json: &str) -> Result<()> {
        let object: Object<'_> =
            serde_json::from_str(json).map_err(|source| Error::MembersInvalid { source })?;
        object
            .0
            .into_iter()
            .try_for_each(|(name, value)| self.add(name, compact(value.get())))
    }

    /// Name and JSON text of each, in the order in which they were added.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members.iter().map(|(name, value)| (&**name, &**value))
    }

    fn add(&mut self, name: String, value: String) -> Result<()> {
        let taken = XmlMember::ALL.iter().any(|member| member.name() == name)
            || self.members.iter().any(|(other, _)| *other == name);
        if taken {
            return Err(Error::MemberDuplicate { name });
        }
        self.members.push((name, value));
        Ok(())
    }
}

/// The members of an object as they stand: a map would drop all but one of those that share a name.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// Valid JSON without the white space between its tokens.
fn compact(json: &str) -> String {
    let mut in_string = false;
    let mut escaped = false;
    json.chars()
        .filter(|character| {
            if in_string {
                in_string = escaped || *character != '"';
                escaped = !escaped && *character == '\\';
                return true;
            }
            in_string = *character == '"';
            !matches!(character, ' ' | '\t' | '\n' | '\r')
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(json: &str) -> Result<Vec<(String, String)>> {
        let mut members = Members::default();
        members.extend_from_json(json)?;
        Ok(members.members)
    }

    #[test]
    fn values_stay_to_the_letter() {
        let json = r#" { "a" : 1.50 , "b\u0041" : [ "x \" y", 12345678901234567890123, "\\" , null ] , "c":{ } } "#;
        let expected = [
            ("a", "1.50"),
            ("bA", r#"["x \" y",12345678901234567890123,"\\",null]"#),
            ("c", "{}"),
        ];
        assert_eq!(
            members(json).unwrap(),
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }

    #[test]
    fn only_an_object_will_do() {
        for json in ["", "[]", "1", "null", "{", r#"{"a":1} x"#, r#"{"a":}"#] {
            assert!(
                matches!(members(json), Err(Error::MembersInvalid { .. })),
                "{json}"
            );
        }
    }

    #[test]
    fn a_name_stands_once() {
        for json in [
            r#"{"a":1,"a":2}"#,
            r#"{"assetMapXml":1}"#,
            r#"{"packingListXm\u006c":1}"#,
        ] {
            assert!(
                matches!(members(json), Err(Error::MemberDuplicate { .. })),
                "{json}"
            );
        }
    }
}
