//! `imf payload`.

use std::fs;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use anyhow::{Context, Error, Result};
use imf_check::report::Why;
use imf_check::storage::Whole;
use imf_check::{Package, Report, Storage, Verdict};
use imf_payload::{BodyOptions, Candidates, Choice, Members, Written, XmlMember, write_body};
use imf_report::Format;
use imf_report::text::visible;

use crate::args::{PayloadArguments, XmlEncoding};
use crate::interrupt::{Interrupt, Stoppable};
use crate::known::Knowledge;
use crate::progress::Bar;
use crate::status::{self, Misuse, Status};
use crate::{interrupt, output, package, terminal};

pub(crate) fn run(arguments: &PayloadArguments) -> Result<Status> {
    // What is wrong with the command line is told before anything is read.
    let options = body_options(arguments)?;
    if let Some(file) = &arguments.file {
        spare(&arguments.package, file)?;
    }
    let known = Knowledge::new(
        &arguments.check,
        &arguments.offers,
        std::slice::from_ref(&arguments.package),
    )?;
    let interrupt = Interrupt::watch();
    let package = package::open(&arguments.package, arguments.check.io.into());
    let storage = Stoppable::new(package, &interrupt);
    let name = arguments.package.to_string_lossy();
    let bar = Bar::new(arguments.quiet);
    let check = arguments.check.options(known.of(&arguments.package));
    let mut checked = imf_check::check_package(&storage, &name, &check, &storage.watched(&bar));
    interrupt::name_the_cause(&mut checked.report);
    known.tell();
    let report = &checked.report;
    if let Some(why) = refusal(report) {
        write_report(report, arguments)?;
        if !arguments.allow_unchecked {
            terminal::say(&format!(
                "no payload is written: {why}; --allow-unchecked would write it all the same"
            ));
            return Ok(status::of_report(report).max(Status::Failed));
        }
        terminal::say(&format!(
            "the payload is written all the same, as --allow-unchecked asks: {why}"
        ));
    }
    if interrupt.is_asked() {
        terminal::say("interrupted: no payload is written");
        return Ok(Status::Unreadable);
    }
    let package = checked.package.unwrap_or_default();
    let choice =
        Candidates::of(&package).choose(arguments.cpl.as_deref(), arguments.pkl.as_deref())?;
    // Once for nothing: what cannot be written is refused before the first byte goes out.
    let written = write(&mut io::sink(), &storage, &package, &choice, &options)?;
    if let Some(path) = &arguments.file {
        output::replace(path, &mut |out| {
            write(out, &storage, &package, &choice, &options).map(drop)
        })
        .with_context(|| format!("`{}`", path.display()))?;
    } else {
        let mut out = terminal::delivery();
        write(&mut out, &storage, &package, &choice, &options)?;
        out.flush()?;
    }
    tell(arguments, &choice, &written);
    Ok(Status::Passed)
}

fn body_options(arguments: &PayloadArguments) -> Result<BodyOptions> {
    let mut members = Members::default();
    for (name, value) in &arguments.members {
        members.set(name, value)?;
    }
    for path in &arguments.extra_files {
        let context = || format!("`{}`", path.display());
        let json = String::from_utf8(fs::read(path).with_context(context)?)
            .map_err(|error| Misuse(format!("the additional members are no UTF-8: {error}")))
            .with_context(context)?;
        members
            .extend_from_json(&json)
            .map_err(Error::from)
            .with_context(context)?;
    }
    Ok(BodyOptions {
        xml_encoding: arguments.xml_encoding.into(),
        wrap_key: arguments.wrap_key.clone(),
        members,
    })
}

/// Refuses a `file` that lies in the `package`: a document would be lost, or a file that nobody listed be added.
fn spare(package: &Path, file: &Path) -> Result<()> {
    if output::is_below(file, package) {
        let file = visible(&file.to_string_lossy()).into_owned();
        return Err(Misuse(format!(
            "`{file}` lies in the package, which stays as it is: name a file elsewhere"
        ))
        .into());
    }
    Ok(())
}

/// Why no payload is made of a package with this report.
fn refusal(report: &Report) -> Option<&'static str> {
    let only_external = || {
        report.coverage.not_checked.iter().all(|item| {
            matches!(
                item.why,
                Why::External | Why::Trusted(_) | Why::Unsupported(_)
            )
        })
    };
    match report.verdict() {
        Verdict::Fail => Some("the package failed the check"),
        Verdict::Incomplete if !only_external() => Some("the package was not checked completely"),
        Verdict::Incomplete | Verdict::Pass => None,
    }
}

