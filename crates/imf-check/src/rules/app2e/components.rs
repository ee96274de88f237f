//! The components of a codestream, as `J2CLayout` names them.

use imf_mxf::typed::Value;

use super::picture::Picture;
use super::table::characteristics::Model;
use crate::judge::{Draft, Sink, subject};
use crate::package::Package;

/// What a color model is made of.
pub(super) struct Components {
    pub(super) codes: [i128; 3],
    pub(super) names: &'static str,
}

const RGB: Components = Components {
    codes: [82, 71, 66],
    names: "CompRed, CompGreen, CompBlue",
};
const YUV: Components = Components {
    codes: [89, 85, 86],
    names: "CompLuma, CompColorDifferenceU, CompColorDifferenceV",
};

impl Components {
    pub(super) fn has(&self, code: i128) -> bool {
        self.codes.contains(&code)
    }
}

/// The components of the picture's color model.
pub(super) fn model(picture: Picture<'_>) -> &'static Components {
    match picture.model {
        Model::Rgb => &RGB,
        Model::YCbCr => &YUV,
    }
}

/// A place of the layout.
pub(super) struct Component<'a> {
    pub(super) code: Option<&'a Value>,
    pub(super) size: Option<i128>,
}

impl Component<'_> {
    pub(super) fn number(&self) -> Option<i128> {
        self.code?.integer()
    }

    pub(super) fn is_null(&self) -> bool {
        self.number() == Some(0)
    }

    pub(super) fn name(&self) -> String {
        self.code
            .map_or_else(|| "none".to_owned(), Value::described)
    }
}

/// The components of a layout that is there.
pub(super) fn components<'a>(
    package: &'a Package,
    descriptor: subject::EssenceDescriptor<'a>,
) -> Option<(Picture<'a>, Vec<Component<'a>>)> {
    let picture = Picture::of(package, descriptor)?;
    let layout = picture.jpeg_2000()?.value("J2CLayout")?;
    let records = layout
        .values()
        .iter()
        .filter(|value| matches!(value, Value::Record(_)));
    let components = records.map(|value| Component {
        code: value.member("Code"),
        size: value.member("ComponentSize").and_then(Value::integer),
    });
    Some((picture, components.collect()))
}

/// The codes of what is no empty place.
pub(super) fn codes(components: &[Component<'_>]) -> Vec<i128> {
    let codes = components.iter().filter_map(Component::number);
    codes.filter(|code| *code != 0).collect()
}

/// The codes that occur more than once.
pub(super) fn doubles(codes: &[i128]) -> Vec<i128> {
    let is_double = |code: &&i128| codes.iter().filter(|other| other == code).count() > 1;
    codes.iter().filter(is_double).copied().collect()
}

/// A finding on the layout.
pub(super) fn finding<'s>(
    picture: Picture<'_>,
    sink: &'s mut Sink<'_>,
    message: String,
) -> &'s mut Draft {
    let node = picture.jpeg_2000().unwrap_or(picture.node);
    picture.finding_in(sink, node, "J2CLayout", message)
}
