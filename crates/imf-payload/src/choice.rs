//! Which packing list and which composition a body is about.

use std::fmt;

use imf_check::Package;

use crate::member::XmlMember;
use crate::{Error, Result};

/// The documents of a package that a body may be made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// The path of the asset map, from the package's root.
    pub asset_map: Option<String>,
    /// The packing lists.
    pub packing_lists: Vec<Candidate>,
    /// The composition playlists.
    pub compositions: Vec<Candidate>,
}

/// A document that may be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// Its id as a URN; `None` where it has none that can be read.
    pub id: Option<String>,
    /// Its path from the package's root.
    pub path: String,
    /// Its title or annotation.
    pub title: Option<String>,
    /// The ids of the assets that a packing list lists, as URNs.
    pub assets: Vec<String>,
}

/// The documents of one body: their paths from the package's root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The asset map.
    pub asset_map: String,
    /// The packing list.
    pub packing_list: Candidate,
    /// The composition playlist.
    pub composition: Candidate,
}

impl Candidates {
    /// The documents of `package`, as far as they could be read.
    pub fn of(package: &Package) -> Self {
        let packing_lists = package.packing_lists.iter().filter_map(|list| {
            let value = package.packing_list(list.document)?;
            Some(Candidate {
                id: value.id.map(|id| id.value.to_string()),
                path: package.document(list.document).path.clone(),
                title: value
                    .annotation
                    .as_ref()
                    .map(|text| text.value.text.to_string()),
                assets: value
                    .assets
                    .iter()
                    .filter_map(|asset| Some(asset.id?.value.to_string()))
                    .collect(),
            })
        });
        let compositions = package.compositions.iter().filter_map(|composition| {
            let playlist = package.playlist(composition.document)?;
            Some(Candidate {
                id: playlist.id.map(|id| id.value.to_string()),
                path: package.document(composition.document).path.clone(),
                title: playlist
                    .content_title
                    .as_ref()
                    .map(|text| text.value.text.to_string()),
                assets: Vec::new(),
            })
        });
        Self {
            asset_map: package
                .asset_map()
                .map(|(document, _)| package.document(document).path.clone()),
            packing_lists: packing_lists.collect(),
            compositions: compositions.collect(),
        }
    }

    /// The documents to send: the only ones, or those with the ids given. Ids are compared in either case, with or
    /// without `urn:uuid:`.
    ///
    /// ```
    /// use imf_payload::{Candidate, Candidates};
    ///
    /// let document = |id: &str, path: &str| Candidate {
    ///     id: Some(format!("urn:uuid:{id}")),
    ///     path: path.to_owned(),
    ///     assets: vec!["urn:uuid:c1".to_owned(), "urn:uuid:c2".to_owned()],
    ///     ..Candidate::default()
    /// };
    /// let candidates = Candidates {
    ///     asset_map: Some("ASSETMAP.xml".to_owned()),
    ///     packing_lists: vec![document("p1", "PKL.xml")],
    ///     compositions: vec![document("c1", "CPL_1.xml"), document("c2", "CPL_2.xml")],
    /// };
    /// assert!(candidates.choose(None, None).is_err());
    /// assert_eq!(candidates.choose(Some("C2"), None)?.composition.path, "CPL_2.xml");
    /// # Ok::<(), imf_payload::Error>(())
    /// ```
    pub fn choose(&self, composition: Option<&str>, packing_list: Option<&str>) -> Result<Choice> {
        let asset_map = self.asset_map.clone().ok_or(Error::Absent {
            member: XmlMember::AssetMap,
        })?;
        let packing_list = choose(XmlMember::PackingList, &self.packing_lists, packing_list)?;
        let composition = choose(
            XmlMember::CompositionPlaylist,
            &self.compositions,
            composition,
        )?;
        let packed = composition
            .id
            .as_deref()
            .is_none_or(|id| packing_list.assets.iter().any(|asset| same(asset, id)));
        if !packed {
            return Err(Error::NotPacked {
                composition: Box::new(composition),
                packing_list: Box::new(packing_list),
            });
        }
        Ok(Choice {
            asset_map,
            packing_list,
            composition,
        })
    }
}

