//! What the program ends with.

use std::process::ExitCode;

use imf_payload::Error;

/// How a run ended, from the best to the worst: of several packages the worst counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Everything asked for was done, and nothing fails the package.
    Passed,
    /// The package is at fault.
    Failed,
    /// Something could not be read or written.
    Unreadable,
    /// The command line is at fault.
    Misused,
    /// This program is at fault.
    Fault,
}

impl Status {
    /// The number that the shell sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::Misused => 2,
            Self::Unreadable => 3,
            Self::Fault => 4,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}

/// The status of a report.
pub(crate) fn of_report(report: &imf_check::Report) -> Status {
    match report.exit_status() {
        0 => Status::Passed,
        1 => Status::Failed,
        _ => Status::Unreadable,
    }
}

/// The status of an error that ends a command: by who is to blame.
pub(crate) fn of_error(error: &anyhow::Error) -> Status {
    if error.is::<Misuse>() {
        return Status::Misused;
    }
    match error.downcast_ref::<Error>() {
        Some(
            Error::Ambiguous { .. }
            | Error::MemberDuplicate { .. }
            | Error::MembersInvalid { .. }
            | Error::Unknown { .. },
        ) => Status::Misused,
        Some(
            Error::Absent { .. }
            | Error::EncodingUnsupported { .. }
            | Error::InvalidUtf8 { .. }
            | Error::NotPacked { .. },
        ) => Status::Failed,
        _ => Status::Unreadable,
    }
}

/// A command line that clap cannot see is wrong.
#[derive(Debug)]
pub(crate) struct Misuse(pub(crate) String);

impl std::fmt::Display for Misuse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misuse {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_counts_as_the_manual_says() {
        let mut codes: Vec<(Status, u8)> = [
            Status::Fault,
            Status::Misused,
            Status::Passed,
            Status::Unreadable,
            Status::Failed,
        ]
        .map(|status| (status, status.code()))
        .to_vec();
        codes.sort_by_key(|(status, _)| std::cmp::Reverse(*status));
        assert_eq!(
            codes.into_iter().map(|(_, code)| code).collect::<Vec<_>>(),
            [4, 2, 3, 1, 0]
        );
    }
}
