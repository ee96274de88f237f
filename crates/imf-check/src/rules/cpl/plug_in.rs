//! The plug-ins, by edition: standards that add a kind of sequence, and the track files that it plays.

use std::fmt;

use super::kind::Kind;

/// A plug-in.
#[derive(Debug)]
pub(in crate::rules) struct PlugIn {
    /// The standard.
    pub(in crate::rules) standard: Standard,
    /// The namespace of the sequence, in all of its editions.
    pub(in crate::rules) namespace: &'static str,
    /// The sequence.
    pub(in crate::rules) sequence: &'static str,
    /// The kind of that.
    pub(in crate::rules) kind: Kind,
    /// The class of the descriptors of what it plays.
    pub(in crate::rules) descriptor: &'static str,
}

/// A standard, and which of its editions are meant.
#[derive(Clone, Copy, Debug)]
pub(in crate::rules) struct Standard {
    /// Its number, or what it is called.
    pub(in crate::rules) name: &'static str,
    /// The editions, the oldest first.
    pub(in crate::rules) editions: &'static [&'static str],
}

/// The constrained generic container, whose files say so by a sub-descriptor.
pub(in crate::rules) const CONSTRAINED: Standard = Standard {
    name: "ST 379-2",
    editions: &["2010"],
};

/// Immersive audio. Its editions share a namespace, so that what one of them says and another does not can be no error.
pub(in crate::rules) const IAB: PlugIn = PlugIn {
    standard: Standard {
        name: "ST 2067-201",
        editions: &["2019", "2021", "2026"],
    },
    namespace: "http://www.smpte-ra.org/ns/2067-201/2019",
    sequence: "IABSequence",
    kind: Kind::Iab,
    descriptor: "IABEssenceDescriptor",
};

/// Isochronous streams of XML documents.
pub(in crate::rules) const ISXD: PlugIn = PlugIn {
    standard: Standard {
        name: "ST 2067-202",
        editions: &["2022"],
    },
    namespace: "http://www.smpte-ra.org/ns/2067-202/2022",
    sequence: "ISXDSequence",
    kind: Kind::Isxd,
    descriptor: "ISXDDataEssenceDescriptor",
};

/// Metadata-guided audio with S-ADM metadata. The namespace is a year older than the edition.
pub(in crate::rules) const MGA: PlugIn = PlugIn {
    standard: Standard {
        name: "ST 2067-203",
        editions: &["2023"],
    },
    namespace: "http://www.smpte-ra.org/ns/2067-203/2022",
    sequence: "MGASADMSignalSequence",
    kind: Kind::Mga,
    descriptor: "MGASoundEssenceDescriptor",
};

/// All of them.
pub(super) const PLUG_INS: [&PlugIn; 3] = [&IAB, &ISXD, &MGA];

/// As in `ST 2067-201 (2019, 2021, 2026)`; the name alone where no edition is known.
impl fmt::Display for Standard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.editions.is_empty() {
            return out.write_str(self.name);
        }
        write!(out, "{} ({})", self.name, self.editions.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_is_told_with_its_editions() {
        assert_eq!(IAB.standard.to_string(), "ST 2067-201 (2019, 2021, 2026)");
        assert_eq!(MGA.standard.to_string(), "ST 2067-203 (2023)");
    }
}
