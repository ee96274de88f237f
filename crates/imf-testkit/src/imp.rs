//! A package in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::delivery::Delivery;
use crate::form::Encoding;
use crate::ids::Id;
use crate::scan;
use crate::seal;

/// The asset map's path.
pub(crate) const ASSET_MAP: &str = "ASSETMAP.xml";

/// A package: its files by path, relative to its root with `/` between their parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imp {
    /// The files. Anything may be done to them: that is what the package is for.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Imp {
    /// The smallest valid delivery: a composition of four frames of picture and two channels of sound.
    pub fn minimal() -> Self {
        Delivery::minimal().build()
    }

    /// A valid supplemental package: the picture of [`Imp::minimal`], which it does not carry, with other sound.
    pub fn supplemental() -> Self {
        Delivery::supplemental().build()
    }

    /// The asset map's path.
    #[allow(clippy::unused_self, reason = "called as its neighbors are")]
    pub fn asset_map(&self) -> &'static str {
        ASSET_MAP
    }

    /// The path of the first packing list of the asset map.
    #[track_caller]
    pub fn packing_list(&self) -> String {
        self.first("PackingList")
    }

    /// The path of the first composition of the asset map.
    #[track_caller]
    pub fn composition(&self) -> String {
        self.first("CompositionPlaylist")
    }

    /// The path of an asset, as the asset map says it.
    #[track_caller]
    pub fn path_of(&self, id: Id) -> String {
        let path = seal::paths(self)
            .into_iter()
            .find(|(asset, _)| *asset == id.to_string());
        path.unwrap_or_else(|| panic!("the asset map does not know {id}"))
            .1
    }

    /// The paths of the documents with this root element, in the order of the asset map.
    pub fn documents(&self, root: &str) -> Vec<String> {
        let paths = seal::paths(self).into_iter().map(|(_, path)| path);
        paths
            .filter(|path| {
                self.decoded(path)
                    .is_some_and(|(_, text)| scan::root(&text) == Some(root))
            })
            .collect()
    }

    /// The text of an XML document.
    #[track_caller]
    pub fn text(&self, path: &str) -> String {
        assert!(self.files.contains_key(path), "the package has no `{path}`");
        self.decoded(path)
            .unwrap_or_else(|| panic!("`{path}` is no text"))
            .1
    }

    /// Replaces the first occurrence of a text in a document, in the document's encoding. Digests stay as they were.
    #[track_caller]
    pub fn edit(&mut self, path: &str, old: &str, new: &str) -> &mut Self {
        self.edit_with(path, |text| {
            assert!(text.contains(old), "`{path}` does not hold `{old}`");
            text.replacen(old, new, 1)
        })
    }

    /// Replaces every occurrence of a text in a document.
    #[track_caller]
    pub fn edit_all(&mut self, path: &str, old: &str, new: &str) -> &mut Self {
        self.edit_with(path, |text| {
            assert!(text.contains(old), "`{path}` does not hold `{old}`");
            text.replace(old, new)
        })
    }

    /// Replaces the text of a document with what is made of it.
    #[track_caller]
    pub fn edit_with(&mut self, path: &str, make: impl FnOnce(&str) -> String) -> &mut Self {
        let (encoding, text) = self
            .decoded(path)
            .unwrap_or_else(|| panic!("`{path}` is absent or no text"));
        self.files
            .insert(path.to_owned(), encoding.encode(&make(&text)));
        self
    }

    /// Removes a file; the documents go on naming it.
    #[track_caller]
    pub fn remove(&mut self, path: &str) -> Vec<u8> {
        self.files
            .remove(path)
            .unwrap_or_else(|| panic!("the package has no `{path}`"))
    }

    /// Gives a file another path; the documents go on naming the old one.
    #[track_caller]
    pub fn rename(&mut self, old: &str, new: &str) -> &mut Self {
        let bytes = self.remove(old);
        self.files.insert(new.to_owned(), bytes);
        self
    }

    /// Changes one byte of a file (a negative offset counts from its end); its length stays.
    #[track_caller]
    pub fn flip_byte(&mut self, path: &str, offset: isize) -> &mut Self {
        let bytes = self
            .files
            .get_mut(path)
            .unwrap_or_else(|| panic!("the package has no `{path}`"));
        let index = if offset < 0 {
            bytes.len().checked_add_signed(offset)
        } else {
            offset.try_into().ok()
        };
        let byte = index.and_then(|index| bytes.get_mut(index));
        *byte.unwrap_or_else(|| panic!("`{path}` has no byte at {offset}")) ^= 0xff;
        self
    }

    /// Cuts a file off after so many bytes.
    #[track_caller]
    pub fn truncate(&mut self, path: &str, length: usize) -> &mut Self {
        let bytes = self
            .files
            .get_mut(path)
            .unwrap_or_else(|| panic!("the package has no `{path}`"));
        assert!(length < bytes.len(), "`{path}` is not longer than {length}");
        bytes.truncate(length);
        self
    }

    /// Makes every digest, size and length right again, as if the package had just been issued: in the compositions
    /// the track files' digests, then the packing lists, then the asset map. What is not in the package keeps the
    /// digest it had.
    pub fn reseal(&mut self) -> &mut Self {
        seal::compositions(self);
        self.reseal_packing_lists()
    }

    /// Makes the packing lists and the asset map right, and leaves the compositions as they are.
    pub fn reseal_packing_lists(&mut self) -> &mut Self {
        seal::packing_lists(self);
        self.reseal_asset_map()
    }

    /// Makes the asset map's lengths right, and leaves everything else as it is.
    pub fn reseal_asset_map(&mut self) -> &mut Self {
        seal::asset_map(self);
        self
    }

    /// Writes the package into a folder, which is made where it is not there.
    pub fn write_to(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        for (path, bytes) in &self.files {
            let file = folder.join(path);
            if let Some(parent) = file.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(file, bytes)?;
        }
        Ok(())
    }

    /// The text of a file and its encoding, where it is there and is text.
    pub(crate) fn decoded(&self, path: &str) -> Option<(Encoding, String)> {
        Encoding::decode(self.files.get(path)?)
    }

    #[track_caller]
    fn first(&self, root: &str) -> String {
        let documents = self.documents(root);
        documents
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("the asset map leads to no {root}"))
    }
}
