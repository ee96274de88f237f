//! `imf inspect`.

use std::io::{BufReader, Read, Write};
use std::path::Path;

use anyhow::{Context, Result};
use imf_check::storage::LocalStorage;
use imf_check::{Checked, Options, Silent, Storage};
use imf_parse::Limits;
use imf_report::Format;
use imf_report::inspect::{Inspection, write_regxml};

use crate::args::{InspectArguments, InspectFormat};
use crate::package::LoneFile;
use crate::status::{Misuse, Status};
use crate::terminal;

pub(crate) fn run(arguments: &InspectArguments) -> Result<Status> {
    let path = &arguments.path;
    let is_folder = path.metadata().with_context(|| shown(path))?.is_dir();
    if is_folder {
        return folder(arguments);
    }
    let file = LoneFile::new(path).with_context(|| shown(path))?;
    if is_mxf(&file).with_context(|| shown(path))? {
        track_file(arguments, &file)
    } else {
        document(arguments, &file)
    }
}

fn folder(arguments: &InspectArguments) -> Result<Status> {
    let path = &arguments.path;
    let storage = LocalStorage::new(path).with_context(|| shown(path))?;
    let name = path.to_string_lossy();
    let options = Options {
        digests: false,
        ..Options::default()
    };
    let checked = imf_check::check_package(&storage, &name, &options, &Silent);
    match &checked.package {
        Some(package) => write(
            arguments,
            &Inspection::of_package(&name, package, &checked.report),
        ),
        None => unreadable(arguments, checked),
    }
}

fn track_file(arguments: &InspectArguments, file: &LoneFile) -> Result<Status> {
    let path = &arguments.path;
    let name = path.to_string_lossy();
    let checked = imf_check::check_track_file(file, file.name(), &Options::default());
    let Some(package) = checked
        .package
        .as_ref()
        .filter(|package| !package.track_files.is_empty())
    else {
        return unreadable(arguments, checked);
    };
    let is_whole = match arguments.format {
        InspectFormat::Human | InspectFormat::Json => {
            let inspection = Inspection::of_track_file(&name, package, &checked.report);
            return write(arguments, &inspection);
        }
        InspectFormat::Regxml => false,
        InspectFormat::RegxmlHeader => true,
    };
    let mut out = terminal::stdout();
    let is_there = write_regxml(&mut out, package, is_whole)?;
    out.flush()?;
    if is_there {
        return Ok(Status::Passed);
    }
    let what = if is_whole {
        "header metadata"
    } else {
        "essence descriptor"
    };
    terminal::say(&format!(
        "{} has no {what} that can be read; `imf inspect` without `--format` says more",
        shown(path)
    ));
    Ok(Status::Failed)
}

fn document(arguments: &InspectArguments, file: &LoneFile) -> Result<Status> {
    let path = &arguments.path;
    let name = path.to_string_lossy();
    let reader = file.open(file.name()).with_context(|| shown(path))?;
    let parsed = imf_parse::parse(&mut BufReader::new(reader), &Limits::default())
        .with_context(|| shown(path))?;
    let report = imf_check::check_document(file, file.name(), &Options::default());
    write(
        arguments,
        &Inspection::of_document(&name, file.length(), &parsed, &report),
    )
}

fn write(arguments: &InspectArguments, inspection: &Inspection<'_>) -> Result<Status> {
    let mut out = terminal::stdout();
    match arguments.format {
        InspectFormat::Human => {
            inspection.write(&mut out, &terminal::stdout_style(arguments.look.color))?;
        }
        InspectFormat::Json => inspection.write_json(&mut out)?,
        InspectFormat::Regxml | InspectFormat::RegxmlHeader => {
            return Err(Misuse("RegXML is written of an MXF file only".to_owned()).into());
        }
    }
    out.flush()?;
    Ok(Status::Passed)
}

/// What was to be looked at could not be read; the report says why.
fn unreadable(arguments: &InspectArguments, checked: Checked) -> Result<Status> {
    let style = terminal::stdout_style(arguments.look.color);
    imf_report::write(
        &mut terminal::stdout(),
        &[checked.report],
        Format::Human,
        &style,
    )?;
    Ok(Status::Unreadable)
}

/// Whether the file is MXF by its first bytes, or else by its name: a damaged one is looked at as what it was.
fn is_mxf(file: &LoneFile) -> std::io::Result<bool> {
    let most = imf_mxf::MAX_RUN_IN as u64 + 16;
    let mut head = Vec::new();
    file.open(file.name())?.take(most).read_to_end(&mut head)?;
    let is_named = Path::new(file.name())
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("mxf"));
    Ok(imf_mxf::is_mxf(&head) || is_named)
}

fn shown(path: &Path) -> String {
    format!("`{}`", path.display())
}
