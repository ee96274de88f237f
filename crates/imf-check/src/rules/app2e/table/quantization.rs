//! Quantization systems (ST 2067-21:2023, Tables 5, 11 and 13, by its draft).

/// How code values lie between black and white.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::rules::app2e) enum Quantization {
    /// `QE.1`: with room below black and above white, as in television.
    Qe1,
    /// `QE.2`: the whole range.
    Qe2,
}

/// The code values of a bit depth.
pub(in crate::rules::app2e) struct Levels {
    pub(in crate::rules::app2e) depth: i128,
    /// Black and white, or the least and the most, of QE.1.
    pub(in crate::rules::app2e) qe1: (i128, i128),
    /// The same of QE.2.
    pub(in crate::rules::app2e) qe2: (i128, i128),
    /// `ColorRange`: how many values a color difference can have.
    pub(in crate::rules::app2e) color_range: i128,
    /// The same of COLOR.4, whose color differences go further, where it has this depth.
    pub(in crate::rules::app2e) extended_color_range: Option<i128>,
}

/// Every bit depth that App #2E knows.
pub(in crate::rules::app2e) static LEVELS: [Levels; 4] = [
    Levels {
        depth: 8,
        qe1: (16, 235),
        qe2: (0, 255),
        color_range: 225,
        extended_color_range: Some(254),
    },
    Levels {
        depth: 10,
        qe1: (64, 940),
        qe2: (0, 1023),
        color_range: 897,
        extended_color_range: Some(1013),
    },
    Levels {
        depth: 12,
        qe1: (256, 3760),
        qe2: (0, 4095),
        color_range: 3585,
        extended_color_range: None,
    },
    Levels {
        depth: 16,
        qe1: (4096, 60160),
        qe2: (0, 65535),
        color_range: 57345,
        extended_color_range: None,
    },
];

impl Quantization {
    /// `QE.1`.
    pub(in crate::rules::app2e) const fn name(self) -> &'static str {
        match self {
            Self::Qe1 => "QE.1",
            Self::Qe2 => "QE.2",
        }
    }
}

impl Levels {
    /// Those of `depth` bits.
    pub(in crate::rules::app2e) fn of(depth: i128) -> Option<&'static Self> {
        LEVELS.iter().find(|levels| levels.depth == depth)
    }

    /// The least and the most in that system.
    pub(in crate::rules::app2e) const fn range(&self, system: Quantization) -> (i128, i128) {
        match system {
            Quantization::Qe1 => self.qe1,
            Quantization::Qe2 => self.qe2,
        }
    }

    /// The system in which these are the least and the most.
    pub(in crate::rules::app2e) fn system(&self, range: (i128, i128)) -> Option<Quantization> {
        if range == self.qe1 {
            Some(Quantization::Qe1)
        } else if range == self.qe2 {
            Some(Quantization::Qe2)
        } else {
            None
        }
    }
}
