//! The commands of README.md do what it shows.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every command of a `console` block, with the output that the block shows.
fn commands(text: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for block in text.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                commands.push((command.to_owned(), String::new()));
            } else {
                let (_, output) = commands.last_mut().expect("a command before its output");
                output.push_str(line);
                output.push('\n');
            }
        }
    }
    commands
}

#[test]
fn commands_give_the_outputs_shown() {
    let text = fs::read_to_string(root().join("README.md")).expect("README.md");
    let ci = fs::read_to_string(root().join(".ci/run")).expect(".ci/run");
    let mut run = 0;
    for (command, shown) in commands(&text) {
        if command == "cargo test --workspace" {
            assert!(ci.contains(&command), ".ci/run does not call `{command}`");
            continue;
        }
        let arguments = command
            .strip_prefix("cargo run --release -- ")
            .or_else(|| command.strip_prefix("imf "))
            .unwrap_or_else(|| {
                panic!("README.md has a command that this test does not know: {command}")
            });
        let output = Command::new(env!("CARGO_BIN_EXE_imf"))
            .args(arguments.split_whitespace())
            .current_dir(root())
            .env_remove("CLICOLOR_FORCE")
            .output()
            .expect("the program runs");
        let printed = String::from_utf8(output.stdout).expect("text");
        assert!(
            output.stderr.is_empty(),
            "{command}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        if !shown.is_empty() {
            assert_eq!(printed, shown, "{command}");
        }
        run += 1;
    }
    assert!(run >= 3, "README.md shows {run} commands of imf");
}

#[test]
fn links_of_the_pages_lead_somewhere() {
    for page in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/divergences.md",
    ] {
        let path = root().join(page);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{page}: {error}"));
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let target = target.split('#').next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") {
                assert!(
                    path.with_file_name(target).exists()
                        || path
                            .parent()
                            .is_some_and(|folder| folder.join(target).exists()),
                    "{page} links to {target}"
                );
            }
        }
    }
}
