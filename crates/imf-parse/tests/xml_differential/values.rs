//! Values that are likely to be read wrongly.

/// Texts for elements: near misses of every simple type.
pub(crate) const TEXTS: &[&str] = &[
    "", " ", "\n\t", "x", "0", "-0", "+0", "1", "+1", "-1", " 1 ", "007", "1.0", "1.", ".5", "-20.0", "20.05", "20.1",
    "1e3", "0x10", "1 2", "1  2", "24 1", "24\n1", "24 0", "24 -1", "+24 1", "-24 01", "24/1", "24 1 1",
    "9223372036854775807 1", "9223372036854775808 1", "65535", "65536", "18446744073709551615", "2147483648",
    "true", "false", "True", " true ", "TRUE", "yes",
    "2026-01-31T12:00:00Z", " 2026-01-31T12:00:00Z ", "2026-01-31", "2026-02-29T12:00:00", "2024-02-29T24:00:00",
    "2024-02-29T24:00:01", "0000-01-01T00:00:00", "-0001-01-01T00:00:00", "12026-01-01T00:00:00Z",
    "2026-01-01T00:00:60Z", "2026-01-01T00:00:00+14:00", "2026-01-01T00:00:00+14:01", "2026-01-01T00:00:00.123456789Z",
    "2026-01-01T00:00:00.Z", "2026-01-01 00:00:00", "2026-1-1T00:00:00",
    "urn:uuid:00000000-0000-4000-8000-0000000000ff", "urn:uuid:00000000-0000-4000-8000-0000000000FF",
    " urn:uuid:00000000-0000-4000-8000-0000000000ff\n", "URN:UUID:00000000-0000-4000-8000-0000000000ff",
    "urn:uuid:00000000-0000-4000-8000-0000000000f", "00000000-0000-4000-8000-0000000000ff",
    "urn:uuid:{00000000-0000-4000-8000-0000000000ff}", "urn:uuid:00000000-0000-4000-8000-0000000000fg",
    "00:00:00", " 00:00:00", "99:59:59", "00:60:00", "00:00:00:00", "29:59:59:59", "30:00:00:00", "00;00,00.00",
    "00:00:00-00", "0:0:0:0",
    "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "2jmj7l5rSw0yVb/vlWAYkK/YBwk", "2jmj 7l5rSw0y Vb/v lWAYkK/YBwk =", "AQ==", "AR==",
    "AQ=", "A===", "AAAA=", "!", "AQAB\u{a0}",
    "http://www.example.com/", "a b", "é", "%zz", "%20", ":a", "a:", "http://[::1]/", "http://[", "#a#b", "//",
    "http://a b", "\u{10000}",
    "a-b", "1a", "a_b", "-a", "Stored", " Stored ", "mirror", " mirror", "celsius", "en-US", "&lt;&amp;&#65;&#x42;",
    "<![CDATA[1]]>", "<!-- c -->1", "1<!-- c -->", "2<!-- c -->4 1", "<?pi?>1", "<![CDATA[]]>",
    "t<![CDATA[ru]]>e", "&#49;", "&#32;1&#10;", "&#x9;",
];

/// Values for attributes, as they stand between quotation marks.
pub(crate) const ATTRIBUTES: &[&str] = &[
    "", " ", "x", "en", " en ", "en-US", "en_US", "en-", "abcdefghi", "e1", "1a", "a:b", "_a", "é", "%zz", ":", "a b",
    "http://[", "urn:a", "week", " week ", "Week", "DeviceUID", "3", "0", "-1", "+3", "&#10;en", "&#x20;en", "\nen",
    "&lt;", "&amp;", "&quot;", "'", ">", "a&#x10;",
];

