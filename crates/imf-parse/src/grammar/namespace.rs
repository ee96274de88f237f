//! The namespaces that the grammar knows.

/// A namespace as a small number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Ns(pub(crate) u8);

macro_rules! namespaces {
    ($($(#[$doc:meta])* $name:ident = $index:literal $uri:literal;)+) => {
        impl Ns {
            $($(#[$doc])* pub(crate) const $name: Self = Self($index);)+

            /// The number of that namespace; [`Ns::UNKNOWN`] where the grammar does not know it.
            pub(crate) fn of(uri: &str) -> Self {
                match uri {
                    $($uri => Self::$name,)+
                    _ => Self::UNKNOWN,
                }
            }

            /// The URI; empty for [`Ns::UNKNOWN`] and [`Ns::NONE`].
            pub(crate) const fn uri(self) -> &'static str {
                match self.0 {
                    $($index => $uri,)+
                    _ => "",
                }
            }
        }
    };
}

impl Ns {
    /// A namespace that the grammar does not know.
    pub(crate) const UNKNOWN: Self = Self(u8::MAX);
}

namespaces! {
    /// No namespace.
    NONE = 0 "";
    AM = 1 "http://www.smpte-ra.org/schemas/429-9/2007/AM";
    PKL_2007 = 2 "http://www.smpte-ra.org/schemas/429-8/2007/PKL";
    PKL_2016 = 3 "http://www.smpte-ra.org/schemas/2067-2/2016/PKL";
    CPL_2013 = 4 "http://www.smpte-ra.org/schemas/2067-3/2013";
    CPL_2016 = 5 "http://www.smpte-ra.org/schemas/2067-3/2016";
    CC_2013 = 6 "http://www.smpte-ra.org/schemas/2067-2/2013";
    CC_2016 = 7 "http://www.smpte-ra.org/schemas/2067-2/2016";
    CC_2020 = 8 "http://www.smpte-ra.org/ns/2067-2/2020";
    DCML = 9 "http://www.smpte-ra.org/schemas/433/2008/dcmlTypes/";
    DS = 10 "http://www.w3.org/2000/09/xmldsig#";
    OPL = 11 "http://www.smpte-ra.org/schemas/2067-100/2014";
    OPL_COLOR_SCHEMES = 12 "http://www.smpte-ra.org/schemas/2067-101/2014/color-schemes";
    OPL_CROP = 13 "http://www.smpte-ra.org/schemas/2067-101/2014/crop-macro";
    OPL_LANCZOS = 14 "http://www.smpte-ra.org/schemas/2067-101/2014/lanczos";
    OPL_DECODER = 15 "http://www.smpte-ra.org/schemas/2067-101/2014/pixel-decoder";
    OPL_ENCODER = 16 "http://www.smpte-ra.org/schemas/2067-101/2014/pixel-encoder";
    OPL_SCALE = 17 "http://www.smpte-ra.org/schemas/2067-101/2014/scale-macro";
    OPL_COLORS = 18 "http://www.smpte-ra.org/schemas/2067-102/2014";
    OPL_AUDIO = 19 "http://www.smpte-ra.org/schemas/2067-103/2014";
    SCM = 20 "http://www.smpte-ra.org/ns/2067-9/2018";
    IAB = 21 "http://www.smpte-ra.org/ns/2067-201/2019";
    ISXD = 22 "http://www.smpte-ra.org/ns/2067-202/2022";
    MGA = 23 "http://www.smpte-ra.org/ns/2067-203/2022";
    APP2E = 24 "http://www.smpte-ra.org/schemas/2067-21/2016";
    XML = 25 "http://www.w3.org/XML/1998/namespace";
    XMLNS = 26 "http://www.w3.org/2000/xmlns/";
    XS = 27 "http://www.w3.org/2001/XMLSchema";
    XSI = 28 "http://www.w3.org/2001/XMLSchema-instance";
}
