//! The program `imf`: arguments, progress and exit status around the libraries that do the work.

mod args;
mod command;
mod copy;
mod guard;
mod interrupt;
mod known;
mod offered;
mod output;
mod package;
mod progress;
mod status;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use status::Status;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Usage errors, help and version end here, with the statuses that clap gives them: 2, 0 and 0.
    let arguments = Arguments::parse();
    guard::run(|| match run(arguments) {
        Ok(status) => status,
        Err(error) => {
            terminal::complain(&error, command::payload::help(&error));
            status::of_error(&error)
        }
    })
    .into()
}

fn run(arguments: Arguments) -> anyhow::Result<Status> {
    match arguments.command {
        Command::Check(arguments) => command::check::run(&arguments),
        Command::Explain(arguments) => command::explain::run(&arguments),
        Command::Inspect(arguments) => command::inspect::run(&arguments),
        Command::Merge(arguments) => command::scan::merge(&arguments),
        Command::Payload(arguments) => command::payload::run(&arguments),
        Command::Rules(arguments) => command::rules::run(&arguments),
        Command::Scan(arguments) => command::scan::run(&arguments),
    }
}
