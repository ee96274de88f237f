//! The sidecar composition map (ST 2067-9).

use super::{ISSUE_DATE, ISSUER};
use crate::form::Form;
use crate::ids::{Id, SCM_ID, SIDECAR_ID};
use crate::xml::Xml;

const NAMESPACE: &str = "http://www.smpte-ra.org/ns/2067-9/2018";

/// A map that associates [`SIDECAR_ID`] with a composition.
pub(crate) fn sidecar_composition_map(form: Form, composition: Id) -> Vec<u8> {
    let mut xml = Xml::new(form, "SidecarCompositionMap", NAMESPACE, &[]);
    xml.leaf("Id", SCM_ID);
    xml.open("Properties");
    xml.leaf("Annotation", "test sidecar");
    xml.leaf("IssueDate", ISSUE_DATE);
    xml.leaf("Issuer", ISSUER);
    xml.close();
    xml.open("SidecarAssetList");
    xml.open("SidecarAsset");
    xml.leaf("Id", SIDECAR_ID);
    xml.open("AssociatedCPLList");
    xml.leaf("CPLId", composition);
    xml.finish()
}
