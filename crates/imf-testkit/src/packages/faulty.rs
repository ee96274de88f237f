//! Packages with one fault each: the minimal one and a named damage. Where the damage is not to a digest, a size or the
//! asset map itself, the package is sealed again, so that the fault stands alone.

use crate::delivery::Delivery;
use crate::ids::{self, AUDIO_FILE_ID, IMAGE_FILE_ID, Id};
use crate::imp::Imp;
use crate::packages::Make;

/// Their names, and how each is made.
pub(super) const PACKAGES: &[(&str, Make)] = &[
    ("assetmap-malformed", assetmap_malformed),
    ("assetmap-missing", assetmap_missing),
    ("assetmap-path-leaves-root", assetmap_path_leaves_root),
    ("broken-hash", broken_hash),
    ("broken-size", broken_size),
    ("cpl-descriptor-mismatch", cpl_descriptor_mismatch),
    ("cpl-doctype", cpl_doctype),
    ("cpl-duration-mismatch", cpl_duration_mismatch),
    ("cpl-malformed", cpl_malformed),
    (
        "cpl-resource-exceeds-intrinsic",
        cpl_resource_exceeds_intrinsic,
    ),
    ("cpl-schema-violation", cpl_schema_violation),
    ("cpl-source-encoding-missing", cpl_source_encoding_missing),
    ("missing-composition", missing_composition),
    ("missing-track-file", missing_track_file),
    ("pkl-duplicate-asset", pkl_duplicate_asset),
    ("pkl-id-mismatch", pkl_id_mismatch),
    ("track-file-id-mismatch", track_file_id_mismatch),
    ("track-file-truncated", track_file_truncated),
];

/// An id that nothing has.
const STRANGER: Id = Id::parse("57a46e40-0000-4000-8000-000000000099");

fn assetmap_malformed() -> Imp {
    let mut imp = Imp::minimal();
    imp.edit(imp.asset_map(), "</AssetList>", "</AssetLost>");
    imp
}

fn assetmap_missing() -> Imp {
    let mut imp = Imp::minimal();
    imp.remove(imp.asset_map());
    imp
}

fn assetmap_path_leaves_root() -> Imp {
    let mut imp = Imp::minimal();
    imp.edit(
        imp.asset_map(),
        "<Path>audio.mxf",
        "<Path>../minimal/audio.mxf",
    );
    imp.remove("audio.mxf");
    imp
}

fn broken_hash() -> Imp {
    let mut imp = Imp::minimal();
    // In the middle of the sound, where no structure notices.
    imp.flip_byte(&imp.path_of(AUDIO_FILE_ID), 20_000);
    imp
}

fn broken_size() -> Imp {
    let mut imp = Imp::minimal();
    let size = imp.files[&imp.path_of(AUDIO_FILE_ID)].len();
    imp.edit(
        &imp.packing_list(),
        &format!("<Size>{size}<"),
        &format!("<Size>{}<", size + 1),
    );
    imp.reseal_asset_map();
    imp
}

fn cpl_descriptor_mismatch() -> Imp {
    let mut imp = Imp::minimal();
    imp.edit(
        &imp.composition(),
        "ComponentMaxRef>940<",
        "ComponentMaxRef>1023<",
    );
    imp.edit(
        &imp.composition(),
        "ComponentMinRef>64<",
        "ComponentMinRef>0<",
    );
    imp.reseal();
    imp
}

fn cpl_doctype() -> Imp {
    let mut imp = Imp::minimal();
    imp.edit(
        &imp.composition(),
        "<CompositionPlaylist",
        "<!DOCTYPE CompositionPlaylist>\n<CompositionPlaylist",
    );
    imp.reseal_packing_lists();
    imp
}

fn cpl_duration_mismatch() -> Imp {
    let mut imp = Imp::minimal();
    // Three frames of sound to four of picture.
    imp.edit(
        &imp.composition(),
        "<SourceDuration>8008<",
        "<SourceDuration>6006<",
    );
    imp.reseal();
    imp
}

fn cpl_malformed() -> Imp {
    let mut imp = Imp::minimal();
    let composition = imp.composition();
    imp.edit(&composition, "</ContentTitle>", "</ContentTitel>");
    imp.reseal_packing_lists();
    imp
}

fn cpl_resource_exceeds_intrinsic() -> Imp {
    let mut imp = Imp::minimal();
    imp.edit(&imp.composition(), "<EntryPoint>0<", "<EntryPoint>1<");
    imp.reseal();
    imp
}

fn cpl_schema_violation() -> Imp {
    let mut imp = Imp::minimal();
    imp.edit(
        &imp.composition(),
        "  <ContentTitle>Test Package</ContentTitle>\n",
        "",
    );
    imp.reseal();
    imp
}

fn cpl_source_encoding_missing() -> Imp {
    let mut imp = Imp::minimal();
    let encoding = |id| format!("<SourceEncoding>{id}<");
    imp.edit(
        &imp.composition(),
        &encoding(ids::AUDIO_ENCODING_ID),
        &encoding(STRANGER),
    );
    imp.reseal();
    imp
}

fn missing_composition() -> Imp {
    let mut imp = Imp::minimal();
    imp.remove(&imp.composition());
    imp
}

fn missing_track_file() -> Imp {
    let mut imp = Imp::minimal();
    imp.remove(&imp.path_of(IMAGE_FILE_ID));
    imp
}

fn pkl_duplicate_asset() -> Imp {
    let mut imp = Imp::minimal();
    imp.edit_with(&imp.packing_list(), |text| {
        let from = text
            .rfind("    <Asset>")
            .expect("a packing list has assets");
        let to = text
            .rfind("  </AssetList>")
            .expect("a packing list closes its assets");
        [&text[..to], &text[from..]].concat()
    });
    imp.reseal_asset_map();
    imp
}

fn pkl_id_mismatch() -> Imp {
    let mut imp = Imp::minimal();
    imp.edit(
        &imp.packing_list(),
        &ids::PACKING_LIST_ID.to_string(),
        &STRANGER.to_string(),
    );
    imp.reseal_asset_map();
    imp
}

fn track_file_id_mismatch() -> Imp {
    let delivery = Delivery::minimal();
    let mut imp = delivery.build();
    let mut stranger = delivery.track_files[0].clone();
    // The same descriptor, so that the package's id is all that differs.
    stranger.file_descriptor = Some(stranger.descriptor());
    stranger.id = STRANGER;
    imp.files
        .insert(imp.path_of(IMAGE_FILE_ID), stranger.bytes());
    imp.reseal();
    imp
}

fn track_file_truncated() -> Imp {
    let mut imp = Imp::minimal();
    imp.truncate(&imp.path_of(AUDIO_FILE_ID), 30_000);
    imp.reseal();
    imp
}