fn choose(member: XmlMember, from: &[Candidate], id: Option<&str>) -> Result<Candidate> {
    match (from, id) {
        ([], _) => Err(Error::Absent { member }),
        ([only], None) => Ok(only.clone()),
        (choices, None) => Err(Error::Ambiguous {
            member,
            choices: choices.to_vec(),
        }),
        (choices, Some(id)) => {
            let mut matching = choices
                .iter()
                .filter(|choice| choice.id.as_deref().is_some_and(|own| same(own, id)));
            match (matching.next(), matching.next()) {
                (Some(only), None) => Ok(only.clone()),
                (Some(_), Some(_)) => Err(Error::Ambiguous {
                    member,
                    choices: choices.to_vec(),
                }),
                (None, _) => Err(Error::Unknown {
                    member,
                    id: id.to_owned(),
                    choices: choices.to_vec(),
                }),
            }
        }
    }
}

/// Whether two texts are the same id.
fn same(left: &str, right: &str) -> bool {
    bare(left).eq_ignore_ascii_case(bare(right))
}

fn bare(id: &str) -> &str {
    const PREFIX: &str = "urn:uuid:";
    let id = id.trim();
    match id.get(..PREFIX.len()) {
        Some(prefix) if prefix.eq_ignore_ascii_case(PREFIX) => &id[PREFIX.len()..],
        _ => id,
    }
}

impl fmt::Display for Candidate {
    /// Id, path and title, on one line whatever they hold.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id.as_deref().unwrap_or("(no id)");
        write!(f, "{} in `{}`", one_line(id), one_line(&self.path))?;
        match &self.title {
            Some(title) => write!(f, ", `{}`", one_line(title)),
            None => Ok(()),
        }
    }
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: &str) -> Candidate {
        Candidate {
            id: Some(format!("urn:uuid:{id}")),
            path: format!("{id}.xml"),
            title: None,
            assets: ["c1", "c2"].map(|id| format!("urn:uuid:{id}")).to_vec(),
        }
    }

    fn candidates(packing_lists: &[&str], compositions: &[&str]) -> Candidates {
        Candidates {
            asset_map: Some("ASSETMAP.xml".to_owned()),
            packing_lists: packing_lists.iter().map(|id| document(id)).collect(),
            compositions: compositions.iter().map(|id| document(id)).collect(),
        }
    }

    #[track_caller]
    fn chosen(
        candidates: &Candidates,
        composition: Option<&str>,
        packing_list: Option<&str>,
        expected: [&str; 2],
    ) {
        let choice = candidates.choose(composition, packing_list).unwrap();
        assert_eq!(
            [choice.composition.path, choice.packing_list.path],
            expected.map(|id| format!("{id}.xml"))
        );
    }

    #[test]
    fn the_only_ones_need_no_words() {
        chosen(&candidates(&["p1"], &["c1"]), None, None, ["c1", "p1"]);
    }

    #[test]
    fn ids_are_compared_as_uuids_are() {
        let both = candidates(&["p1", "p2"], &["c1", "c2"]);
        chosen(&both, Some("c2"), Some("urn:uuid:p1"), ["c2", "p1"]);
        chosen(&both, Some("URN:UUID:C1"), Some(" P2 "), ["c1", "p2"]);
    }

    #[test]
    fn several_are_never_guessed_at() {
        let both = candidates(&["p1", "p2"], &["c1", "c2"]);
        let error = both.choose(Some("c1"), None).unwrap_err();
        insta::assert_snapshot!(error, @"
        the package has 2 packing lists and none is chosen:
          urn:uuid:p1 in `p1.xml`
          urn:uuid:p2 in `p2.xml`
        ");
        let error = both.choose(None, Some("p1")).unwrap_err();
        assert!(matches!(
            error,
            Error::Ambiguous {
                member: XmlMember::CompositionPlaylist,
                ..
            }
        ));
        // Two documents with one id are no choice either.
        let error = candidates(&["p1"], &["c1", "c1"])
            .choose(Some("c1"), None)
            .unwrap_err();
        assert!(matches!(error, Error::Ambiguous { .. }));
    }

    #[test]
    fn what_is_not_there_is_told() {
        let error = candidates(&["p1"], &["c1"])
            .choose(Some("c9"), None)
            .unwrap_err();
        insta::assert_snapshot!(error, @"
        the package has no composition with the id `c9`, but
          urn:uuid:c1 in `c1.xml`
        ");
        let error = candidates(&["p1"], &[]).choose(None, None).unwrap_err();
        insta::assert_snapshot!(error, @"the package has no composition that can be read");
        let error = candidates(&["p1"], &["c3"]).choose(None, None).unwrap_err();
        insta::assert_snapshot!(error, @"the packing list urn:uuid:p1 in `p1.xml` does not list the composition urn:uuid:c3 in `c3.xml`");
        let error = Candidates::default().choose(None, None).unwrap_err();
        insta::assert_snapshot!(error, @"the package has no asset map that can be read");
    }
}
