//! Which edition of the core constraints holds for a composition.

use imf_parse::model::{CompositionPlaylist, Name};

/// An edition of the core constraints (ST 2067-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoreConstraints {
    /// ST 2067-2:2013.
    V2013,
    /// ST 2067-2:2016.
    V2016,
    /// ST 2067-2:2020.
    V2020,
}

impl CoreConstraints {
    /// The namespace of its sequences.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::V2013 => "http://www.smpte-ra.org/schemas/2067-2/2013",
            Self::V2016 => "http://www.smpte-ra.org/schemas/2067-2/2016",
            Self::V2020 => "http://www.smpte-ra.org/ns/2067-2/2020",
        }
    }

    /// The edition whose namespace that is.
    pub fn of_namespace(uri: &str) -> Option<Self> {
        [Self::V2013, Self::V2016, Self::V2020]
            .into_iter()
            .find(|edition| edition.namespace() == uri)
    }

    /// The edition that an application demands, by its identification; letter case does not count.
    pub fn of_application(uri: &str) -> Option<Self> {
        super::application::core_constraints(uri)
    }

    /// The edition that holds for `playlist`: the newest that its applications demand, else the newest of its
    /// sequences' namespaces, else the one of the playlist's own year.
    pub fn in_force<'a>(
        playlist: &CompositionPlaylist,
        applications: impl Iterator<Item = &'a str>,
    ) -> Self {
        let by_application = applications.filter_map(Self::of_application).max();
        let of_name = |name: &Name| Self::of_namespace(&name.namespace);
        by_application
            .or_else(|| playlist.sequence_kinds.iter().filter_map(of_name).max())
            .unwrap_or(
                if playlist.namespace == "http://www.smpte-ra.org/schemas/2067-3/2013" {
                    Self::V2013
                } else {
                    Self::V2016
                },
            )
    }
}
