//! What a picture is like, held against the lines of an edition's table.

use std::cmp::Reverse;

use imf_parse::model::EditRate;

use super::picture::{Picture, either};
use super::table::characteristics::{Layout, Model, Row, Sampling};
use super::table::color::System;
use super::table::quantization::{Levels, Quantization};
use crate::rules::cpl::rate::Ratio;

/// What a picture is like; `None` is what has a finding of its own, and fits everywhere.
pub(super) struct Characteristics {
    /// Of the frame, by the layout that its lines have.
    sizes: [Option<(i128, i128)>; 2],
    color: Option<System>,
    depth: Option<i128>,
    layout: LayoutOf,
    rate: Option<(EditRate, Ratio)>,
    sampling: Option<Sampling>,
    quantization: Option<Quantization>,
    model: Model,
    is_stereoscopic: bool,
}

/// The layout of lines.
#[derive(Clone, PartialEq, Eq)]
enum LayoutOf {
    /// It is not known which is meant.
    Doubtful,
    Known(Layout),
    /// None that App #2E permits: what is there instead.
    Other(String),
}

/// What pictures differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aspect {
    Size,
    Rate,
    Layout,
    Depth,
    Quantization,
    Sampling,
    Model,
    Color,
    Stereoscopy,
}

/// Every aspect, from what is changed most lightly to what makes another picture.
pub(super) const ASPECTS: [Aspect; 9] = [
    Aspect::Size,
    Aspect::Rate,
    Aspect::Layout,
    Aspect::Depth,
    Aspect::Quantization,
    Aspect::Sampling,
    Aspect::Model,
    Aspect::Color,
    Aspect::Stereoscopy,
];

/// The line of a table that a picture comes nearest to, and in what it differs.
pub(super) struct Nearest {
    pub(super) row: &'static Row,
    pub(super) differing: Vec<Aspect>,
}

impl Nearest {
    /// Whether the same would be said of both.
    pub(super) fn says(&self, other: &Self) -> bool {
        self.differing == other.differing && std::ptr::eq(self.row, other.row)
    }
}

impl Characteristics {
    pub(super) fn of(picture: Picture<'_>) -> Self {
        let layout = match (picture.stated_layout(), picture.layout()) {
            (_, Some(layout)) => LayoutOf::Known(layout),
            (Some(_), None) => LayoutOf::Doubtful,
            (None, None) => LayoutOf::Other(match picture.node.field("FrameLayout") {
                Some(field) => format!("the frame layout `{}`", field.shown()),
                None => "no `FrameLayout`".to_owned(),
            }),
        };
        Self {
            sizes: [Layout::FullFrame, Layout::SeparateFields]
                .map(|layout| picture.frame_size(layout)),
            color: picture.color(),
            depth: picture.depth(),
            layout,
            rate: rate(picture),
            sampling: picture.sampling(),
            quantization: picture.quantization(),
            model: picture.model,
            is_stereoscopic: picture.subject.described.is_eye,
        }
    }

    /// The row of `rows` that the picture comes nearest to, if it fits into none.
    pub(super) fn nearest(&self, rows: &'static [Row]) -> Option<Nearest> {
        let is_within = |row: &Row| ASPECTS.iter().all(|aspect| self.fits(*aspect, row));
        if rows.iter().any(is_within) {
            return None;
        }
        let mut nearest: Option<(_, Nearest)> = None;
        for row in rows {
            let differs = ASPECTS
                .iter()
                .copied()
                .filter(|aspect| !self.fits(*aspect, row));
            let differing: Vec<Aspect> = differs.collect();
            // Few changes rather than light ones, and of sizes that are all too small the largest.
            let weight: usize = differing.iter().map(|aspect| *aspect as usize).sum();
            let rank = (differing.len(), weight, Reverse(row.most.0 * row.most.1));
            if nearest.as_ref().is_none_or(|(best, _)| rank < *best) {
                nearest = Some((rank, Nearest { row, differing }));
            }
        }
        nearest.map(|(_, nearest)| nearest)
    }

    fn fits(&self, aspect: Aspect, row: &Row) -> bool {
        match aspect {
            Aspect::Size => self
                .frame_size(row.layout)
                .is_none_or(|(width, height)| width <= row.most.0 && height <= row.most.1),
            Aspect::Rate => self
                .rate
                .is_none_or(|(_, rate)| row.rates.contains(&(rate.numerator, rate.denominator))),
            Aspect::Layout => match &self.layout {
                LayoutOf::Doubtful => true,
                LayoutOf::Known(layout) => *layout == row.layout,
                LayoutOf::Other(_) => false,
            },
            Aspect::Depth => self.depth.is_none_or(|depth| row.depths.contains(&depth)),
            Aspect::Quantization => self
                .quantization
                .is_none_or(|quantization| row.quantization.contains(&quantization)),
            Aspect::Sampling => self
                .sampling
                .is_none_or(|sampling| sampling == row.sampling),
            Aspect::Model => row.models.contains(&self.model),
            Aspect::Color => self.color.is_none_or(|color| row.colors.contains(&color)),
            Aspect::Stereoscopy => !self.is_stereoscopic || row.layout == Layout::FullFrame,
        }
    }

    fn frame_size(&self, layout: Layout) -> Option<(i128, i128)> {
        let [frame, fields] = self.sizes;
        match layout {
            Layout::FullFrame => frame,
            Layout::SeparateFields => fields,
        }
    }

