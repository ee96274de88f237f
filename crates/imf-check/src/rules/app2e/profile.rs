//! Rules on the codec and its profile (ST 2067-21, 5.5.2 and 6.2.5).

use super::characteristics::is_size_permitted;
use super::picture::{Picture, Stated, application, either, is_picture, named};
use super::table::characteristics::Layout;
use super::table::profile::{self, Profile, Sizes, permitted};
use super::{of_2021, of_fifth};
use crate::judge::{Sink, subject};
use crate::package::{App2e, Package};
use crate::rule::declare_rule;

declare_rule! {
    /// The picture is not coded by JPEG 2000, or does not say so.
    ///
    /// `PictureCompression` is the label of the codec. App #2E has JPEG 2000 and no other.
    ///
    /// ## Why it matters
    /// Receivers of App #2E have no decoder for anything else.
    ///
    /// ## How to fix it
    /// If the picture is JPEG 2000, set `PictureCompression` in the track file and in the essence descriptor to the label of
    /// its profile. Otherwise encode it as JPEG 2000, or name an application that permits the codec.
    APP2E_CODEC_NOT_JPEG2000 = "app2e-codec-not-jpeg2000" {
        severity: Error,
        photon: "APPLICATION_COMPOSITION_ERROR",
        citations: [of_2021("6.2.5"), of_fifth("7.2.5")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, codec),
    }
}

const COMPRESSION: &str = "PictureCompression";

fn codec(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    let application = picture.application();
    let (message, found) = match picture.stated(COMPRESSION) {
        Stated::Label(label) if profile::is_jpeg_2000(label) => return,
        Stated::Absent => (format!("the picture has no `{COMPRESSION}`"), None),
        Stated::Odd(field) => (
            format!("`{COMPRESSION}` is `{}`, which is no label", field.shown()),
            Some(field.shown()),
        ),
        Stated::Label(label) => (
            format!(
                "`{COMPRESSION}` is {}, and {application} has JPEG 2000 alone",
                named(label)
            ),
            Some(label.to_string()),
        ),
    };
    let draft = picture.finding(sink, COMPRESSION, message);
    draft.expected("the label of a JPEG 2000 profile");
    if let Some(found) = found {
        draft.found(found);
    }
}

declare_rule! {
    /// The JPEG 2000 profile is none that the edition of App #2E permits.
    ///
    /// A profile limits what a codestream may ask of a decoder; its levels limit pixels and bits a second. The edition of 2014
    /// has the profiles of broadcast contribution, that of 2016 added the IMF profiles for 2K and 4K, that of 2021 high
    /// throughput (HTJ2K), and the fifth IMF profiles for 8K.
    ///
    /// ## Why it matters
    /// Receivers of that edition have no decoder that is made for the profile, and may not keep up or not start at all.
    ///
    /// ## How to fix it
    /// If the label is wrong, correct it in the track file and in the essence descriptor. Otherwise encode the picture in a
    /// profile of the edition, or name an edition that permits the profile.
    APP2E_J2K_PROFILE_NOT_ALLOWED = "app2e-j2k-profile-not-allowed" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [of_2021("5.5.2, Table 6"), of_fifth("6.5.2, Table 5")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, not_allowed),
    }
}

fn not_allowed(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    let Some(label) = picture.node.label(COMPRESSION) else {
        return;
    };
    if !profile::is_jpeg_2000(label) {
        return;
    }
    let found = picture.profile();
    // The right profile for a size that not every edition permits: the size has a finding of its own.
    let size = picture.frame_size(picture.layout().unwrap_or(Layout::FullFrame));
    let is_fitting = |sizes: Sizes| size.is_some_and(|size| sizes.hold(size));
    let is_fitting = found.and_then(|found| found.sizes).is_some_and(is_fitting);
    let forbidding: Vec<App2e> = picture
        .editions()
        .iter()
        .copied()
        .filter(|edition| !found.is_some_and(|found| permitted(*edition).contains(&found)))
        .filter(|edition| !is_fitting || is_size_permitted(picture, *edition))
        .collect();
    // What the newest of them permits, the others do not all.
    let Some(&newest) = forbidding.last() else {
        return;
    };
    let names = either(permitted(newest).iter().map(|profile| profile.name));
    picture
        .finding(
            sink,
            COMPRESSION,
            format!(
                "{} does not permit the JPEG 2000 profile {}, and permits {names}",
                application(&forbidding),
                found.map_or_else(|| named(label), |found| found.name.to_owned())
            ),
        )
        .found(label)
        .expected(names);
}

