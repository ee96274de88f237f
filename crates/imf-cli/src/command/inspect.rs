//! `imf inspect`.

use std::io::{BufReader, Write};
use std::path::Path;

use anyhow::{Context, Result};
use imf_check::storage::LocalStorage;
use imf_check::{Options, Silent, Storage};
use imf_parse::Limits;
use imf_report::Format;
use imf_report::inspect::Inspection;

use crate::args::{InspectArguments, PageFormat};
use crate::package::LoneFile;
use crate::status::Status;
use crate::terminal;

pub(crate) fn run(arguments: &InspectArguments) -> Result<Status> {
    let path = &arguments.path;
    let is_folder = path.metadata().with_context(|| shown(path))?.is_dir();
    if is_folder {
        folder(arguments)
    } else {
        document(arguments)
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
    if let Some(package) = &checked.package {
        return write(
            arguments,
            &Inspection::of_package(&name, package, &checked.report.compositions),
        );
    }
    // The folder could not be listed; the report says why.
    let style = terminal::stdout_style(arguments.look.color);
    imf_report::write(
        &mut terminal::stdout(),
        &[checked.report],
        Format::Human,
        &style,
    )?;
    Ok(Status::Unreadable)
}

fn document(arguments: &InspectArguments) -> Result<Status> {
    let path = &arguments.path;
    let name = path.to_string_lossy();
    let file = LoneFile::new(path).with_context(|| shown(path))?;
    let reader = file.open(file.name()).with_context(|| shown(path))?;
    let parsed = imf_parse::parse(&mut BufReader::new(reader), &Limits::default())
        .with_context(|| shown(path))?;
    let report = imf_check::check_document(&file, file.name(), &Options::default());
    write(
        arguments,
        &Inspection::of_document(&name, file.length(), &parsed, &report.compositions),
    )
}

fn write(arguments: &InspectArguments, inspection: &Inspection<'_>) -> Result<Status> {
    let mut out = terminal::stdout();
    match arguments.format {
        PageFormat::Human => {
            inspection.write(&mut out, &terminal::stdout_style(arguments.look.color))?;
        }
        PageFormat::Json => inspection.write_json(&mut out)?,
    }
    out.flush()?;
    Ok(Status::Passed)
}

fn shown(path: &Path) -> String {
    format!("`{}`", path.display())
}
