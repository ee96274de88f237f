//! The components of a pixel, as `PixelLayout` lists them.

use imf_mxf::typed::{Likeness, Value};

use super::image;
use crate::descriptor::{described, is_odd};
use crate::judge::{Draft, Sink, subject};
use crate::package::Package;
use crate::rules::set::Sets;

/// What a pixel of an ACES picture is made of.
pub(super) const WANTED: &str =
    "`CompBlue`, `CompGreen`, `CompRed`, or `CompAlpha` and these, then `CompNull`";
const BGR: &[i128] = &[66, 71, 82];
const ABGR: &[i128] = &[65, 66, 71, 82];
/// The size that says that a component is a half float (ST 377-1).
pub(super) const HALF: i128 = 253;
/// How many places the layout has.
pub(super) const PLACES: usize = 8;

/// The components of a pixel, in their order.
pub(super) struct Layout<'a> {
    sets: Sets<'a>,
    subject: subject::Descriptor<'a>,
    /// Of each what it is and how large; 0 is an empty place.
    pub(super) components: Vec<Component<'a>>,
}

pub(super) struct Component<'a> {
    pub(super) name: &'a Value,
    pub(super) code: i128,
    pub(super) size: i128,
}

impl<'a> Layout<'a> {
    /// The layout of `subject`; `None` where it is not there or is none.
    pub(super) fn of(package: &Package, subject: subject::Descriptor<'a>) -> Option<Self> {
        let (sets, values) = stated(package, subject)?;
        let components = values.iter().map(|value| {
            let name = value.member("Code")?;
            Some(Component {
                name,
                code: name.integer()?,
                size: value.member("ComponentSize")?.integer()?,
            })
        });
        let components: Vec<Component<'_>> = components.collect::<Option<_>>()?;
        (!components.is_empty()).then_some(Self {
            sets,
            subject,
            components,
        })
    }

    /// The codes of what is no empty place.
    pub(super) fn codes(&self) -> Vec<i128> {
        let codes = self.components.iter().map(|component| component.code);
        codes.filter(|code| *code != 0).collect()
    }

    /// The first component that stands there twice.
    pub(super) fn double(&self) -> Option<&Component<'a>> {
        let codes = self.codes();
        let count = |code| codes.iter().filter(|other| **other == code).count();
        let mut components = self.components.iter();
        components.find(|component| count(component.code) > 1)
    }

    /// Whether it holds the components of ACES in their order, and empty places behind them.
    pub(super) fn is_in_order(&self) -> bool {
        let codes = self.codes();
        let (first, rest) = self.components.split_at(codes.len());
        (codes == BGR || codes == ABGR)
            && first.iter().all(|component| component.code != 0)
            && rest.iter().all(|component| component.code == 0)
    }

    pub(super) fn finding<'s>(&self, sink: &'s mut Sink<'_>, message: String) -> &'s mut Draft {
        self.sets
            .at(sink, self.subject.node, "PixelLayout", message)
    }
}

/// The layout of `subject` as it stands, if it is a list of components, and as sets to find fault with.
pub(super) fn stated<'a>(
    package: &Package,
    subject: subject::Descriptor<'a>,
) -> Option<(Sets<'a>, &'a [Value])> {
    let sets = image(package, subject)?;
    let value = subject.node.value("PixelLayout")?;
    (!is_odd(value) && !is_disputed(package, subject, value)).then(|| (sets, value.values()))
}

/// Whether a track file has another layout than the composition says, which is a finding of its own.
fn is_disputed(package: &Package, subject: subject::Descriptor<'_>, stated: &Value) -> bool {
    let Some(listed) = subject.listed else {
        return false;
    };
    let files = package.track_files_of(listed.described);
    files
        .filter_map(|file| file.descriptor.as_ref())
        .flat_map(described)
        .filter_map(|node| node.value("PixelLayout"))
        .any(|actual| actual.likeness(stated) == Likeness::Different)
}
