//! Packages that hold.

use crate::delivery::{self, Delivery, EDIT_RATE, composition_of};
use crate::form::{Encoding, Form};
use crate::hash::HashAlgorithm;
use crate::ids;
use crate::imp::Imp;
use crate::packages::Make;
use crate::track_file::{Audio, Image, Picture, TimedText};

/// Their names, and how each is made.
pub(super) const PACKAGES: &[(&str, Make)] = &[
    ("app2e-2k", app2e_2k),
    ("app2e-2k-supplemental", app2e_2k_supplemental),
    ("app2e-yuv-422", app2e_yuv_422),
    ("byte-order-mark", byte_order_mark),
    ("crlf-and-prefixes", crlf_and_prefixes),
    ("first-editions", || Delivery::first_editions().build()),
    ("markers-and-locales", || Delivery::with_markers().build()),
    ("minimal", Imp::minimal),
    ("sidecar-and-profile", sidecar_and_profile),
    ("signed-profile", signed_profile),
    ("sub-folders", || {
        Delivery {
            folder: "volume/media/".to_owned(),
            ..Delivery::minimal()
        }
        .build()
    }),
    ("two-compositions", || Delivery::two_compositions().build()),
    ("two-packing-lists", || {
        Delivery::two_packing_lists().build()
    }),
    ("two-segments-sha-256", || {
        Delivery {
            hash: HashAlgorithm::Sha256,
            ..Delivery::two_segments()
        }
        .build()
    }),
    ("utf-16", utf_16),
];

/// Frames of the longer packages.
const FRAMES: u32 = 12;

fn app2e_2k() -> Imp {
    let image = delivery::image_file(Image::moving(EDIT_RATE, FRAMES as usize));
    let audio = delivery::audio_file(Audio::for_frames(EDIT_RATE, FRAMES, "en"));
    let text = delivery::timed_text_file(TimedText {
        edit_rate: EDIT_RATE,
        frames: FRAMES,
        language: "en",
        line: "A white box",
    });
    Delivery {
        compositions: vec![composition_of(
            ids::CPL_ID,
            "Moving Box",
            &[&image, &audio, &text],
        )],
        track_files: vec![image, audio, text],
        ..Delivery::minimal()
    }
    .build()
}

fn app2e_2k_supplemental() -> Imp {
    let mut image = delivery::image_file(Image::moving(EDIT_RATE, FRAMES as usize));
    image.external = true;
    let audio = delivery::second_audio_file(Audio::for_frames(EDIT_RATE, FRAMES, "fr"));
    Delivery {
        compositions: vec![composition_of(
            ids::SUPPLEMENTAL_CPL_ID,
            "Moving Box (fr)",
            &[&image, &audio],
        )],
        track_files: vec![image, audio],
        ..Delivery::minimal()
    }
    .build()
}

fn app2e_yuv_422() -> Imp {
    let mut delivery = Delivery::minimal();
    let frames = vec![Picture::Gray422; delivery::FRAMES as usize];
    delivery.track_files[0] = delivery::image_file(Image {
        edit_rate: EDIT_RATE,
        frames,
    });
    delivery.build()
}

fn sidecar_and_profile() -> Imp {
    Delivery {
        output_profile_list: true,
        sidecar: true,
        ..Delivery::minimal()
    }
    .build()
}

fn signed_profile() -> Imp {
    let mut imp = Delivery {
        output_profile_list: true,
        ..Delivery::minimal()
    }
    .build();
    let signed = include_bytes!("../../../../testdata/signatures/opl-p256.xml");
    let path = imp.path_of(ids::OPL_ID);
    imp.files.insert(path, signed.to_vec());
    imp.reseal();
    imp
}

fn spelled(form: Form) -> Imp {
    Delivery {
        form,
        ..Delivery::minimal()
    }
    .build()
}

fn byte_order_mark() -> Imp {
    spelled(Form {
        encoding: Encoding::Utf8Bom,
        ..Form::default()
    })
}

fn crlf_and_prefixes() -> Imp {
    spelled(Form {
        crlf: true,
        prefix: Some("imf"),
        ..Form::default()
    })
}

fn utf_16() -> Imp {
    spelled(Form {
        encoding: Encoding::Utf16Le,
        ..Form::default()
    })
}
