//! The project's own chores, run as `cargo xtask <chore>`. A chore is a module with its `Arguments` and its `run`.

mod catalogue;
mod ci;
mod conformance;
mod dependencies;
mod docs;
mod registers;
mod testdata;

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own chores")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Everything that has to hold before a change lands: what `.ci/run` does
    Ci,
    /// Hold imf against the samples' broken packages and corpus
    Conformance(conformance::Arguments),
    /// Hold the licenses and versions of the dependencies against what the project allows
    Dependencies,
    /// Write the rule pages of docs/rules/ and enter new rules in the catalogue, or say what is not current
    Docs(docs::Arguments),
    /// Write the register tables of imf-mxf, or say which are not current
    Registers(registers::Arguments),
    /// Write the packages of testdata/ and the seeds of fuzz/, or say which are not current
    Testdata(testdata::Arguments),
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do where even this cannot be written.
            let _ = writeln!(io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let out = &mut io::stdout().lock();
    match &arguments.chore {
        Chore::Ci => ci::run(&root),
        Chore::Conformance(arguments) => conformance::run(&root, arguments, out),
        Chore::Dependencies => dependencies::run(&root, out),
        Chore::Docs(arguments) => docs::run(&root, arguments, out),
        Chore::Registers(arguments) => registers::run(&root, arguments, out),
        Chore::Testdata(arguments) => testdata::run(&root, arguments, out),
    }
}