declare_rule! {
    /// The JPEG 2000 profile is for pictures of another size.
    ///
    /// The IMF profiles are made for pictures that are at most 2048 pixels wide (2K), wider than that and at most 4096 (4K), or
    /// wider still (8K). Broadcast contribution goes up to 3840 by 2160.
    ///
    /// ## Why it matters
    /// Decoders reserve memory and time by the profile. A label that does not fit the picture is wrong, or the encoder was set
    /// up for another picture.
    ///
    /// ## How to fix it
    /// If the label is wrong, correct it in the track file and in the essence descriptor. Otherwise encode the picture in the
    /// profile for its size.
    APP2E_J2K_PROFILE_RESOLUTION = "app2e-j2k-profile-resolution" {
        severity: Error,
        photon: "IMF_ESSENCE_COMPONENT_ERROR",
        citations: [of_2021("5.5.2, Table 6"), of_fifth("6.5.2, Table 5")],
        needs: Documents,
        check: EssenceDescriptor(is_picture, resolution),
    }
}

fn resolution(package: &Package, descriptor: subject::EssenceDescriptor<'_>, sink: &mut Sink<'_>) {
    let Some(picture) = Picture::of(package, descriptor) else {
        return;
    };
    let layout = picture.layout().unwrap_or(Layout::FullFrame);
    let (Some(found), Some(size)) = (picture.profile(), picture.frame_size(layout)) else {
        return;
    };
    let editions = picture.editions();
    let is_permitted = |profile: &&Profile| {
        let mut editions = editions.iter();
        editions.any(|&edition| permitted(edition).contains(profile))
    };
    let Some(sizes) = found.sizes.filter(|sizes| !sizes.hold(size)) else {
        return;
    };
    // A profile that is not permitted, and a size that no profile would mend, have findings of their own.
    let mut editions = editions.iter();
    if !is_permitted(&found) || !editions.any(|&edition| is_size_permitted(picture, edition)) {
        return;
    }
    let beyond = match sizes.beyond {
        0 => String::new(),
        beyond => format!("wider than {beyond} pixels and "),
    };
    let (width, height) = size;
    let fitting = profile::ALL.iter().copied().filter(is_permitted);
    let fitting = fitting.filter(|profile| profile.sizes.is_none_or(|sizes| sizes.hold(size)));
    let fitting = either(fitting.map(|profile| profile.name));
    picture
        .finding_on(
            sink,
            &[COMPRESSION, "StoredWidth", "StoredHeight"],
            format!(
                "the JPEG 2000 profile {} is for pictures {beyond}of at most {} by {}, and this one has {width} by {height}: \
                 {fitting} would fit",
                found.name, sizes.most.0, sizes.most.1
            ),
        )
        .found(found.name)
        .expected(fitting)
        .related_spot(
            picture.node.field_spot(picture.origin(), "StoredWidth"),
            "the width",
        );
}

#[cfg(test)]
pub(in crate::rules) const CASES: &[crate::rules::case::Case] = {
    use imf_testkit::mxf::set::{Label, Set, Value};

    use super::testing::{broadcast, resize, rgb, rgb_under};
    use crate::rules::case::Case;

    fn compression(set: &mut Set, capabilities: u16, label: &str) {
        set.set(COMPRESSION, Value::Label(Label::parse(label)))
            .sub("JPEG2000SubDescriptor")
            .set("Rsiz", Value::UInt16(capabilities));
    }

    &[
        Case::fires_in("app2e-codec-not-jpeg2000", "VC-5", || {
            rgb(|set| compression(set, 0x0414, "060e2b34.0401010d.04010202.03050000"))
        }),
        Case::fires_in("app2e-codec-not-jpeg2000", "none", || {
            rgb(|set| {
                set.remove(COMPRESSION);
            })
        }),
        Case::silent_in("app2e-codec-not-jpeg2000", "an older label", || {
            rgb(|set| compression(set, 0x0414, "060e2b34.0401010a.04010202.03010209"))
        }),
        Case::fires_in("app2e-j2k-profile-not-allowed", "digital cinema", || {
            rgb(|set| compression(set, 3, "060e2b34.04010109.04010202.03010103"))
        }),
        Case::fires_in("app2e-j2k-profile-not-allowed", "IMF 2K in 2014", || {
            rgb_under(App2e::V2014, |_| {})
        }),
        Case::silent_in("app2e-j2k-profile-not-allowed", "broadcast in 2014", || {
            rgb_under(App2e::V2014, broadcast)
        }),
        Case::fires_in("app2e-j2k-profile-resolution", "4K for HD", || {
            rgb(|set| compression(set, 0x0516, "060e2b34.0401010d.04010202.03010310"))
        }),
        Case::silent_in("app2e-j2k-profile-resolution", "4K for UHD", || {
            rgb(|set| resize(set, 3840, 2160))
        }),
        Case::silent_in(
            "app2e-j2k-profile-resolution",
            "8K in the fifth edition",
            || rgb_under(App2e::Fifth, |set| resize(set, 7680, 4320)),
        ),
    ]
};
