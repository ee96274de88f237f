//! Track files (ST 377-1, ST 2067-5), and the RegXML of their descriptors (ST 2001-1).

pub mod class;
pub mod property;
pub(crate) mod regxml;
pub mod set;
