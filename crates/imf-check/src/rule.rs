//! What a rule is: declared once, with its page, its citations and its check.

use crate::finding::Severity;

/// A rule of the catalogue.
///
/// Declared with `declare_rule!` beside its check and its tests; `imf explain`, `imf rules` and
/// `docs/rules/` are made from it.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case with an area prefix, naming what is wrong: `pkl-asset-hash-mismatch`. Never reused.
    pub id: &'static str,
    /// By the verb of the clause.
    pub severity: Severity,
    /// The page in Markdown: a first paragraph, `## Why it matters`, `## How to fix it`.
    pub page: &'static str,
    /// Where the demand is stated; empty for a house rule.
    pub citations: &'static [Citation],
    /// The category that Photon would use, which Backlot's messages use too.
    pub photon_code: &'static str,
    /// What the check needs to know.
    pub needs: Needs,
    /// The check.
    pub check: crate::judge::Check,
    /// The source file of the declaration.
    pub file: &'static str,
    /// Its line.
    pub line: u32,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

impl Rule {
    /// The first paragraph of the page, in one line: what the rule says.
    pub fn summary(&self) -> String {
        let paragraph = self
            .page
            .trim_start()
            .split("\n\n")
            .next()
            .unwrap_or_default();
        paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text under a `## heading` of the page, in one paragraph.
    pub fn section(&self, heading: &str) -> Option<String> {
        let mut lines = self
            .page
            .lines()
            .map(str::trim)
            .skip_while(|line| line.strip_prefix("## ") != Some(heading));
        lines.next()?;
        let text: Vec<&str> = lines.take_while(|line| !line.starts_with("## ")).collect();
        let text = text.join(" ");
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Whether no standard states the demand: a consistency that the project asks for by itself.
    pub fn is_house_rule(&self) -> bool {
        self.citations.is_empty()
    }
}

/// Where a demand is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Citation {
    /// `ST 429-8`.
    pub document: &'static str,
    /// `2007`; empty where the edition is not known.
    pub edition: &'static str,
    /// `6.3`; `None` where only the document is known.
    pub clause: Option<&'static str>,
    /// Whether the text is a committee draft.
    pub draft: bool,
}

impl Citation {
    /// A clause of a published edition.
    pub const fn clause(
        document: &'static str,
        edition: &'static str,
        clause: &'static str,
    ) -> Self {
        Self {
            document,
            edition,
            clause: Some(clause),
            draft: false,
        }
    }

    /// A document of which neither edition nor clause is known.
    pub const fn unedited(document: &'static str) -> Self {
        Self::document(document, "")
    }

    /// A clause of a committee draft, which has a date for its edition.
    pub const fn draft(document: &'static str, date: &'static str, clause: &'static str) -> Self {
        Self {
            draft: true,
            ..Self::clause(document, date, clause)
        }
    }

    /// A published edition, clause unknown.
    pub const fn document(document: &'static str, edition: &'static str) -> Self {
        Self {
            document,
            edition,
            clause: None,
            draft: false,
        }
    }
}

/// What a check has to be told besides the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the documents and the inventory are enough.
    Documents,
    /// The digests of the files.
    Digests,
    /// The essence of the track files: a walk over it, or its first bytes.
    Essence,
    /// The headers of the track files.
    Headers,
    /// The other files of the package: makes no sense for a document by itself.
    Package,
}

impl Needs {
    /// All of them, in their order.
    pub(crate) const ALL: [Self; 5] = [
        Self::Documents,
        Self::Digests,
        Self::Essence,
        Self::Headers,
        Self::Package,
    ];
}

/// Declares a rule: its page as doc comment, its id, and its fields.
///
/// ```text
/// declare_rule! {
///     /// A packing-list hash differs from the hash of the file.
///     ///
///     /// ## Why it matters
///     /// The file was damaged or replaced after the packing list was written.
///     ///
///     /// ## How to fix it
///     /// Fetch the file again, or have the packing list reissued.
///     PKL_ASSET_HASH_MISMATCH = "pkl-asset-hash-mismatch" {
///         severity: Error,
///         photon: "IMF_PKL_ERROR",
///         citations: [Citation::clause("ST 429-8", "2007", "6.3")],
///         needs: Digests,
///         check: PackedAsset(check_hash),
///     }
/// }
/// ```
///
/// A check of essence descriptors comes with a function that says which it is about: `check: Descriptor(is_pcm, bit_depth)`.
macro_rules! declare_rule {
    (
        $(#[doc = $page:literal])+
        $name:ident = $id:literal {
            severity: $severity:ident,
            photon: $photon:literal,
            citations: [$($citation:expr),* $(,)?],
            needs: $needs:ident,
            check: $scope:ident $( ($($check:expr),+) )?,
        }
    ) => {
        $(#[doc = $page])+
        pub(crate) static $name: $crate::rule::Rule = $crate::rule::Rule {
            id: $id,
            severity: $crate::finding::Severity::$severity,
            page: concat!($($page, "\n"),+),
            citations: &[$($citation),*],
            photon_code: $photon,
            needs: $crate::rule::Needs::$needs,
            check: $crate::judge::Check::$scope $( ($($check),+) )?,
            file: file!(),
            line: line!(),
        };
    };
}

pub(crate) use declare_rule;
