//! The plug-ins, by edition: standards that add a kind of sequence, and the track files that it plays.

use std::fmt;

use super::kind::Kind;

/// A plug-in.
#[derive(Debug)]
pub(crate) struct PlugIn {
    /// The standard.
    pub(crate) standard: Standard,
    /// The namespace of the sequence, in all of its editions.
    pub(crate) namespace: &'static str,
    /// The sequence.
    pub(crate) sequence: &'static str,
    /// The kind of that.
    pub(crate) kind: Kind,
    /// The class of the descriptors of what it plays.
    pub(crate) descriptor: &'static str,
}

/// A standard, and which of its editions are meant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standard {
    /// Its number, or what it is called.
    pub(crate) name: &'static str,
    /// The editions, the oldest first.
    pub(crate) editions: &'static [&'static str],
}

/// The constrained generic container, whose files say so by a sub-descriptor.
pub(crate) const CONSTRAINED: Standard = Standard {
    name: "ST 379-2",
    editions: &["2010"],
};

/// Immersive audio. Its editions share a namespace, so that what one of them says and another does not can be no error.
pub(crate) const IAB: PlugIn = PlugIn {
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
pub(crate) const ISXD: PlugIn = PlugIn {
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
pub(crate) const MGA: PlugIn = PlugIn {
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
