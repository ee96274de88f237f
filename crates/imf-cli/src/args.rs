//! The command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Checks IMF packages (SMPTE ST 2067) and writes delivery payloads.
#[derive(Debug, Parser)]
#[command(name = "imf", version, max_term_width = 100, disable_help_subcommand = true, after_help = STATUS)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const STATUS: &str = "Exit status:
  0  passed, or nothing wrong was found in what was to be checked
  1  a package is at fault, or was refused
  2  the command line is at fault
  3  something could not be read or written, or the run was interrupted
  4  a bug in imf
Of several packages the worst counts: 4 over 2 over 3 over 1 over 0.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check packages and report every fault.
    Check(CheckArguments),
    /// Check all packages below folders, or those of a list, and sum up.
    Scan(ScanArguments),
    /// Put together the reports that scans kept with `--out`.
    Merge(MergeArguments),
    /// Write the JSON body of a delivery, for a package that passes the check.
    Payload(PayloadArguments),
    /// Show what is in a package, in one of its XML documents, or in an MXF file.
    Inspect(InspectArguments),
    /// Show the page of a rule.
    Explain(ExplainArguments),
    /// List the rules.
    Rules(RulesArguments),
}

/// What the check looks at.
#[derive(Clone, Debug, Args)]
pub(crate) struct CheckOptions {
    /// Do not read whole files to compare their digests; the report says so.
    #[arg(long)]
    pub(crate) no_digest: bool,

    /// Do not read whole files where all that is cheap to check fails the package already; the report says so.
    #[arg(long)]
    pub(crate) fail_fast: bool,

    /// How far to look into the essence of track files.
    #[arg(long, value_enum, default_value_t, value_name = "DEPTH")]
    pub(crate) essence: Essence,

    /// Read this many files at a time, 64 at most [default: as many as there are processors].
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Keep digests in this folder, and what an interruption leaves half done. They are used again with
    /// `--trust-digests cache`.
    #[arg(long, value_name = "DIR", conflicts_with = "no_digest")]
    pub(crate) digest_cache: Option<PathBuf>,

    /// Whose digests are taken for a file that is then not read; the report says so. May be a list:
    /// `cache,offered`.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "read",
        value_name = "WHOSE"
    )]
    pub(crate) trust_digests: Vec<Whose>,

    /// How whole files are fetched for their digests.
    #[arg(long, value_enum, default_value_t, value_name = "WAY")]
    pub(crate) io: Io,

    /// The lowest severity that fails a package.
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    pub(crate) fail_on: FailOn,
}

impl CheckOptions {
    /// The same for the library, with what is known of digests.
    pub(crate) fn options(&self, known: imf_check::Known) -> imf_check::Options {
        imf_check::Options {
            digests: !self.no_digest,
            fail_fast: self.fail_fast,
            known,
            essence: self.essence.into(),
            jobs: self.jobs,
            fail_on: self.fail_on.severity(),
            ..imf_check::Options::default()
        }
    }
}

/// Digests that others made.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct OfferOptions {
    /// A list of digests that `--trust-digests offered` takes: of `sha1sum`, `openssl dgst` and the like, ASC-MHL, a
    /// report of S3 Batch Operations, or what S3 says of objects, as JSON with their `Key`; may be repeated.
    #[arg(long = "digests", value_name = "FILE", conflicts_with = "no_digest")]
    pub(crate) lists: Vec<PathBuf>,

    /// What the names in these lists begin with, and paths in the package do not: `archive/feature/`.
    #[arg(long = "digests-prefix", value_name = "PREFIX", requires = "lists")]
    pub(crate) prefix: Option<String>,
}

/// What output looks like.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct LookOptions {
    /// When to color; `auto` heeds NO_COLOR, CLICOLOR and CLICOLOR_FORCE.
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// The folders of the packages: those that hold ASSETMAP.xml.
    #[arg(required = true, value_name = "PACKAGE")]
    pub(crate) packages: Vec<PathBuf>,

    /// How to write the reports.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,

    #[command(flatten)]
    pub(crate) check: CheckOptions,

    #[command(flatten)]
    pub(crate) offers: OfferOptions,

    /// Copy the package to this folder, which may not be there yet, while its digests are computed. There is a copy only
    /// if all could be read and every digest is right.
    #[arg(long, value_name = "DEST", conflicts_with = "no_digest")]
    pub(crate) copy_to: Option<PathBuf>,

    /// Show no progress, and in the text formats nothing of packages that pass.
    #[arg(long, short)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) look: LookOptions,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Reports come in the order of the packages' paths, each as soon as those before it are done; \
the last line sums up. A package that is broken, or cannot be read, never stops the others."
)]
pub(crate) struct ScanArguments {
    /// Folders to look for packages in: a package is a folder with an ASSETMAP.xml.
    #[arg(required_unless_present = "manifest", value_name = "ROOT")]
    pub(crate) roots: Vec<PathBuf>,

    /// A file that lists packages, a path on each line; `-` stands for standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,

    /// Keep each report as a file in this folder, and skip the packages that an earlier run with the same options
    /// could read.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// Check one part of the packages: `2/8` is the second of eight; `auto/8` or `auto` asks the batch system
    /// (SLURM, AWS Batch, Grid Engine, PBS, Kubernetes) which.
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<String>,

    /// How to write the reports.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ScanFormat,

    #[command(flatten)]
    pub(crate) check: CheckOptions,

    #[command(flatten)]
    pub(crate) look: LookOptions,
}

