use crate::scratch::Scratch;

#[test]
fn every_command_explains_itself() {
    let scratch = Scratch::new();
    for command in ["", "check", "payload", "inspect", "explain", "rules"] {
        let arguments: Vec<&str> = [command, "--help"]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        let run = scratch.imf(&arguments);
        assert_eq!((run.status, &*run.stderr), (0, ""));
        let name = if command.is_empty() { "imf" } else { command };
        insta::assert_snapshot!(format!("help_{name}"), run.stdout);
    }
}

#[test]
fn the_version_is_that_of_the_crate() {
    let run = Scratch::new().imf(&["--version"]);
    assert_eq!(
        (run.status, run.stdout),
        (0, format!("imf {}\n", env!("CARGO_PKG_VERSION")))
    );
}

#[test]
fn a_wrong_command_line_is_the_users() {
    for arguments in [
        &[][..],
        &["chek"],
        &["--no-such-option"],
        &["explain"],
        &["payload"],
    ] {
        let run = Scratch::new().imf(arguments);
        assert_eq!((run.status, &*run.stdout), (2, ""), "{arguments:?}");
        assert!(run.stderr.contains("Usage: imf"), "{}", run.stderr);
    }
}