/// Writes the report to standard error: standard output is the payload's.
fn write_report(report: &Report, arguments: &PayloadArguments) -> io::Result<()> {
    let style = terminal::stderr_style(arguments.look.color);
    let mut text = Vec::new();
    imf_report::write(
        &mut text,
        std::slice::from_ref(report),
        Format::Human,
        &style,
    )?;
    io::stderr().lock().write_all(&text)
}

/// Writes the body. The documents have to be as long as they were when they were checked.
fn write(
    out: &mut dyn Write,
    storage: &dyn Storage,
    package: &Package,
    choice: &Choice,
    options: &BodyOptions,
) -> Result<Written> {
    let open = |path: &str| -> Result<BufReader<Whole<Box<dyn Read + Send + '_>>>> {
        let reader = storage
            .open(path)
            .with_context(|| format!("`{}`", visible(path)))?;
        let inventory = &package.inventory;
        let length = inventory.find(path).and_then(|at| inventory.length(at));
        Ok(BufReader::new(Whole::new(
            reader,
            length.unwrap_or_default(),
        )))
    };
    let asset_map = open(&choice.asset_map)?;
    let packing_list = open(&choice.packing_list.path)?;
    let composition = open(&choice.composition.path)?;
    Ok(write_body(
        out,
        asset_map,
        packing_list,
        composition,
        options,
    )?)
}

/// The option that helps against `error`.
pub(crate) fn help(error: &Error) -> Option<&'static str> {
    use imf_payload::Error::{Ambiguous, EncodingUnsupported, InvalidUtf8, NotPacked, Unknown};
    match error.downcast_ref()? {
        Ambiguous {
            member: XmlMember::PackingList,
            ..
        }
        | Unknown {
            member: XmlMember::PackingList,
            ..
        } => Some("choose one with --pkl ID"),
        Ambiguous { .. } | Unknown { .. } => Some("choose one with --cpl ID"),
        EncodingUnsupported { .. } | InvalidUtf8 { .. } => {
            Some("--xml-encoding base64 sends the bytes as they are")
        }
        NotPacked { .. } => Some("choose others with --cpl ID and --pkl ID"),
        _ => None,
    }
}

fn tell(arguments: &PayloadArguments, choice: &Choice, written: &Written) {
    for (member, document) in XmlMember::ALL.into_iter().zip(&written.documents) {
        if document.byte_order_mark {
            terminal::say(&format!(
                "warning: `{}` begins with a byte order mark, which is kept",
                member.name()
            ));
        }
    }
    if !arguments.quiet {
        let form = match arguments.xml_encoding {
            XmlEncoding::Raw => "as text",
            XmlEncoding::Base64 => "in base64",
        };
        let composition = visible(&choice.composition.to_string()).into_owned();
        terminal::say(&format!(
            "{} bytes, the XML {form}, for the composition {composition}",
            written.bytes
        ));
    }
}

#[cfg(test)]
mod tests {
    use imf_check::storage::{Fault, MemoryStorage};
    use imf_check::{Options, Silent, check_package};
    use imf_testkit::Imp;

    use super::*;

    /// What the packing list's hash is about was checked, and something else must not be sent.
    #[test]
    fn a_document_that_changes_after_the_check_is_not_sent() {
        let imp = Imp::minimal();
        let storage = MemoryStorage::new(imp.files.clone());
        let checked = check_package(&storage, "demo", &Options::default(), &Silent);
        let package = checked.package.expect("it can be listed");
        let choice = Candidates::of(&package)
            .choose(None, None)
            .expect("there is one of each");
        let options = BodyOptions::default();
        let sent = |storage: &MemoryStorage| {
            write(&mut io::sink(), storage, &package, &choice, &options)
                .map_err(|error| format!("{error:#}"))
        };
        assert!(sent(&storage).is_ok());
        let shorter = storage.fault(&choice.composition.path, Fault::ShortAt(100));
        let error = sent(&shorter).expect_err("it changed");
        assert!(error.contains("the file changed"), "{error}");
        let mut longer = imp.files;
        let bytes = longer.get_mut(&choice.asset_map).expect("the asset map");
        bytes.push(b'\n');
        let error = sent(&MemoryStorage::new(longer)).expect_err("it changed");
        assert!(error.contains("the file changed"), "{error}");
    }
}
