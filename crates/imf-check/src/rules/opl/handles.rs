//! Where the handles of an output profile list lead.
//!
//! A handle names images or a channel of sound: a track of the composition (`cpl/virtual-tracks/<id>`), a channel of
//! one (`cpl/virtual-tracks/<id>/MCATagSymbol=chL`), or an end of a macro (`macros/<name>/outputs/images`,
//! `macros/<name>/inputs/…`). An alias stands for one handle; macros write it `alias/<name>`.

use imf_parse::model::{Alias, MacroKind};

use super::tracks::{Size, Tracks};
use crate::hash::{HashMap, HashSet};
use crate::judge::subject::OutputProfileList;
use crate::package::Package;

/// What the handles of one list can lead to.
pub(in crate::rules) struct Handles<'a> {
    list: OutputProfileList<'a>,
    /// The first alias of each name.
    aliases: HashMap<&'a str, &'a Alias>,
    has_all_aliases: bool,
    /// Which macro bears a name; `None` where several do.
    macros: HashMap<&'a str, Option<usize>>,
    has_all_macros: bool,
    /// The channels that audio macros put out, by macro and handle.
    channels: HashSet<(usize, &'a str)>,
    /// The audio macros of which a channel could not be read.
    with_more_channels: HashSet<usize>,
    /// `None` where the composition is not at hand.
    tracks: Option<Tracks<'a>>,
}

/// Where a handle leads; nothing is known of a place that could not be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::rules) struct Lead {
    /// What is there, if that is known.
    pub(in crate::rules) medium: Option<Medium>,
    /// The macro whose end it is: which of the list.
    pub(in crate::rules) of_macro: Option<usize>,
    /// Whether that end is an output.
    pub(in crate::rules) is_output: bool,
    /// The size of the images, where the composition says it.
    pub(in crate::rules) size: Option<Size>,
}

/// What a handle names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Medium {
    Channel,
    Images,
    /// A whole track that is no picture.
    Track,
}

impl Medium {
    /// What it is called in a message.
    pub(in crate::rules) const fn name(self) -> &'static str {
        match self {
            Self::Channel => "a channel of sound",
            Self::Images => "images",
            Self::Track => "a whole track that is no picture",
        }
    }
}

/// Why a handle leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Dangling {
    /// The end of a sentence: `the list has no macro …`.
    pub(in crate::rules) why: String,
    /// What it could name.
    pub(in crate::rules) expected: String,
}

impl<'a> Handles<'a> {
    pub(in crate::rules) fn new(package: &'a Package, list: OutputProfileList<'a>) -> Self {
        let mut aliases = HashMap::default();
        for alias in &list.list.aliases {
            aliases.entry(&*alias.name).or_insert(alias);
        }
        let mut macros = HashMap::default();
        let mut channels = HashSet::default();
        let mut with_more_channels = HashSet::default();
        let mut has_all_macros = !super::is_doubtful(package, list, "Macro");
        for (index, output_macro) in list.list.macros.iter().enumerate() {
            match &output_macro.name {
                Some(name) => {
                    macros
                        .entry(&*name.value)
                        .and_modify(|known| *known = None)
                        .or_insert(Some(index));
                }
                None => has_all_macros = false,
            }
            if let MacroKind::AudioRoutingMixing(outputs) = &output_macro.kind {
                let handles = outputs.iter().filter_map(|output| output.handle.as_ref());
                channels.extend(handles.map(|handle| (index, &*handle.value)));
                if outputs.is_empty() || outputs.iter().any(|output| output.handle.is_none()) {
                    with_more_channels.insert(index);
                }
            }
        }
        Self {
            list,
            aliases,
            has_all_aliases: !super::is_doubtful(package, list, "Alias"),
            macros,
            has_all_macros,
            channels,
            with_more_channels,
            tracks: Tracks::new(package, list.list.composition_id),
        }
    }

