//! What a track file holds, in a few words, from its essence descriptor.

use imf_mxf::typed::Value;

use super::node::Node;
use super::value;
use crate::text::count;

/// Classes of descriptors, those below others first, with their kind for programs and for people.
const KINDS: &[(&str, &str, &str)] = &[
    (
        "IABEssenceDescriptor",
        "immersive_audio",
        "immersive audio (IAB)",
    ),
    (
        "MGASoundEssenceDescriptor",
        "mga_audio",
        "audio with object metadata (MGA)",
    ),
    ("SoundDescriptor", "audio", "audio"),
    ("PictureDescriptor", "image", "image"),
    ("DCTimedTextDescriptor", "timed_text", "timed text"),
    (
        "ISXDDataEssenceDescriptor",
        "isxd",
        "dynamic metadata (ISXD)",
    ),
    ("DataEssenceDescriptor", "data", "data"),
    ("MultipleDescriptor", "several", "several kinds of essence"),
];

/// What the descriptor is of: for programs, and for people.
pub(super) fn kind(descriptor: Node<'_>) -> Option<(&'static str, &'static str)> {
    let known = KINDS.iter().find(|(class, ..)| descriptor.is_a(class))?;
    Some((known.1, known.2))
}

/// The descriptor in a few words; empty where it says nothing that would be among them.
pub(super) fn words(descriptor: Node<'_>) -> String {
    let parts = match kind(descriptor) {
        Some(("image", _)) => image(descriptor),
        Some(("audio" | "immersive_audio" | "mga_audio", _)) => audio(descriptor),
        Some(("timed_text" | "isxd", _)) => text(descriptor),
        _ => Vec::new(),
    };
    parts.join(", ")
}

fn image(descriptor: Node<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    let layout = descriptor
        .value("FrameLayout")
        .map(|layout| layout.to_string());
    // The height is that of a field where the fields are apart.
    let fields = if layout.as_deref() == Some("SeparateFields") {
        2
    } else {
        1
    };
    let size = |symbols: [&str; 2]| symbols.iter().find_map(|symbol| descriptor.integer(symbol));
    if let (Some(width), Some(height)) = (
        size(["DisplayWidth", "StoredWidth"]),
        size(["DisplayHeight", "StoredHeight"]),
    ) {
        parts.push(format!("{width} × {}", height.saturating_mul(fields)));
    }
    parts.extend(layout.map(|layout| match &*layout {
        "FullFrame" => "progressive".to_owned(),
        "SeparateFields" | "MixedFields" => "interlaced".to_owned(),
        "SegmentedFrame" => "segmented frames".to_owned(),
        "OneField" => "single fields".to_owned(),
        _ => layout,
    }));
    parts.extend(components(descriptor));
    let label = |symbol: &str, prefix: &str| {
        let label = descriptor.label(symbol)?;
        let name = value::name(label).map_or_else(|| label.to_string(), str::to_owned);
        Some(
            name.strip_prefix(prefix)
                .map_or(name.clone(), str::to_owned),
        )
    };
    parts.extend(label("PictureCompression", "").map(|name| format!("compressed as {name}")));
    parts
        .extend(label("ColorPrimaries", "ColorPrimaries_").map(|name| format!("primaries {name}")));
    parts.extend(
        label("TransferCharacteristic", "TransferCharacteristic_")
            .map(|name| format!("transfer {name}")),
    );
    parts
}

/// `RGB 12 bit`, `YCbCr 4:2:2 10 bit`.
fn components(descriptor: Node<'_>) -> Option<String> {
    if descriptor.is_a("CDCIDescriptor") {
        let horizontal = descriptor.integer("HorizontalSubsampling");
        let vertical = descriptor.integer("VerticalSubsampling");
        let sampling = match (horizontal?, vertical.unwrap_or(1)) {
            (1, 1) => "4:4:4",
            (2, 1) => "4:2:2",
            (2, 2) => "4:2:0",
            (4, 1) => "4:1:1",
            _ => "of unusual sampling",
        };
        return Some(match descriptor.integer("ComponentDepth") {
            Some(depth) => format!("YCbCr {sampling} {depth} bit"),
            None => format!("YCbCr {sampling}"),
        });
    }
    let layout = descriptor.value("PixelLayout")?;
    let mut letters = String::new();
    let mut depths = Vec::new();
    for component in layout.values() {
        let code = component.member("Code")?;
        let name = code.to_string();
        match &*name {
            "CompNull" => break,
            "CompFill" => continue,
            _ => {}
        }
        let name = name.strip_prefix("Comp").unwrap_or(&name);
        letters.push_str(match name {
            "Alpha" => "A",
            "Blue" => "B",
            "ColorX" => "X",
            "ColorY" => "Y",
            "ColorZ" => "Z",
            "Green" => "G",
            "Red" => "R",
            other => other,
        });
        let depth = component.member("ComponentSize").and_then(Value::integer)?;
        if !depths.contains(&depth) {
            depths.push(depth);
        }
    }
    let depths: Vec<String> = depths.iter().map(ToString::to_string).collect();
    (!letters.is_empty()).then(|| format!("{letters} {} bit", depths.join(" and ")))
}

fn audio(descriptor: Node<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(channels) = descriptor
        .integer("ChannelCount")
        .filter(|&count| count > 0)
    {
        let channels = usize::try_from(channels).unwrap_or(usize::MAX);
        parts.push(count(channels, "channel"));
    }
    let groups = unique(descriptor, |label| {
        label.is_a("SoundfieldGroupLabelSubDescriptor").then(|| {
            label
                .text("MCATagName")
                .or_else(|| label.text("MCATagSymbol"))
        })?
    });
    parts.extend((!groups.is_empty()).then(|| groups.join(" and ")));
    parts.extend(
        descriptor
            .rational("AudioSampleRate")
            .map(|rate| format!("{} Hz", value::ratio(rate))),
    );
    parts.extend(
        descriptor
            .integer("QuantizationBits")
            .filter(|&bits| bits > 0)
            .map(|bits| format!("{bits} bit")),
    );
    parts.extend(unique(descriptor, |label| {
        label.text("RFC5646SpokenLanguage")
    }));
    parts
}

fn text(descriptor: Node<'_>) -> Vec<String> {
    [
        descriptor.text("RFC5646LanguageTagList"),
        descriptor.text("NamespaceURI"),
        descriptor.text("ISXDNamespaceURI"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the sub-descriptors say, each thing once.
fn unique(descriptor: Node<'_>, of: impl Fn(Node<'_>) -> Option<String>) -> Vec<String> {
    let mut all = Vec::new();
    for said in descriptor.children("SubDescriptors").filter_map(of) {
        if all.len() < 8 && !all.contains(&said) {
            all.push(said);
        }
    }
    all
}
