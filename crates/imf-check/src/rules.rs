//! The catalogue: every rule, declared beside its check and its cases.

#[cfg(test)]
mod case;

use crate::rule::Rule;

/// Declares the modules of rules and, from the same words, [`RULES`] and the cases that prove them.
macro_rules! catalogue {
    ($($module:ident: [$($rule:ident),+ $(,)?],)+) => {
        $(mod $module;)+

        /// Every rule, area by area.
        pub static RULES: &[&Rule] = &[$($(&$module::$rule),+),+];

        #[cfg(test)]
        static CASES: &[&[case::Case]] = &[$($module::CASES),+];
    };
}

// A rule is a declaration in its module and a word here.
catalogue! {
    volidx: [VOLIDX_INDEX_NOT_ONE],
}

/// The rule of that id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}
