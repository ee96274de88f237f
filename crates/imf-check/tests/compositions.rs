//! The compositions of the samples, each put in the place of the smallest package's: what the rules on compositions
//! find in them, by the faults that their names tell of.

use std::collections::BTreeSet;
use std::fs;

use imf_check::storage::MemoryStorage;
use imf_check::{Options, Silent, check};
use imf_testkit::{Imp, samples, say};

/// Compositions with a fault, or known to be good, and the rules on compositions that fire.
const SAMPLES: &[(&str, &[&str])] = &[
    (
        "generated/CPL_7cc42817-1cfc-5f9c-a81f-d010b4824a1d.xml",
        &[],
    ),
    (
        "photon/TestIMP/Application2E2020/CPL_46154ef9-7b54-45eb-a85c-00efcb0d47a7.xml",
        &[],
    ),
    (
        "photon/TestIMP/Application2E2020/CPL_46154ef9-7b54-45eb-a85c-00efcb0d47a7_dangling_ed.xml",
        &["cpl-ed-unreferenced"],
    ),
    (
        "photon/TestIMP/Application2E2020/CPL_46154ef9-7b54-45eb-a85c-00efcb0d47a7_fragmented_virtual_track_02.xml",
        &["cpl-duplicate-id", "cpl-track-not-in-all-segments"],
    ),
    (
        "photon/TestIMP/Application2E2021/CPL_b2e1ace2-9c7d-4c12-b2f7-24bde303869e.xml",
        &["cc-content-version-missing"],
    ),
    (
        "photon/TestIMP/Application2E5ED/CPL_ASC-STEM2_HTJ2K_12BIT_LOSSLESS.xml",
        &[],
    ),
    (
        "photon/TestIMP/Application2Extended/CPL_BLACKL_202_1080p_REC709_178_ENG_fe8cf2f4-1bcd-4145-8f72-6775af4038c4_SamplingError.xml",
        &["cc-image-sample-rate-differs", "cpl-ed-unreferenced"],
    ),
    (
        "photon/TestIMP/Application5/PhotonApp5Test/CPL_cfad00b4-77b5-4d06-bd9d-48bc21c8fc0e.xml",
        &[],
    ),
    (
        "photon/TestIMP/HT/IMP/CPL_67be5fc8-87f1-4172-8d52-819ca14c7a20.xml",
        &[],
    ),
    (
        "photon/TestIMP/IAB/CPL/IAB_CPL_invalid_iabsequence_wrong_editrate_main.xml",
        &["cpl-sequence-duration-not-integer"],
    ),
    // The schema has its word on these, and the rules nothing to add.
    (
        "photon/TestIMP/IAB/CPL/IAB_CPL_invalid_no_resource.xml",
        &[],
    ),
    ("photon/TestIMP/ISXD/CPL_ISXD_TEST_EmptyIsxdTrack.xml", &[]),
    ("photon/TestIMP/IAB/CPL/IAB_CPL_valid_iabsequence.xml", &[]),
    ("photon/TestIMP/ISXD/CPL_ISXD_TEST_1.xml", &[]),
    (
        "photon/TestIMP/Netflix_Sony_Plugfest_2015/CPL_BLACKL_202_HD_REC709_178_LAS_8fad47bb-ab01-4f0d-a08c-d1e6c6cb62b4_coding_equation_homogeneity_fail.xml",
        &[
            "cc-namespace-not-expected",
            "cc-track-not-homogeneous",
            "cpl-ed-unreferenced",
        ],
    ),
    (
        "photon/TestIMP/Netflix_Sony_Plugfest_2015/CPL_BLACKL_202_HD_REC709_178_LAS_8fad47bb-ab01-4f0d-a08c-d1e6c6cb62b4_error.xml",
        &[
            "cc-namespace-not-expected",
            "cpl-ed-unreferenced",
            "cpl-marker-offset-out-of-range",
            "cpl-resource-duration-exceeds-intrinsic",
            "cpl-segment-sequences-duration-differ",
        ],
    ),
    (
        "photon/TestIMP/PHDR/CPL_3aa56098-7709-4673-9266-7f0c70ba10d8.xml",
        &[],
    ),
    (
        "photon/TestIMP/SADM/ST2067-203_audio_track_file__compliant/CPL_3a8d80e8-80ab-4152-be80-3ba86c032ead.xml",
        &[],
    ),
    (
        "repkl/countdown/CPL_bb2ce11c-1bb6-4781-8e69-967183d02b9b.xml",
        &["cc-content-version-missing", "cc-main-audio-missing"],
    ),
    (
        "sferalabs/cpl/DuplicatedSequenceIdCpl/CPL_646efa44-3b71-4990-ab26-aabe4ac308f6.xml",
        &[
            "cc-edl-empty",
            "cpl-application-id-missing",
            "cpl-duplicate-id",
        ],
    ),
    // Of a text that breaks off nothing else is said.
    (
        "sferalabs/cpl/MalformedCpl/CPL_646efa44-3b71-4990-ab26-aabe4ac308f6.xml",
        &[],
    ),
    (
        "thedpp/testP1-imf-mm-api-put-post-1/CPL_3a1eb9a5-5f16-4a6e-86be-e4d85cca2bd2.xml",
        &[],
    ),
];

#[test]
fn compositions_of_the_samples_have_the_faults_that_their_names_tell_of() {
    let Some(samples) = samples("compositions of the samples") else {
        return;
    };
    let corpus = samples.join("corpus");
    let mut faults = Vec::new();
    for (path, expected) in SAMPLES {
        let found = rules_of(&fs::read(corpus.join(path)).expect("the sample is readable"));
        let expected: BTreeSet<String> = expected.iter().map(|id| (*id).to_owned()).collect();
        if found != expected {
            faults.push(format!("{path}: expected {expected:?}, found {found:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    say(format_args!(
        "{} compositions of the samples",
        SAMPLES.len()
    ));
}

/// The rules on compositions that fire for `composition` in the place of the smallest package's.
fn rules_of(composition: &[u8]) -> BTreeSet<String> {
    let mut package = Imp::minimal();
    let path = package.composition();
    package.files.insert(path, composition.to_vec());
    let options = Options {
        digests: false,
        ..Options::default()
    };
    let storage = MemoryStorage::new(package.files);
    let report = check(&storage, "sample", &options, &Silent);
    let ids = report.findings.iter().map(|finding| finding.rule.id);
    ids.filter(|id| id.starts_with("cpl-") || id.starts_with("cc-"))
        .map(str::to_owned)
        .collect()
}
