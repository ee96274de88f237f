//! Lists of digests that others made, for the files of a package.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, Result};
use imf_check::Offered;
use imf_report::text::{count, visible};
use imf_sums::{Format, List, MOST_BYTES};

use crate::args::OfferOptions;
use crate::status::Misuse;
use crate::terminal;

/// The folder in which ASC-MHL keeps its lists; their names begin beside it.
const ASC_MHL: &str = "ascmhl";

/// The lists that the user names.
pub(crate) struct Lists {
    lists: Vec<Named>,
    prefix: Option<String>,
}

/// A list, and where it lies.
struct Named {
    /// As the user names it.
    name: String,
    /// The folder from which its names may go out; none for keys of objects.
    folder: Option<PathBuf>,
    list: List,
}

impl Lists {
    /// Reads the lists, and tells what in them is of no use.
    pub(crate) fn read(offers: &OfferOptions) -> Result<Self> {
        Ok(Self {
            lists: offers
                .lists
                .iter()
                .map(|path| Named::read(path))
                .collect::<Result<_>>()?,
            prefix: offers.prefix.clone(),
        })
    }

    /// What they say of the files of the package in that folder.
    pub(crate) fn of(&self, package: &Path) -> Vec<Offered> {
        // What cannot be found is told by the check.
        let Ok(root) = fs::canonicalize(package) else {
            return Vec::new();
        };
        let lists = self.lists.iter();
        lists
            .flat_map(|named| named.of(&root, self.prefix.as_deref()))
            .collect()
    }
}

impl Named {
    fn read(path: &Path) -> Result<Self> {
        let name = path.to_string_lossy().into_owned();
        let shown = || format!("the list of digests `{}`", visible(&name));
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
            .with_context(shown)?;
        let list = imf_sums::read(&bytes)
            .map_err(|error| Misuse(error.to_string()))
            .with_context(shown)?;
        for (what, number) in &list.left_out {
            let times = count(*number, "time");
            let words = format!("`{name}`: left out, {times}: {what}");
            terminal::say(&visible(&words));
        }
        let folder = match list.format {
            Format::Sums | Format::Mhl => fs::canonicalize(path).ok(),
            Format::S3Report | Format::S3Objects => None,
        };
        let folder = folder.and_then(|path| path.parent().map(Path::to_owned));
        let folder = match folder {
            Some(folder) if folder.ends_with(ASC_MHL) => folder.parent().map(Path::to_owned),
            folder => folder,
        };
        Ok(Self { name, folder, list })
    }

    /// What it says of the files below `root`. Its names begin with `prefix`, if there is one. Else they go out from the
    /// list's own folder, if one of them leads into the package so, or from the package.
    fn of(&self, root: &Path, prefix: Option<&str>) -> Vec<Offered> {
        let digests = &self.list.digests;
        let own = self.folder.as_deref().filter(|folder| {
            prefix.is_none()
                && digests
                    .iter()
                    .any(|stated| below(folder, &stated.name, root).is_some())
        });
        let from = own.unwrap_or(root);
        let mut elsewhere = 0;
        let mut offered = Vec::new();
        for stated in digests {
            let name = stated.name.strip_prefix(prefix.unwrap_or_default());
            let path = name.and_then(|name| below(from, name, root));
            let Some(path) = path else {
                elsewhere += 1;
                continue;
            };
            offered.push(Offered {
                list: self.name.clone(),
                path,
                length: stated.length,
                algorithm: stated.algorithm,
                digest: stated.digest.clone(),
            });
        }
        if elsewhere > 0 {
            let names = count(elsewhere, "name");
            let name = visible(&self.name);
            terminal::say(&format!(
                "`{name}`: {names} outside the package, of no use here"
            ));
        }
        offered
    }
}

/// The path from `root` of the file that is called `name` in the folder `from`, if it lies below the root. Nothing is
/// looked at: links stay what they are.
fn below(from: &Path, name: &str, root: &Path) -> Option<String> {
    let mut path = PathBuf::new();
    for part in from.join(name).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    let inside = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/")).filter(|path| !path.is_empty())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, name: &str, expected: Option<&str>) {
        let found = below(Path::new(from), name, Path::new("/data/demo"));
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn a_name_leads_into_the_package_or_not() {
        check("/data/demo", "a.mxf", Some("a.mxf"));
        check("/data/demo", "./x//a.mxf", Some("x/a.mxf"));
        check("/data", "demo/a.mxf", Some("a.mxf"));
        check("/data/demo/x", "../a.mxf", Some("a.mxf"));
        check("/elsewhere", "/data/demo/a.mxf", Some("a.mxf"));
        check("/data", "a.mxf", None);
        check("/data", "demonstration/a.mxf", None);
        check("/data/demo", "../a.mxf", None);
        check("/data/demo", "../../../../../etc/passwd", None);
        check("/data/demo", "/etc/passwd", None);
        check("/data/demo", "", None);
        check("/data/demo", ".", None);
    }
}
