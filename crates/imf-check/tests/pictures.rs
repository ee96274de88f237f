//! The families of one-fault compositions among the samples: what the rules of App #2E say of each, beside what they say
//! of the sibling that has no fault.

use std::collections::BTreeSet;
use std::fs;

use imf_check::storage::MemoryStorage;
use imf_check::{Options, check_document};
use imf_testkit::{samples, say};

/// A composition that its name calls good, what is found of it all the same, and its siblings: what the end of their name
/// says, and what is found of them on top.
struct Family {
    good: &'static str,
    found: &'static [&'static str],
    siblings: &'static [(&'static str, &'static [&'static str])],
}

const FAMILIES: &[Family] = &[
    Family {
        good: "Application2E2020/CPL_46154ef9-7b54-45eb-a85c-00efcb0d47a7",
        found: &[],
        siblings: &[
            ("_HD_resolution", &["app2e-j2k-profile-resolution"]),
            ("_dangling_ed", &[]),
            ("_ht_j2k_profile", &["app2e-j2k-profile-not-allowed"]),
            ("_vc5_picture_coding", &["app2e-codec-not-jpeg2000"]),
        ],
    },
    Family {
        good: "Application2E2021/CPL_b2e1ace2-9c7d-4c12-b2f7-24bde303869e",
        found: &["app2e-display-f2-offset-unexpected"],
        siblings: &[
            ("-bad-codec", &["app2e-j2k-profile-not-allowed"]),
            // Where container and layout disagree it is not known whether the picture is progressive.
            (
                "-bad-frame-structure",
                &[
                    "app2e-container-kind-frame-layout",
                    "not app2e-display-f2-offset-unexpected",
                ],
            ),
        ],
    },
    Family {
        good: "Application2Extended/CPL_BLACKL_202_1080p_REC709_178_ENG_fe8cf2f4-1bcd-4145-8f72-6775af4038c4",
        // Its label says level 2 and its codestream level 5.
        found: &["app2e-j2k-rsiz-mismatch"],
        siblings: &[
            ("_4k", &["app2e-image-characteristics"]),
            (
                "_CodecError",
                &["app2e-codec-not-jpeg2000", "not app2e-j2k-rsiz-mismatch"],
            ),
            (
                "_ColorSpaceError",
                &["app2e-color-model-unknown", "not app2e-j2k-rsiz-mismatch"],
            ),
            (
                "_EssenceCodingError",
                &[
                    "app2e-j2k-profile-not-allowed",
                    "not app2e-j2k-rsiz-mismatch",
                ],
            ),
            ("_Interlace", &["app2e-image-characteristics"]),
            ("_J2CLayoutError", &["app2e-j2c-layout-missing"]),
            ("_RGBAComponentError1", &["app2e-j2c-layout-empty"]),
            // And a rate that is not the composition's, which is a finding of the core constraints.
            ("_SamplingError", &["app2e-subsampling-unknown"]),
        ],
    },
    Family {
        good: "Application2E5ED/CPL_ASC-STEM2_J2K_12BIT_LOSSLESS",
        found: &["app2e-display-f2-offset-unexpected"],
        siblings: &[],
    },
    Family {
        good: "HT/IMP/CPL_67be5fc8-87f1-4172-8d52-819ca14c7a20",
        found: &[],
        siblings: &[],
    },
    Family {
        good: "PHDR/CPL_3aa56098-7709-4673-9266-7f0c70ba10d8",
        found: &[],
        siblings: &[],
    },
];

#[test]
fn pictures_of_the_samples_have_the_faults_that_their_names_tell_of() {
    let Some(samples) = samples("pictures of the samples") else {
        return;
    };
    let folder = samples.join("corpus/photon/TestIMP");
    let mut faults = Vec::new();
    let mut count = 0;
    for family in FAMILIES {
        let good: BTreeSet<&str> = family.found.iter().copied().collect();
        let mut compare = |end: &str, expected: BTreeSet<&str>| {
            let path = format!("{}{end}.xml", family.good);
            let text = fs::read(folder.join(&path)).expect("the sample is readable");
            let found = rules_of(text);
            let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
            count += 1;
            if found != expected {
                faults.push(format!("{path}: expected {expected:?}, found {found:?}"));
            }
        };
        compare("", good.clone());
        for (end, more) in family.siblings {
            let mut expected = good.clone();
            for rule in *more {
                match rule.strip_prefix("not ") {
                    Some(rule) => expected.remove(rule),
                    None => expected.insert(rule),
                };
            }
            compare(end, expected);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    say(format_args!("{count} pictures of the samples"));
}

/// The rules of App #2E that fire for a composition by itself.
fn rules_of(text: Vec<u8>) -> BTreeSet<String> {
    let storage = MemoryStorage::new([("sample.xml".to_owned(), text)]);
    let report = check_document(&storage, "sample.xml", &Options::default());
    let ids = report.findings.iter().map(|finding| finding.rule.id);
    ids.filter(|id| id.starts_with("app2e-"))
        .map(str::to_owned)
        .collect()
}
