//! What the editions of App #2E permit, as data.

pub(in crate::rules::app2e) mod characteristics;
pub(in crate::rules::app2e) mod color;
pub(in crate::rules::app2e) mod profile;
pub(in crate::rules::app2e) mod quantization;
