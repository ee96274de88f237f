//! What headers say, and each fault alone.

use imf_mxf::codestream::{
    ComponentSizing, FaultKind, MainHeader, Marker, QuantizationStyle, StepSize, main_header,
};

use crate::Codestream;

/// Reads a whole codestream at 1000 and holds its faults against `wanted`, whose places are those in the codestream.
#[track_caller]
fn check_bytes(bytes: &[u8], wanted: &[(u64, FaultKind)]) -> MainHeader {
    let header = main_header(bytes, 1000, bytes.len() as u64);
    let found: Vec<_> = header
        .faults
        .iter()
        .map(|fault| (fault.at - 1000, fault.kind.clone()))
        .collect();
    assert_eq!(found, wanted);
    assert_eq!(header.needs, None);
    header
}

#[track_caller]
fn check(codestream: &Codestream, wanted: &[(u64, FaultKind)]) -> MainHeader {
    check_bytes(&codestream.bytes(), wanted)
}

#[test]
fn a_small_header_valid() {
    let codestream = Codestream::small();
    let header = check(&codestream, &[]);
    let size = header.size.as_ref().unwrap();
    assert_eq!((size.at, size.rsiz, size.xsiz, size.ysiz), (1006, 0, 16, 8));
    assert_eq!((size.xtsiz, size.ytsiz, size.csiz), (16, 8, 1));
    let component = ComponentSizing {
        ssiz: 7,
        xrsiz: 1,
        yrsiz: 1,
    };
    assert_eq!(size.picture_component_sizing, [component]);
    assert_eq!((component.depth(), component.is_signed()), (8, false));
    let coding = header.coding_style_default.as_ref().unwrap();
    assert_eq!(coding.octets, codestream.segments[1].1);
    assert_eq!((coding.progression_order, coding.layers), (2, 1));
    assert_eq!(coding.decomposition_levels, 2);
    assert_eq!((coding.code_block_width, coding.code_block_height), (3, 3));
    assert_eq!(coding.precincts, [0x77, 0x88, 0x88]);
    assert!(coding.is_reversible() && !coding.is_high_throughput());
    let quantization = header.quantization_default.as_ref().unwrap();
    assert_eq!(quantization.octets, codestream.segments[2].1);
    assert_eq!(quantization.style, QuantizationStyle::None);
    let exponents: Vec<u8> = quantization
        .steps
        .iter()
        .map(|step| step.exponent)
        .collect();
    assert_eq!(
        (quantization.guard_bits, exponents),
        (2, vec![1, 2, 2, 3, 2, 2, 3])
    );
    let tile_part = codestream.place(3) + 1000;
    assert_eq!(header.first_tile_part, Some(tile_part));
    let listed: Vec<_> = header
        .segments
        .iter()
        .map(|segment| (segment.marker, segment.count))
        .collect();
    assert_eq!(
        listed,
        [(Marker::SIZ, 1), (Marker::COD, 1), (Marker::QCD, 1)]
    );
}

#[test]
fn capabilities_and_profiles_valid() {
    let mut codestream = Codestream::small();
    codestream.parameters(0xff51)[0] = 0x40;
    let capabilities = vec![0, 2, 0, 0, 0, 0x21];
    codestream.segments.insert(1, (0xff50, capabilities));
    codestream.segments.insert(2, (0xff59, vec![1, 2, 3, 4]));
    codestream.segments.insert(3, (0xff56, vec![0, 7]));
    codestream.parameters(0xff52)[8] = 0x40;
    let header = check(&codestream, &[]);
    let capabilities = header.extended_capabilities.unwrap();
    assert!(capabilities.is_high_throughput());
    assert_eq!(
        (capabilities.pcap, capabilities.part(15)),
        (131_072, Some(0x21))
    );
    assert_eq!(
        header.corresponding_profile.unwrap().words,
        [0x0102, 0x0304]
    );
    assert_eq!(header.profile.unwrap().words, [7]);
    assert!(header.coding_style_default.unwrap().is_high_throughput());
}