#[derive(Debug, Args)]
pub(crate) struct MergeArguments {
    /// The folder that scans were given as `--out`.
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    /// Write the summary alone, in a sentence.
    #[arg(long)]
    pub(crate) summary: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanFormat {
    /// Excerpts and explanations, for people.
    Human,
    /// A line for each finding and verdict.
    Concise,
    /// An object on a line for each package, and one for the summary.
    #[default]
    JsonLines,
}

impl From<ScanFormat> for imf_report::Format {
    fn from(format: ScanFormat) -> Self {
        match format {
            ScanFormat::Human => Self::Human,
            ScanFormat::Concise => Self::Concise,
            ScanFormat::JsonLines => Self::JsonLines,
        }
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "What the public description of the API leaves open (how the XML goes into JSON, a wrapper, \
the member that names the source request) is an option here and never a guess."
)]
pub(crate) struct PayloadArguments {
    /// The folder of the package.
    pub(crate) package: PathBuf,

    /// The composition to deliver, by its id; needed where the package has several.
    #[arg(long, value_name = "ID")]
    pub(crate) cpl: Option<String>,

    /// The packing list to deliver, by its id; needed where the package has several.
    #[arg(long, value_name = "ID")]
    pub(crate) pkl: Option<String>,

    /// Write to this file outside the package, whole or not at all, not to standard output.
    #[arg(long = "output", short = 'o', value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,

    /// How the XML documents become JSON strings.
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    pub(crate) xml_encoding: XmlEncoding,

    /// Put everything into one member of this name.
    #[arg(long, value_name = "NAME")]
    pub(crate) wrap_key: Option<String>,

    /// Add a member that is a string, such as `requestId=4711`; may be repeated.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub(crate) members: Vec<(String, String)>,

    /// Add the members of the JSON object in this file; may be repeated.
    #[arg(long = "extra", value_name = "FILE")]
    pub(crate) extra_files: Vec<PathBuf>,

    /// Write the payload of a package that fails the check, or that could not be checked.
    #[arg(long)]
    pub(crate) allow_unchecked: bool,

    #[command(flatten)]
    pub(crate) check: CheckOptions,

    #[command(flatten)]
    pub(crate) offers: OfferOptions,

    /// Say nothing where all is well.
    #[arg(long, short)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) look: LookOptions,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArguments {
    /// The folder of a package, one XML document, or one MXF file.
    pub(crate) path: PathBuf,

    /// How to write it.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: InspectFormat,

    #[command(flatten)]
    pub(crate) look: LookOptions,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The id of the rule, as reports give it.
    pub(crate) rule: String,

    /// How to write the page.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: PageFormat,

    #[command(flatten)]
    pub(crate) look: LookOptions,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArguments {
    /// How to write the list.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: PageFormat,

    #[command(flatten)]
    pub(crate) look: LookOptions,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Excerpts and explanations, for people.
    #[default]
    Human,
    /// A line for each finding and verdict.
    Concise,
    /// One report as an object, several as an array.
    Json,
    /// An object on a line for each package, as soon as it is checked.
    JsonLines,
}

impl From<ReportFormat> for imf_report::Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Human => Self::Human,
            ReportFormat::Concise => Self::Concise,
            ReportFormat::Json => Self::Json,
            ReportFormat::JsonLines => Self::JsonLines,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum InspectFormat {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
    /// Of an MXF file: its essence descriptor as XML, as a composition holds it.
    Regxml,
    /// Of an MXF file: its whole header metadata as XML.
    RegxmlHeader,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Essence {
    /// Walk over it while digests are computed; without them look at its first bytes.
    #[default]
    Auto,
    /// Walk over it in any case: without digests this reads the keys and lengths of its elements.
    Headers,
    /// Do not look at it; the report says so.
    None,
}

impl From<Essence> for imf_check::EssenceDepth {
    fn from(essence: Essence) -> Self {
        match essence {
            Essence::Auto => Self::Auto,
            Essence::Headers => Self::Headers,
            Essence::None => Self::None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Whose {
    /// Those that this run reads: every file is read.
    Read,
    /// Those that an earlier run read and kept in the cache, if the file was not changed since.
    Cache,
    /// Those of the lists that `--digests` names.
    Offered,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Errors and warnings.
    Warning,
    /// Any finding.
    Info,
    /// No finding whatever.
    Never,
}

impl FailOn {
    fn severity(self) -> Option<imf_check::Severity> {
        match self {
            Self::Error => Some(imf_check::Severity::Error),
            Self::Warning => Some(imf_check::Severity::Warning),
            Self::Info => Some(imf_check::Severity::Info),
            Self::Never => None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Io {
    /// Through the memory of the system, which is left as it was.
    #[default]
    Auto,
    /// Past it, several pieces of a file at a time: for storage that answers late.
    Direct,
}

impl From<Io> for imf_check::storage::Fetch {
    fn from(io: Io) -> Self {
        match io {
            Io::Auto => Self::Auto,
            Io::Direct => Self::Direct,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum XmlEncoding {
    /// Their text, escaped as JSON demands.
    #[default]
    Raw,
    /// Their bytes in base64.
    Base64,
}

impl From<XmlEncoding> for imf_payload::XmlEncoding {
    fn from(encoding: XmlEncoding) -> Self {
        match encoding {
            XmlEncoding::Raw => Self::Raw,
            XmlEncoding::Base64 => Self::Base64,
        }
    }
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some(("", _)) | None => Err("a member is given as NAME=VALUE".to_owned()),
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_declaration_is_sound() {
        Arguments::command().debug_assert();
    }
}
