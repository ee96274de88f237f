//! The applications of IMF that are known here.

use std::fmt;

use super::CoreConstraints;

/// An edition of App #2E (ST 2067-21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum App2e {
    /// ST 2067-21:2014.
    V2014,
    /// ST 2067-21:2016.
    V2016,
    /// ST 2067-21:2020.
    V2020,
    /// The namespace of 2021, whose text was published as ST 2067-21:2023.
    V2021,
    /// The fifth edition, by the draft of 2025-06-17.
    Fifth,
}

/// App #5 (ST 2067-50), which has one edition.
const APP5: &str = "http://www.smpte-ra.org/ns/2067-50/2017";

impl App2e {
    /// Every edition, the oldest first.
    pub const ALL: [Self; 5] = [
        Self::V2014,
        Self::V2016,
        Self::V2020,
        Self::V2021,
        Self::Fifth,
    ];

    /// Its identification.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::V2014 => "http://www.smpte-ra.org/schemas/2067-21/2014",
            Self::V2016 => "http://www.smpte-ra.org/schemas/2067-21/2016",
            Self::V2020 => "http://www.smpte-ra.org/ns/2067-21/2020",
            Self::V2021 => "http://www.smpte-ra.org/ns/2067-21/2021",
            Self::Fifth => "http://www.smpte-ra.org/ns/2067-21/5ED",
        }
    }

    /// The edition of that identification; letter case does not count.
    pub fn of(uri: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|edition| edition.uri().eq_ignore_ascii_case(uri))
    }

    /// The edition of the core constraints that it builds on.
    pub const fn core_constraints(self) -> CoreConstraints {
        match self {
            Self::V2014 => CoreConstraints::V2013,
            Self::V2016 => CoreConstraints::V2016,
            Self::V2020 | Self::V2021 | Self::Fifth => CoreConstraints::V2020,
        }
    }

    /// Whether the committee has shown a draft of its text, so that more is known of it than what other programs hold
    /// pictures to.
    pub const fn is_drafted(self) -> bool {
        matches!(self, Self::V2021 | Self::Fifth)
    }
}

/// As in `App #2E (2021)`.
impl fmt::Display for App2e {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::V2014 => "2014",
            Self::V2016 => "2016",
            Self::V2020 => "2020",
            Self::V2021 => "2021",
            Self::Fifth => "fifth edition",
        })
    }
}

/// Whether that is the identification of App #5; letter case does not count.
pub(super) fn is_app5(uri: &str) -> bool {
    APP5.eq_ignore_ascii_case(uri)
}

/// The edition of the core constraints that an application builds on, by its identification; `None` for an application
/// that is not known.
pub(super) fn core_constraints(uri: &str) -> Option<CoreConstraints> {
    if is_app5(uri) {
        return Some(CoreConstraints::V2016);
    }
    App2e::of(uri).map(App2e::core_constraints)
}
