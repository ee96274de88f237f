//! A package as built is sealed; an edit breaks a seal, and resealing mends it.

use imf_testkit::Imp;
use imf_testkit::delivery::Delivery;
use imf_testkit::form::{Encoding, Form};
use imf_testkit::hash::HashAlgorithm;
use imf_testkit::ids::{AUDIO_FILE_ID, CPL_ID, IMAGE_FILE_ID, PACKING_LIST_ID};

fn deliveries() -> Vec<Delivery> {
    let spelled = |form| Delivery {
        form,
        ..Delivery::minimal()
    };
    vec![
        Delivery::minimal(),
        Delivery::with_timed_text(),
        Delivery::with_markers(),
        Delivery::supplemental(),
        Delivery::two_compositions(),
        Delivery::two_packing_lists(),
        Delivery::two_segments(),
        Delivery::first_editions(),
        Delivery {
            folder: "a/b/".to_owned(),
            ..Delivery::minimal()
        },
        Delivery {
            hash: HashAlgorithm::Sha256,
            ..Delivery::minimal()
        },
        Delivery {
            output_profile_list: true,
            sidecar: true,
            ..Delivery::minimal()
        },
        spelled(Form {
            crlf: true,
            ..Form::default()
        }),
        spelled(Form {
            prefix: Some("p"),
            ..Form::default()
        }),
        spelled(Form {
            encoding: Encoding::Utf8Bom,
            ..Form::default()
        }),
        spelled(Form {
            encoding: Encoding::Utf16Be,
            ..Form::default()
        }),
        spelled(Form {
            encoding: Encoding::Utf16Le,
            prefix: Some("p"),
            crlf: true,
        }),
    ]
}

#[test]
fn what_is_built_is_sealed() {
    for delivery in deliveries() {
        let built = delivery.build();
        let mut resealed = built.clone();
        resealed.reseal();
        assert!(
            built == resealed,
            "{delivery:?} changes when it is resealed"
        );
    }
}

#[test]
fn a_seal_that_an_edit_breaks_is_mended() {
    for delivery in deliveries() {
        let built = delivery.build();
        let mut edited = built.clone();
        let file = delivery
            .track_files
            .iter()
            .find(|file| !file.external)
            .expect("every package carries a track file");
        let path = built.path_of(file.id);
        edited.flip_byte(&path, -1).reseal();
        let changed: Vec<_> = built
            .files
            .keys()
            .filter(|path| built.files[*path] != edited.files[*path])
            .collect();
        // The file, the compositions that use it, the packing lists of those and of it.
        assert!(changed.contains(&&path), "{changed:?}");
        assert!(changed.contains(&&built.composition()), "{changed:?}");
        assert!(changed.contains(&&built.packing_list()), "{changed:?}");
        edited.flip_byte(&path, -1).reseal();
        assert!(built == edited, "{delivery:?} is not mended");
    }
}

#[test]
fn resealing_in_part_leaves_the_rest() {
    let built = Imp::minimal();
    let audio = built.path_of(AUDIO_FILE_ID);
    let mut edited = built.clone();
    edited
        .files
        .get_mut(&audio)
        .expect("the sound is there")
        .push(0);

    edited.reseal_asset_map();
    let differing = |other: &Imp| -> Vec<_> {
        built
            .files
            .keys()
            .filter(|path| built.files[*path] != other.files[*path])
            .cloned()
            .collect()
    };
    assert_eq!(
        differing(&edited),
        ["ASSETMAP.xml".to_owned(), audio.clone()]
    );

    edited.reseal_packing_lists();
    assert_eq!(
        differing(&edited),
        [
            "ASSETMAP.xml".to_owned(),
            built.packing_list(),
            audio.clone()
        ]
    );

    edited.reseal();
    assert_eq!(
        differing(&edited),
        [
            "ASSETMAP.xml".to_owned(),
            built.composition(),
            built.packing_list(),
            audio
        ]
    );
}

#[test]
fn sizes_and_digests_are_those_of_the_files() {
    let built = Imp::minimal();
    let list = built.text(&built.packing_list());
    let map = built.text(built.asset_map());
    for id in [CPL_ID, IMAGE_FILE_ID, AUDIO_FILE_ID] {
        let bytes = &built.files[&built.path_of(id)];
        let (_, asset) = list
            .split_once(&id.to_string())
            .expect("the asset is listed");
        assert!(asset.contains(&format!(
            "<Hash>{}</Hash>",
            HashAlgorithm::Sha1.base64(bytes)
        )));
        assert!(asset.contains(&format!("<Size>{}</Size>", bytes.len())));
        assert!(map.contains(&format!("<Length>{}</Length>", bytes.len())));
    }
    assert_eq!(built.packing_list(), format!("PKL_{PACKING_LIST_ID:#}.xml"));
}

#[test]
fn an_external_track_file_is_used_and_not_carried() {
    let built = Imp::supplemental();
    assert!(
        built
            .text(&built.composition())
            .contains(&IMAGE_FILE_ID.to_string())
    );
    assert!(
        !built
            .text(built.asset_map())
            .contains(&IMAGE_FILE_ID.to_string())
    );
    assert!(
        !built
            .text(&built.packing_list())
            .contains(&IMAGE_FILE_ID.to_string())
    );
}

#[test]
fn every_file_is_written_below_the_folder() {
    let built = Delivery {
        folder: "a/b/".to_owned(),
        ..Delivery::minimal()
    }
    .build();
    let folder = std::env::temp_dir().join(format!("imf-testkit-{}", std::process::id()));
    built.write_to(&folder).expect("the folder can be written");
    for (path, bytes) in &built.files {
        assert_eq!(
            &std::fs::read(folder.join(path)).expect("the file was written"),
            bytes
        );
    }
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}
