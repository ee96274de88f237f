//! The commands, one a module.

pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod inspect;
pub(crate) mod payload;
pub(crate) mod rules;
pub(crate) mod scan;
