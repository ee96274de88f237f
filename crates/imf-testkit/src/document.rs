//! The XML documents of a package.

use crate::form::Form;

pub(crate) mod asset_map;
pub mod composition;
pub(crate) mod output_profile_list;
pub mod packing_list;
pub(crate) mod sidecar;

/// When everything was issued.
pub(crate) const ISSUE_DATE: &str = "2026-01-02T03:04:05Z";
/// Who issues.
pub(crate) const ISSUER: &str = "the imf contributors";
/// What made it.
pub(crate) const CREATOR: &str = "imf-testkit";
/// XML Schema instances.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The name of a type of the document's own namespace, as `xsi:type` writes it.
pub(crate) fn type_name(form: Form, name: &str) -> String {
    form.prefix
        .map_or_else(|| name.to_owned(), |prefix| format!("{prefix}:{name}"))
}