#[test]
fn quantization_in_each_style_valid() {
    let mut codestream = Codestream::small();
    *codestream.parameters(0xff5c) = vec![0x21, 0x4f, 0xff];
    let quantization = check(&codestream, &[]).quantization_default.unwrap();
    assert_eq!(quantization.style, QuantizationStyle::Derived);
    let step = StepSize {
        exponent: 9,
        mantissa: 0x7ff,
    };
    assert_eq!(
        (quantization.guard_bits, quantization.steps),
        (1, vec![step])
    );
    *codestream.parameters(0xff5c) = [vec![0x22], [0x4f, 0xff].repeat(7)].concat();
    let quantization = check(&codestream, &[]).quantization_default.unwrap();
    assert_eq!(quantization.style, QuantizationStyle::Expounded);
    assert_eq!(quantization.steps, vec![step; 7]);
}

#[test]
fn other_segments_are_listed_valid() {
    let mut codestream = Codestream::small();
    for marker in [0xff55, 0xff5f, 0xff60, 0xff64, 0xff64, 0xff76] {
        codestream.segments.push((marker, vec![0; 9]));
    }
    let header = check(&codestream, &[]);
    for marker in [Marker::TLM, Marker::POC, Marker::PPM, Marker(0xff76)] {
        assert!(header.has(marker));
    }
    assert!(!header.has(Marker::PLM));
    let comments = header.segments[6];
    assert_eq!((comments.marker, comments.count), (Marker::COM, 2));
    assert_eq!(
        (comments.at, comments.length),
        (codestream.place(6) + 1000, 11)
    );
}

#[test]
fn no_codestream_error() {
    check_bytes(&[0; 100], &[(0, FaultKind::NotCodestream { found: 0 })]);
    check_bytes(b"<?xml", &[(0, FaultKind::NotCodestream { found: 0x3c3f })]);
}

#[test]
fn segments_that_are_missing_error() {
    let missing = |marker| FaultKind::MarkerMissing { marker };
    for (index, marker) in [(1, Marker::COD), (2, Marker::QCD)] {
        let mut codestream = Codestream::small();
        codestream.segments.remove(index);
        check(&codestream, &[(codestream.place(2), missing(marker))]);
    }
    let mut codestream = Codestream::small();
    codestream.segments.remove(0);
    let marker = Marker::COD;
    let wanted = [
        (2, FaultKind::SizeNotFirst { marker }),
        (codestream.place(2), missing(Marker::SIZ)),
    ];
    check(&codestream, &wanted);
    let mut codestream = Codestream::small();
    codestream.parameters(0xff51)[0] = 0x40;
    check(&codestream, &[(codestream.place(3), missing(Marker::CAP))]);
}

#[test]
fn a_segment_twice_error() {
    let mut codestream = Codestream::small();
    let mut again = codestream.segments[1].clone();
    again.1[3] = 9;
    codestream.segments.push(again);
    let marker = Marker::COD;
    let wanted = [(codestream.place(3), FaultKind::MarkerDuplicate { marker })];
    let header = check(&codestream, &wanted);
    assert_eq!(header.coding_style_default.unwrap().layers, 1);
}

#[test]
fn what_is_no_marker_or_belongs_elsewhere_error() {
    let mut codestream = Codestream::small();
    codestream.segments.insert(2, (0x1234, vec![0; 4]));
    let kind = FaultKind::MarkerInvalid { found: 0x1234 };
    let header = check(&codestream, &[(codestream.place(2), kind)]);
    assert_eq!(header.first_tile_part, None);
    for (number, marker) in [(0xff58, Marker::PLT), (0xff61, Marker::PPT)] {
        let mut codestream = Codestream::small();
        codestream.segments.insert(2, (number, vec![0; 4]));
        let kind = FaultKind::MarkerUnexpected { marker };
        let header = check(&codestream, &[(codestream.place(2), kind)]);
        assert!(header.first_tile_part.is_some());
    }
    let mut codestream = Codestream::small();
    codestream.segments.insert(2, (0xffd9, vec![0; 4]));
    let marker = Marker::EOC;
    check(
        &codestream,
        &[(codestream.place(2), FaultKind::MarkerUnexpected { marker })],
    );
}

