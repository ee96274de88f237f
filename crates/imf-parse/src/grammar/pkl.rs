//! ST 429-8:2007 and ST 2067-2:2016: packing lists. The later edition adds the algorithm of the hash.

macro_rules! edition {
    ($ns:expr; $($hash_algorithm:tt)*) => {
        use crate::grammar::notation::{Schema, complex, complex_element, optional, sequence, text};
        use crate::grammar::simple::uuid;
        use crate::grammar::xs::{BASE64, DATE_TIME, LANGUAGE, POSITIVE_INTEGER, STRING};
        use crate::grammar::{ComplexType, ElementDecl, Ns, SimpleType, ds};

        const NS: Ns = $ns;

        pub(crate) static SCHEMA: Schema = Schema {
            elements: &[&ASSET, &PACKING_LIST],
            complex_types: &[&ASSET_TYPE, &PACKING_LIST_TYPE, &USER_TEXT],
            simple_types: &[("UUID", &UUID)],
        };

        pub(crate) static PACKING_LIST: ElementDecl = complex_element(NS, "PackingList", &PACKING_LIST_TYPE);
        static ASSET: ElementDecl = complex_element(NS, "Asset", &ASSET_TYPE);

        static UUID: SimpleType = uuid();

        static PACKING_LIST_TYPE: ComplexType = complex(NS, "PackingListType", sequence!(NS;
            one Id: UUID;
            opt AnnotationText: complex USER_TEXT;
            opt IconId: UUID;
            one IssueDate: DATE_TIME;
            one Issuer: complex USER_TEXT;
            one Creator: complex USER_TEXT;
            opt GroupId: UUID;
            one AssetList: {
                some Asset: complex ASSET_TYPE;
            };
            opt Signer: complex ds::KEY_INFO_TYPE;
            opt ref ds::SIGNATURE;
        ));

        static ASSET_TYPE: ComplexType = complex(NS, "AssetType", sequence!(NS;
            one Id: UUID;
            opt AnnotationText: complex USER_TEXT;
            one Hash: BASE64;
            one Size: POSITIVE_INTEGER;
            one Type: STRING;
            opt OriginalFileName: complex USER_TEXT;
            $($hash_algorithm)*
        ));

        static USER_TEXT: ComplexType = text(NS, "UserText", &STRING).with(&[optional("language", &LANGUAGE)]);
    };
}

pub(crate) mod edition_2007 {
    edition!(Ns::PKL_2007;);
}

pub(crate) mod edition_2016 {
    edition!(Ns::PKL_2016; one HashAlgorithm: complex ds::DIGEST_METHOD_TYPE;);
}