/// Values for `xsi:type`; the prefixes are declared with it.
pub(crate) const TYPES: &[&str] = &[
    "", " ", "Unknown", "q:Unknown", "unbound:Type", ":", "q:", ":q", "a:b:c", "1", "xs:anyType", "xs:anySimpleType",
    "xs:string", " xs:string ", "xs:token", "xs:normalizedString", "xs:anyURI", "xs:integer", "xs:positiveInteger",
    "xs:unsignedByte", "xs:int", "xs:boolean", "xs:dateTime", "xs:base64Binary", "xs:decimal", "xs:language",
    "xs:date", "xs:double", "xs:QName", "xs:ID", "xs:NCName", "xs:nothing",
    "am:UserText", "am:UUID", "am:AssetType", "pkl:UserText", "pkl:AssetType",
    "cpl:BaseResourceType", "cpl:TrackFileResourceType", "cpl:MarkerResourceType", "cpl:SequenceType",
    "cpl:TimecodeType", "cpl:ContentKindType", "cpl:EssenceDescriptorBaseType", "cpl13:TrackFileResourceType",
    "cc:StereoImageTrackFileResourceType", "dcml:UserTextType", "dcml:UUIDType", "dcml:RationalType",
    "dcml:temperatureType", "dcml:parameterListType", "dcml:timeUnitToken", "dcml:deviceIdentifierUnion",
    "ds:KeyInfoType", "ds:SignatureType", "ds:DigestMethodType", "ds:DigestValueType", "ds:CryptoBinary",
    "opl:MacroType", "opl:PresetMacroType", "opl:HandleType", "scale:ScalingAlgorithmType", "lanczos:LanczosType",
    "color:REC709-RGB-8-ColorEncodingType", "color:REC709-RGB-10-ColorEncodingType",
];

/// The prefixes of [`TYPES`] and of [`CHILDREN`].
pub(crate) const PREFIXES: &str = concat!(
    " xmlns:q=\"urn:example\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"",
    " xmlns:am=\"http://www.smpte-ra.org/schemas/429-9/2007/AM\"",
    " xmlns:pkl=\"http://www.smpte-ra.org/schemas/2067-2/2016/PKL\"",
    " xmlns:cpl=\"http://www.smpte-ra.org/schemas/2067-3/2016\"",
    " xmlns:cpl13=\"http://www.smpte-ra.org/schemas/2067-3/2013\"",
    " xmlns:cc=\"http://www.smpte-ra.org/schemas/2067-2/2016\"",
    " xmlns:dcml=\"http://www.smpte-ra.org/schemas/433/2008/dcmlTypes/\"",
    " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"",
    " xmlns:opl=\"http://www.smpte-ra.org/schemas/2067-100/2014\"",
    " xmlns:scale=\"http://www.smpte-ra.org/schemas/2067-101/2014/scale-macro\"",
    " xmlns:lanczos=\"http://www.smpte-ra.org/schemas/2067-101/2014/lanczos\"",
    " xmlns:color=\"http://www.smpte-ra.org/schemas/2067-102/2014\"",
);

/// Elements that stand nowhere, or somewhere else; the prefixes are those of [`PREFIXES`].
pub(crate) const CHILDREN: &[&str] = &[
    "<Unknown/>", "<q:Unknown/>", "<q:Unknown a='b'>text<q:More/></q:Unknown>", "<Unknown xmlns=''/>",
    "<Id>urn:uuid:00000000-0000-4000-8000-0000000000ff</Id>", "<ds:KeyName>k</ds:KeyName>",
    "<ds:Signature/>", "<dcml:DeviceIdentifierList/>", "<dcml:Unknown/>",
    "<cc:TimedTextResourceID>urn:uuid:00000000-0000-4000-8000-0000000000ff</cc:TimedTextResourceID>",
    "<cc:TimedTextResourceID>x</cc:TimedTextResourceID>",
    "<q:Unknown><cc:TimedTextResourceID>x</cc:TimedTextResourceID></q:Unknown>",
    "<q:Unknown xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='xs:integer'>x</q:Unknown>",
    "<q:Unknown xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='xs:integer'>1</q:Unknown>",
    "<q:Unknown xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='q:Unknown'>1</q:Unknown>",
    "<cc:ApplicationIdentification/>", "<cc:MainImageSequence/>", "<am:VolumeIndex/>", "<pkl:Asset/>",
    "<scale:BoundaryCondition>null</scale:BoundaryCondition>",
];
