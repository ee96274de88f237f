//! Main headers of JPEG 2000 codestreams.

#![cfg(test)]

#[path = "../essence/corpus.rs"]
mod corpus;
mod headers;
mod hostile;
mod samples;

/// A codestream of one component, 16 by 8, with two decomposition levels, as parts that a test may change.
#[derive(Clone, Debug)]
pub(crate) struct Codestream {
    pub(crate) segments: Vec<(u16, Vec<u8>)>,
}

impl Codestream {
    pub(crate) fn small() -> Self {
        let mut siz = vec![0, 0];
        for number in [16_u32, 8, 0, 0, 16, 8, 0, 0] {
            siz.extend(number.to_be_bytes());
        }
        siz.extend([0, 1, 7, 1, 1]);
        let cod = vec![1, 2, 0, 1, 0, 2, 3, 3, 0, 1, 0x77, 0x88, 0x88];
        let qcd = vec![0x40, 8, 16, 16, 24, 16, 16, 24];
        Self {
            segments: vec![(0xff51, siz), (0xff52, cod), (0xff5c, qcd)],
        }
    }

    /// The parameters of the segment with `marker`.
    pub(crate) fn parameters(&mut self, marker: u16) -> &mut Vec<u8> {
        let segment = self.segments.iter_mut().find(|(other, _)| *other == marker);
        &mut segment.expect("it is there").1
    }

    /// Where the marker of the segment with `index` lies.
    pub(crate) fn place(&self, index: usize) -> u64 {
        let before = self.segments.iter().take(index);
        2 + before
            .map(|(_, parameters)| 4 + parameters.len() as u64)
            .sum::<u64>()
    }

    /// The bytes of the main header, and a start of tile-part.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0xff, 0x4f];
        for (marker, parameters) in &self.segments {
            bytes.extend(marker.to_be_bytes());
            bytes.extend(u16::try_from(2 + parameters.len()).unwrap().to_be_bytes());
            bytes.extend(parameters);
        }
        bytes.extend([0xff, 0x90, 0, 10, 0, 0]);
        bytes
    }
}