    /// What the picture has, in words.
    pub(super) fn shown(&self, aspect: Aspect) -> Option<String> {
        Some(match aspect {
            Aspect::Size => {
                let layout = match self.layout {
                    LayoutOf::Known(layout) => layout,
                    LayoutOf::Doubtful | LayoutOf::Other(_) => Layout::FullFrame,
                };
                let (width, height) = self.frame_size(layout)?;
                format!("{width} by {height} pixels")
            }
            Aspect::Rate => format!("{} frames a second", self.rate?.0),
            Aspect::Layout => match &self.layout {
                LayoutOf::Doubtful => return None,
                LayoutOf::Known(layout) => format!("the frame layout `{}`", layout.symbol()),
                LayoutOf::Other(text) => text.clone(),
            },
            Aspect::Depth => format!("{} bits", self.depth?),
            Aspect::Quantization => self.quantization?.name().to_owned(),
            Aspect::Sampling => self.sampling?.name().to_owned(),
            Aspect::Model => self.model.name().to_owned(),
            Aspect::Color => self.color?.name().to_owned(),
            Aspect::Stereoscopy if self.is_stereoscopic => "two eyes".to_owned(),
            Aspect::Stereoscopy => return None,
        })
    }

    /// What the picture should have to fit into the row, in words.
    pub(super) fn wanted(&self, aspect: Aspect, row: &Row) -> String {
        match aspect {
            Aspect::Size => format!("at most {} by {} pixels", row.most.0, row.most.1),
            Aspect::Rate => match self
                .rate
                .and_then(|(_, rate)| nearest_rate(rate, row.rates))
            {
                Some((numerator, denominator)) => frames(numerator, denominator),
                None => "another frame rate".to_owned(),
            },
            Aspect::Layout => format!("the frame layout `{}`", row.layout.symbol()),
            Aspect::Depth => {
                let depths = row.depths.iter().map(i128::to_string);
                format!("{} bits", either(depths))
            }
            Aspect::Quantization => {
                let depth = self.depth.filter(|depth| row.depths.contains(depth));
                let levels = depth.and_then(Levels::of);
                either(row.quantization.iter().map(|quantization| {
                    let range = levels.map(|levels| levels.range(*quantization));
                    match range {
                        Some((least, most)) => {
                            format!("{} ({least} to {most})", quantization.name())
                        }
                        None => quantization.name().to_owned(),
                    }
                }))
            }
            Aspect::Sampling => row.sampling.name().to_owned(),
            Aspect::Model => either(row.models.iter().map(|model| model.name())),
            Aspect::Color => either(row.colors.iter().map(|color| color.name())),
            Aspect::Stereoscopy => "one eye".to_owned(),
        }
    }
}

impl Aspect {
    /// The property that says it.
    pub(super) fn property(self, picture: Picture<'_>) -> &'static str {
        match self {
            Self::Size => "StoredWidth",
            Self::Rate => "SampleRate",
            Self::Layout => "FrameLayout",
            Self::Depth if picture.model == Model::YCbCr => "ComponentDepth",
            Self::Depth | Self::Quantization => picture.references().1,
            Self::Sampling => "HorizontalSubsampling",
            Self::Model | Self::Stereoscopy => "",
            Self::Color => "ColorPrimaries",
        }
    }
}

fn frames(numerator: u128, denominator: u128) -> String {
    if denominator == 1 {
        format!("{numerator} frames a second")
    } else {
        format!("{numerator}/{denominator} frames a second")
    }
}

/// The frame rate, or that of fields. Of frames it is the edit rate of the composition; where it is another one, that is a
/// finding of the core constraints.
fn rate(picture: Picture<'_>) -> Option<(EditRate, Ratio)> {
    let rate = picture.node.rate("SampleRate")?;
    let stated = picture.subject.composition.playlist.edit_rate;
    let stated = stated.map(|stated| stated.value);
    let is_other = stated.is_some_and(|stated| stated.is_positive() && !stated.same_ratio(rate));
    let is_of_frames = picture.stated_layout() == Some(Layout::FullFrame);
    (!is_other || !is_of_frames).then_some((rate, Ratio::of(rate)?))
}

/// The one of `rates` that is nearest to `rate`.
fn nearest_rate(rate: Ratio, rates: &[(u128, u128)]) -> Option<(u128, u128)> {
    // By so many ten-thousandths of a frame, which is finer than rates lie apart.
    let fine =
        |numerator: u128, denominator: u128| numerator.saturating_mul(10_000) / denominator.max(1);
    let wanted = fine(rate.numerator, rate.denominator);
    let rates = rates.iter().copied();
    rates.min_by_key(|(numerator, denominator)| fine(*numerator, *denominator).abs_diff(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_that_is_next_is_proposed() {
        let rates = &[(24_000, 1001), (24, 1), (25, 1), (30_000, 1001)];
        let next = |numerator, denominator| {
            let rate = Ratio {
                numerator,
                denominator,
            };
            nearest_rate(rate, rates)
        };
        assert_eq!(next(26_000, 1001), Some((25, 1)));
        assert_eq!(next(1, 1), Some((24_000, 1001)));
        assert_eq!(next(u128::MAX, 1), Some((30_000, 1001)));
        assert_eq!(next(120, 1), Some((30_000, 1001)));
    }
}
