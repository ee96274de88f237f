//! How a finding on a picture is made.

use imf_mxf::typed::{Likeness, Value};

use super::jpeg_2000::sizes;
use super::picture::{JPEG_2000, Picture};
use crate::descriptor::{Field, Node, described, is_odd};
use crate::judge::{Draft, Sink};
use crate::package::TrackFile;

impl Picture<'_> {
    /// A finding on a property of the descriptor, or on the descriptor where it is not there.
    pub(super) fn finding<'s>(
        self,
        sink: &'s mut Sink<'_>,
        property: &str,
        message: impl Into<String>,
    ) -> &'s mut Draft {
        self.finding_in(sink, self.node, property, message)
    }

    /// A finding on several properties of the descriptor together; the first is its place.
    pub(super) fn finding_on<'s>(
        self,
        sink: &'s mut Sink<'_>,
        properties: &[&str],
        message: impl Into<String>,
    ) -> &'s mut Draft {
        let mut others = properties.iter();
        if others.any(|property| self.is_disputed(self.node, property)) {
            return sink.known();
        }
        let place = properties.first().copied().unwrap_or_default();
        sink.finding(self.node.field_spot(self.origin(), place), message)
    }

    /// A finding on a property of the descriptor or of its JPEG 2000 sub-descriptor. A value that the track file has
    /// otherwise has a finding of its own, and what is wrong with it beyond that will show when it has been mended.
    pub(super) fn finding_in<'s>(
        self,
        sink: &'s mut Sink<'_>,
        node: &Node,
        property: &str,
        message: impl Into<String>,
    ) -> &'s mut Draft {
        if self.is_disputed(node, property) {
            return sink.known();
        }
        sink.finding(node.field_spot(self.origin(), property), message)
    }

    /// Whether a track file has another value there, or has one where the composition has none.
    fn is_disputed(self, node: &Node, property: &str) -> bool {
        let is_part = !std::ptr::eq(node, self.node);
        let stated = node.field(property);
        if property.is_empty() || stated.and_then(Field::value).is_some_and(is_odd) {
            return false;
        }
        let files = || self.package.track_files_of(self.subject.described);
        if files().any(|file| is_against_codestream(file, stated, property)) {
            return true;
        }
        files()
            .filter_map(|file| described(file.descriptor.as_ref()?).first())
            .filter_map(|descriptor| {
                let mut parts = descriptor.subs(JPEG_2000);
                if is_part {
                    parts.next()
                } else {
                    Some(descriptor)
                }
            })
            .any(|actual| match (stated, actual.field(property)) {
                (None, None) => false,
                (Some(one), Some(other)) => match (one.value(), other.value()) {
                    (Some(one), Some(other)) => one.likeness(other) == Likeness::Different,
                    _ => false,
                },
                _ => true,
            })
    }
}

/// Whether the first picture of the track file has another value there, which is a finding of its own.
fn is_against_codestream(file: &TrackFile, stated: Option<&Field>, property: &str) -> bool {
    let first = file.essence.first.as_ref();
    let Some(header) = first.and_then(|first| first.codestream.as_ref()) else {
        return false;
    };
    let (Some(stated), Some(size)) = (stated.and_then(Field::value), header.size.as_ref()) else {
        return false;
    };
    if !header.faults.is_empty() {
        return false;
    }
    let number = |coded: i128| stated.integer().is_some_and(|stated| stated != coded);
    match property {
        "Rsiz" => number(size.rsiz.into()),
        "Xsiz" => number(size.xsiz.into()),
        "Ysiz" => number(size.ysiz.into()),
        "XOsiz" => number(size.xosiz.into()),
        "YOsiz" => number(size.yosiz.into()),
        "XTsiz" => number(size.xtsiz.into()),
        "YTsiz" => number(size.ytsiz.into()),
        "XTOsiz" => number(size.xtosiz.into()),
        "YTOsiz" => number(size.ytosiz.into()),
        "Csiz" => number(size.csiz.into()),
        "StoredWidth" => number(i128::from(size.xsiz) - i128::from(size.xosiz)),
        "StoredHeight" => {
            let height = i128::from(size.ysiz) - i128::from(size.yosiz);
            // Some writers give the height of a frame where fields are stored.
            number(height) && number(2 * height)
        }
        "PictureComponentSizing" => {
            let coded = size.picture_component_sizing.iter();
            let coded = coded.map(|component| [component.ssiz, component.xrsiz, component.yrsiz]);
            !stated
                .values()
                .iter()
                .map(sizes)
                .eq(coded.map(|sizes| sizes.map(|size| Some(size.into()))))
        }
        "CodingStyleDefault" => match (stated, &header.coding_style_default) {
            (Value::Data(stated), Some(coded)) => **stated != *coded.octets,
            _ => false,
        },
        _ => false,
    }
}
