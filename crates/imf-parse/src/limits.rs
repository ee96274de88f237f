//! What a document may cost.

/// Limits on a document. Reaching one stops the reading and is a [`Problem`](crate::Problem), not an error.
///
/// The defaults lie far above every real document and far below what hurts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of decoded text; at most 4 GiB less one, since a [`Place`](crate::Place) has four bytes.
    pub document_bytes: u32,
    /// Bytes of one tag, text, comment or processing instruction, and of one subtree that is kept as it is.
    pub item_bytes: u32,
    /// Elements inside each other.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Problems that are listed; more of them are only counted in one last problem.
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: u32::MAX - 1,
            item_bytes: 16 << 20,
            depth: 200,
            attributes: 256,
            problems: 1000,
        }
    }
}
