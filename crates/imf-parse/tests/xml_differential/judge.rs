//! The JDK's verdicts, from a Java program that runs beside the test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// What Xerces says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Valid,
    /// Well-formed, but not valid.
    Invalid,
    /// Not well-formed.
    Malformed,
    /// It has a document type declaration.
    Doctype,
    /// The processor itself failed.
    Broken,
}

/// A Java program that waits for documents.
pub(crate) struct Judge(Child);

/// A Java program that is at work.
pub(crate) struct Running {
    writer: JoinHandle<std::io::Result<()>>,
    reader: JoinHandle<Vec<(Verdict, String)>>,
    child: Child,
}

impl Judge {
    /// Starts it; `None` where there is no Java.
    pub(crate) fn start(schemas: &Path) -> Option<Self> {
        Command::new("java")
            .arg("-version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .ok()?
            .success()
            .then_some(())?;
        let program =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/xml/XercesJudge.java");
        let child = Command::new("java")
            .args(["-Xshare:auto", "-XX:+UseSerialGC"])
            .arg(program)
            .arg(schemas)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("java can be started");
        Some(Self(child))
    }

    /// Feeds it the documents.
    pub(crate) fn judge(mut self, documents: Vec<Vec<u8>>) -> Running {
        let mut input = self.0.stdin.take().expect("a pipe");
        let output = self.0.stdout.take().expect("a pipe");
        let writer = std::thread::spawn(move || {
            for document in documents {
                let length = u32::try_from(document.len()).expect("small documents");
                input.write_all(&length.to_be_bytes())?;
                input.write_all(&document)?;
            }
            Ok(())
        });
        let reader = std::thread::spawn(move || {
            BufReader::new(output)
                .lines()
                .map(|line| line.expect("lines of UTF-8"))
                .map(|line| (verdict(&line), line))
                .collect()
        });
        Running {
            writer,
            reader,
            child: self.0,
        }
    }
}

impl Running {
    /// Waits for all verdicts, each with the line that holds it.
    pub(crate) fn finish(mut self) -> Vec<(Verdict, String)> {
        self.writer
            .join()
            .expect("no panic")
            .expect("java reads all documents");
        let verdicts = self.reader.join().expect("no panic");
        assert!(
            self.child.wait().expect("java ends").success(),
            "java failed"
        );
        verdicts
    }
}

fn verdict(line: &str) -> Verdict {
    match line.split(' ').next() {
        Some("doctype") => Verdict::Doctype,
        Some("broken") => Verdict::Broken,
        Some("malformed") => Verdict::Malformed,
        Some("invalid") => Verdict::Invalid,
        Some("valid") => Verdict::Valid,
        _ => panic!("no verdict: {line}"),
    }
}
