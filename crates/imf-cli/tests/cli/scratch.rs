//! A folder with packages in it, and the program run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use imf_testkit::Imp;
use tempfile::TempDir;

/// A scratch folder; packages lie in it under short names, so that output holds no path of this machine.
pub(crate) struct Scratch(TempDir);

/// What a run left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().expect("a scratch folder"))
    }

    /// A scratch folder with `package` in the folder `demo`.
    pub(crate) fn with(package: &Imp) -> Self {
        let scratch = Self::new();
        scratch.add("demo", package);
        scratch
    }

    /// Writes `package` into the folder `name`.
    pub(crate) fn add(&self, name: &str, package: &Imp) {
        let folder = self.path(name);
        fs::create_dir(&folder).expect("a new folder");
        package
            .write_to(&folder)
            .expect("a package in the scratch folder");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("a file in the scratch folder")
    }

    /// The names in the scratch folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the scratch folder");
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    /// Runs the program in the scratch folder.
    pub(crate) fn imf(&self, arguments: &[&str]) -> Run {
        self.imf_with(&[], arguments)
    }

    /// Runs the program in the scratch folder with these environment variables and no others.
    pub(crate) fn imf_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
        run(self
            .command()
            .envs(variables.iter().copied())
            .args(arguments))
    }

    /// The program, about to run in the scratch folder without an environment.
    pub(crate) fn command(&self) -> Command {
        imf(self.0.path())
    }
}

/// The program, about to run in `folder` without an environment.
pub(crate) fn imf(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imf"));
    command.current_dir(folder).env_clear();
    command
}

/// What `command` does.
pub(crate) fn run(command: &mut Command) -> Run {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the program runs");
    Run {
        status: status.code().expect("the program ends by itself"),
        stdout: String::from_utf8(stdout).expect("output is UTF-8"),
        stderr: String::from_utf8(stderr).expect("output is UTF-8"),
    }
}

/// A package whose composition was edited after packing: its hash is no longer that of the packing list.
pub(crate) fn damaged() -> Imp {
    let mut package = Imp::minimal();
    let composition = package.composition();
    package.edit(&composition, "</Issuer>", "!</Issuer>");
    package
}

/// A package with a file that no document names.
pub(crate) fn littered() -> Imp {
    let mut package = Imp::minimal();
    package
        .files
        .insert("notes.txt".to_owned(), b"for later".to_vec());
    package
}