#[test]
fn lengths_that_do_not_fit_error() {
    for (index, marker) in [(0, Marker::SIZ), (1, Marker::COD)] {
        for (more, name) in [(true, "longer"), (false, "shorter")] {
            let mut codestream = Codestream::small();
            let parameters = &mut codestream.segments[index].1;
            let expected = u32::try_from(parameters.len() + 2).unwrap();
            if more {
                parameters.push(0);
            } else {
                parameters.pop();
            }
            let found = u16::try_from(parameters.len() + 2).unwrap();
            let kind = FaultKind::LengthInvalid {
                marker,
                found,
                expected,
            };
            let header = check(&codestream, &[(codestream.place(index) + 2, kind)]);
            assert!(header.size.is_some(), "{name}");
        }
    }
    let mut codestream = Codestream::small();
    codestream.parameters(0xff52).truncate(7);
    let kind = FaultKind::LengthInvalid {
        marker: Marker::COD,
        found: 9,
        expected: 10,
    };
    let header = check(&codestream, &[(codestream.place(1) + 2, kind)]);
    assert_eq!(header.coding_style_default, None);
    let mut bytes = Codestream::small().bytes();
    bytes[5] = 1;
    let kind = FaultKind::LengthInvalid {
        marker: Marker::SIZ,
        found: 1,
        expected: 2,
    };
    check_bytes(&bytes, &[(4, kind)]);
}

#[test]
fn step_sizes_for_too_few_bands_error() {
    let mut codestream = Codestream::small();
    codestream.parameters(0xff5c).pop();
    let kind = FaultKind::StepSizesMissing {
        found: 6,
        expected: 7,
    };
    check(&codestream, &[(codestream.place(2) + 4, kind)]);
}

#[test]
fn parameters_out_of_range_error() {
    // Segment, place, value, and what is said of it.
    let faults: [(usize, u8, u8, &str, u32); 14] = [
        (0, 5, 0, "Xsiz", 0),
        (0, 9, 0, "Ysiz", 0),
        (0, 13, 16, "XOsiz", 16),
        (0, 21, 0, "XTsiz", 0),
        (0, 29, 1, "XTOsiz", 1),
        (0, 33, 1, "YTOsiz", 1),
        (0, 36, 38, "Ssiz", 38),
        (0, 37, 0, "XRsiz", 0),
        (0, 38, 0, "YRsiz", 0),
        (1, 1, 5, "progression order", 5),
        (1, 3, 0, "number of layers", 0),
        (1, 6, 9, "code-block width", 9),
        (1, 7, 6, "code-block height", 6),
        (2, 0, 0x43, "quantization style", 3),
    ];
    for (segment, place, value, name, found) in faults {
        let mut codestream = Codestream::small();
        codestream.segments[segment].1[usize::from(place)] = value;
        let header = main_header(&codestream.bytes(), 0, 1000);
        let [fault] = header.faults.as_slice() else {
            panic!("{name}: {:?}", header.faults);
        };
        let FaultKind::ValueInvalid {
            field, found: said, ..
        } = fault.kind
        else {
            panic!("{name}: {fault:?}");
        };
        assert_eq!((field, said), (name, found));
        let at = codestream.place(segment) + 4 + u64::from(place);
        assert!(fault.at <= at && fault.at + 4 > at, "{name}: {fault:?}");
    }
}

#[test]
fn no_components_and_more_than_there_are_error() {
    let mut codestream = Codestream::small();
    codestream.parameters(0xff51)[34..36].copy_from_slice(&[0xff, 0xff]);
    let wanted = [
        (
            codestream.place(0) + 38,
            FaultKind::ValueInvalid {
                marker: Marker::SIZ,
                field: "Csiz",
                found: 65_535,
                expected: "1 to 16384",
            },
        ),
        (
            codestream.place(0) + 2,
            FaultKind::LengthInvalid {
                marker: Marker::SIZ,
                found: 41,
                expected: 38 + 3 * 65_535,
            },
        ),
    ];
    let header = check(&codestream, &wanted);
    assert_eq!(header.size.unwrap().picture_component_sizing.len(), 1);
}
