//! Where our verdict is not that of Xerces, and why.

use crate::Ours;
use crate::judge::Verdict;
use crate::mutate::Mutant;

/// A difference that is argued: what the name of the mutant has in it, the two verdicts, and the reason.
struct Exception {
    names: &'static [&'static str],
    ours: Ours,
    theirs: &'static [Verdict],
    reason: &'static str,
}

const EXCEPTIONS: &[Exception] = &[
    Exception {
        names: &["`<?a:b?>`", "<?a:b c?>"],
        ours: Ours::Malformed,
        theirs: &[Verdict::Valid, Verdict::Invalid],
        reason: "Namespaces in XML 1.0, section 7: targets of processing instructions contain no colon",
    },
    Exception {
        names: &["`<:a/>`"],
        ours: Ours::Malformed,
        theirs: &[Verdict::Valid, Verdict::Invalid],
        reason: "Namespaces in XML 1.0, production 8: a prefix is not empty",
    },
    Exception {
        names: &["`<⁰/>`", "`<𐀀/>`"],
        ours: Ours::Invalid,
        theirs: &[Verdict::Malformed],
        reason: "XML 1.0 since its fifth edition (2008) admits these names, Xerces goes by the fourth",
    },
    Exception {
        names: &[
            "`<⁰/>` in what is not checked",
            "`<𐀀/>` in what is not checked",
        ],
        ours: Ours::Valid,
        theirs: &[Verdict::Malformed],
        reason: "XML 1.0 since its fifth edition (2008) admits these names, Xerces goes by the fourth",
    },
    Exception {
        names: &[": UTF-32BE"],
        ours: Ours::Malformed,
        theirs: &[Verdict::Valid, Verdict::Invalid],
        reason: "an encoding that we do not read, and say so; XML demands UTF-8 and UTF-16",
    },
    Exception {
        names: &[
            "xsi:type=`xs:date`",
            "xsi:type=`xs:double`",
            "xsi:type=`xs:QName`",
        ],
        ours: Ours::Valid,
        theirs: &[Verdict::Invalid],
        reason: "a type that no schema of ours uses, named on an element that may hold anything: its text is not read",
    },
    Exception {
        names: &["/Right: xsi:type=`xs:unsignedByte`"],
        ours: Ours::Invalid,
        theirs: &[Verdict::Valid],
        reason: "the default value of an empty element, with a narrower type than its own; we know the default of its own",
    },
];

/// Why the two may differ on the document; `None` where they may not.
pub(crate) fn reason(mutant: &Mutant, ours: Ours, theirs: Verdict) -> Option<&'static str> {
    let exception = EXCEPTIONS.iter().find(|exception| {
        exception.ours == ours
            && exception.theirs.contains(&theirs)
            && exception
                .names
                .iter()
                .any(|name| mutant.name.contains(name))
    })?;
    Some(exception.reason)
}
