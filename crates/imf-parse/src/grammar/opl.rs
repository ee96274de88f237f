//! ST 2067-100:2014: output profile lists. The macros are in the modules below.

use super::dcml::{USER_TEXT_TYPE, UUID};
use super::notation::{Schema, complex, complex_element, other, required, sequence, text};
use super::simple::simple;
use super::xs::{ANY_URI, DATE_TIME, STRING};
use super::{ComplexType, ElementDecl, Ns, Particle, SimpleKind, SimpleType, ds};

pub(crate) mod macros;

const NS: Ns = Ns::OPL;

pub(crate) static SCHEMA: Schema = Schema {
    elements: &[&OUTPUT_PROFILE_LIST],
    complex_types: &[&MACRO_TYPE, &OUTPUT_PROFILE_LIST_TYPE, &PRESET_MACRO_TYPE],
    simple_types: &[
        ("HandleType", &HANDLE_TYPE),
        ("MacroNameType", &MACRO_NAME_TYPE),
    ],
};

pub(crate) static OUTPUT_PROFILE_LIST: ElementDecl =
    complex_element(NS, "OutputProfileList", &OUTPUT_PROFILE_LIST_TYPE);

static HANDLE_TYPE: SimpleType = simple("a handle (a URI)", SimpleKind::AnyUri).restricts(&ANY_URI);
static MACRO_NAME_TYPE: SimpleType = simple(
    "a name of letters, digits and hyphens that begins with a letter",
    SimpleKind::Pattern(is_macro_name),
)
.restricts(&STRING);

fn is_macro_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

static OUTPUT_PROFILE_LIST_TYPE: ComplexType = complex(
    NS,
    "OutputProfileListType",
    sequence!(NS;
        one Id: UUID;
        opt Annotation: complex USER_TEXT_TYPE;
        one IssueDate: DATE_TIME;
        opt Issuer: complex USER_TEXT_TYPE;
        opt Creator: complex USER_TEXT_TYPE;
        one CompositionPlaylistId: UUID;
        opt ExtensionProperties: {
            some term other(NS);
        };
        one AliasList: {
            many Alias: complex ALIAS;
        };
        one MacroList: {
            some Macro: complex MACRO_TYPE;
        };
        opt Signer: complex ds::KEY_INFO_TYPE;
        opt ref ds::SIGNATURE;
    ),
);

static ALIAS: ComplexType = text(NS, "", &HANDLE_TYPE).with(&[required("handle", &HANDLE_TYPE)]);

static MACRO_TYPE: ComplexType = complex(NS, "MacroType", MACRO).abstracted();

/// The particle of a macro, for what extends it.
static MACRO: Particle = sequence!(NS;
    one Name: MACRO_NAME_TYPE;
    opt Annotation: complex USER_TEXT_TYPE;
);

static PRESET_MACRO_TYPE: ComplexType = complex(
    NS,
    "PresetMacroType",
    sequence!(NS;
        group MACRO;
        one Preset: ANY_URI;
    ),
)
.derived_from(&MACRO_TYPE);