    /// The alias of that name, which may be written with its prefix.
    pub(in crate::rules) fn alias(&self, name: &str) -> Option<&'a Alias> {
        let name = name.strip_prefix("alias/").unwrap_or(name);
        self.aliases.get(name).copied()
    }

    /// Where the input of a macro leads, through an alias or not.
    pub(in crate::rules) fn input(&self, handle: &str) -> Result<Lead, Dangling> {
        if let Some(alias) = self.alias(handle) {
            // An alias that leads nowhere has a finding of its own.
            let lead = alias.handle.as_ref().map(|target| self.lead(&target.value));
            return Ok(lead.and_then(Result::ok).unwrap_or_default());
        }
        match handle.strip_prefix("alias/") {
            None => self.lead(handle),
            Some(_) if !self.has_all_aliases => Ok(Lead::default()),
            Some(name) => self.lead(name).map_err(|_| Dangling {
                why: format!("the list has no alias `{name}`"),
                expected: if self.list.list.aliases.is_empty() {
                    "a handle that is no alias, since the list has none".to_owned()
                } else {
                    let names = self.list.list.aliases.iter().map(|alias| &*alias.name);
                    format!("an alias of the list: {}", super::some(names))
                },
            }),
        }
    }

    /// Where a handle that is no alias leads.
    pub(in crate::rules) fn lead(&self, handle: &str) -> Result<Lead, Dangling> {
        if let Some(rest) = handle.strip_prefix("cpl/") {
            let tracks = self.tracks.as_ref();
            return tracks.map_or(Ok(Lead::default()), |tracks| tracks.lead(rest));
        }
        if let Some(rest) = handle.strip_prefix("macros/") {
            return self.end_of_macro(rest);
        }
        Err(Dangling {
            why: "it names neither a track of the composition nor an end of a macro".to_owned(),
            expected: "a handle that begins with `cpl/virtual-tracks/`, `macros/` or `alias/`"
                .to_owned(),
        })
    }

    /// What `<name>/outputs/<port>` or `<name>/inputs/<port>` is.
    fn end_of_macro(&self, handle: &str) -> Result<Lead, Dangling> {
        let mut parts = handle.splitn(3, '/');
        let mut next = || parts.next().unwrap_or_default();
        let (name, side, port) = (next(), next(), next());
        let index = match self.macros.get(name) {
            Some(Some(index)) => *index,
            // Either of several may be meant, and one that could not be read too.
            Some(None) => return Ok(Lead::default()),
            None if !self.has_all_macros => return Ok(Lead::default()),
            None => {
                let names = self.list.list.macros.iter();
                let names = names.filter_map(|other| Some(&*other.name.as_ref()?.value));
                return Err(Dangling {
                    why: format!("the list has no macro `{name}`"),
                    expected: format!("a macro of the list: {}", super::some(names)),
                });
            }
        };
        let Some(output_macro) = self.list.list.macros.get(index) else {
            return Ok(Lead::default());
        };
        let lead = |medium| {
            Ok(Lead {
                medium,
                of_macro: Some(index),
                is_output: side == "outputs",
                size: None,
            })
        };
        match (&output_macro.kind, side) {
            // What these have for ends is said elsewhere.
            (MacroKind::Preset(_) | MacroKind::Unknown, _) => lead(None),
            (MacroKind::Image(_), "inputs") if !port.is_empty() => lead(Some(Medium::Images)),
            (MacroKind::Image(_), "outputs") if port == "images" => lead(Some(Medium::Images)),
            (MacroKind::Image(_), _) => Err(Dangling {
                why: format!("the macro `{name}` has no such end"),
                expected: format!("`macros/{name}/outputs/images`"),
            }),
            (MacroKind::AudioRoutingMixing(_), "inputs") if !port.is_empty() => {
                lead(Some(Medium::Channel))
            }
            (MacroKind::AudioRoutingMixing(_), "outputs")
                if self.channels.contains(&(index, port)) =>
            {
                lead(Some(Medium::Channel))
            }
            (MacroKind::AudioRoutingMixing(_), _) if self.with_more_channels.contains(&index) => {
                lead(None)
            }
            (MacroKind::AudioRoutingMixing(outputs), _) => {
                let names = outputs.iter().filter_map(|output| output.handle.as_ref());
                let names = super::some(names.map(|handle| &*handle.value));
                Err(Dangling {
                    why: format!("the macro `{name}` has no such end"),
                    expected: format!("`macros/{name}/outputs/` and a channel of it: {names}"),
                })
            }
        }
    }
}
