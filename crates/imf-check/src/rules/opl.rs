//! What the rules on output profile lists share: where handles lead, and how large images are.

pub(super) mod handles;
pub(super) mod size;
mod tracks;

use crate::judge::subject::OutputProfileList;
use crate::package::Package;

/// A few of `names` for a message, in backticks. No more than those are looked at: there may be a million, and a
/// finding for each.
fn some<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const MOST: usize = 5;
    let mut names = names.map(|name| format!("`{name}`"));
    let few: Vec<String> = names.by_ref().take(MOST).collect();
    match names.next() {
        None => few.join(", "),
        Some(_) => format!("{} and more", few.join(", ")),
    }
}

/// Whether something is wrong with the elements `name` of the list, so that there may be more of them than were read.
fn is_doubtful(package: &Package, list: OutputProfileList<'_>, name: &str) -> bool {
    let document = package.document(list.document);
    let is_about = |problem: &imf_parse::Problem| {
        let subject = problem.subject.strip_suffix("List");
        subject.unwrap_or(&problem.subject) == name
    };
    !document.is_whole() || document.problems.iter().any(is_about)
}

/// What the cases of the rules on output profile lists do to a package.
#[cfg(test)]
pub(super) mod testing {
    use imf_testkit::Imp;
    use imf_testkit::delivery::Delivery;
    use imf_testkit::ids;

    /// A package whose output profile list scales, decodes, crops and encodes the picture and mixes the sound, with
    /// `edits` to the list.
    #[track_caller]
    pub(in crate::rules) fn edited(package: &mut Imp, edits: &[(&str, &str)]) {
        *package = Delivery {
            output_profile_list: true,
            ..Delivery::minimal()
        }
        .build();
        let path = package
            .documents("OutputProfileList")
            .pop()
            .expect("the list");
        package.edit_with(&path, |text| {
            let start = text.find("<AliasList").expect("the aliases");
            let end = text.find("</OutputProfileList>").expect("the end");
            let mut text = format!("{}{}{}", &text[..start], content(), &text[end..]);
            for (old, new) in edits {
                assert!(text.contains(old), "`{old}` is not there");
                text = text.replacen(old, new, 1);
            }
            text
        });
        package.reseal();
    }

    /// Aliases and macros.
    fn content() -> String {
        let text = r#"
  <AliasList>
    <Alias handle="cpl/virtual-tracks/IMAGE">picture</Alias>
    <Alias handle="macros/crop/inputs/images">uncut</Alias>
    <Alias handle="macros/encode/outputs/images">result</Alias>
    <Alias handle="macros/mix/outputs/left">result/left</Alias>
  </AliasList>
  <MacroList xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <Macro xmlns:t="http://www.smpte-ra.org/schemas/2067-101/2014/scale-macro" xsi:type="t:ImageScaleMacroType">
      <Name>scale</Name>
      <t:InputImageSequence><t:Handle>alias/picture</t:Handle></t:InputImageSequence>
      <t:OutputImageSequence>
        <t:Height>720</t:Height>
        <t:Width>1280</t:Width>
        <t:BoundaryCondition>null</t:BoundaryCondition>
        <t:Algorithm xmlns:l="http://www.smpte-ra.org/schemas/2067-101/2014/lanczos" xsi:type="l:LanczosType" parameterA="2"/>
      </t:OutputImageSequence>
    </Macro>
    <Macro xmlns:t="http://www.smpte-ra.org/schemas/2067-101/2014/pixel-decoder" xsi:type="t:PixelDecoderType">
      <Name>decode</Name>
      <t:InputImageSequence><t:Handle>macros/scale/outputs/images</t:Handle></t:InputImageSequence>
      <t:OutputReferenceImageSequence/>
    </Macro>
    <Macro xmlns:t="http://www.smpte-ra.org/schemas/2067-101/2014/crop-macro" xsi:type="t:ImageCropMacroType">
      <Name>crop</Name>
      <t:InputImageSequence>
        <t:Handle>macros/decode/outputs/images</t:Handle>
        <t:ReferenceRectangle>Stored</t:ReferenceRectangle>
        <t:Inset><t:Top>90</t:Top><t:Bottom>90</t:Bottom></t:Inset>
      </t:InputImageSequence>
      <t:OutputImageSequence>
        <t:Padding/>
        <t:FillColor xmlns:c="http://www.smpte-ra.org/schemas/2067-102/2014" xsi:type="c:REC709-RGB-8-ColorEncodingType">0 0 0</t:FillColor>
      </t:OutputImageSequence>
    </Macro>
    <Macro xmlns:t="http://www.smpte-ra.org/schemas/2067-101/2014/pixel-encoder" xsi:type="t:PixelEncoderType">
      <Name>encode</Name>
      <t:InputReferenceImageSequence><t:Handle>macros/crop/outputs/images</t:Handle></t:InputReferenceImageSequence>
      <t:OutputImageSequence><t:ColorEncoding>REC709-RGB-8-ColorEncodingType</t:ColorEncoding></t:OutputImageSequence>
    </Macro>
    <Macro xmlns:t="http://www.smpte-ra.org/schemas/2067-103/2014" xsi:type="t:AudioRoutingMixingMacroType">
      <Name>mix</Name>
      <t:OutputEntityList>
        <t:OutputAudioChannel>
          <t:Handle>left</t:Handle>
          <t:InputEntityList>
            <t:InputEntity><t:Handle>cpl/virtual-tracks/SOUND/MCATagSymbol=chL</t:Handle><t:Gain>-3.0</t:Gain></t:InputEntity>
          </t:InputEntityList>
        </t:OutputAudioChannel>
        <t:OutputAudioChannel>
          <t:Handle>right</t:Handle>
          <t:InputEntityList>
            <t:InputEntity><t:Handle>cpl/virtual-tracks/SOUND/MCATagSymbol=chR</t:Handle></t:InputEntity>
          </t:InputEntityList>
        </t:OutputAudioChannel>
      </t:OutputEntityList>
    </Macro>
  </MacroList>
"#;
        text.replace("IMAGE", &format!("{:#}", ids::IMAGE_TRACK_ID))
            .replace("SOUND", &format!("{:#}", ids::AUDIO_TRACK_ID))
    }
}
