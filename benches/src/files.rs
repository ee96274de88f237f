//! Large files for benchmarks, warm or cold, and packages of them.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rustix::fs::{Advice, fadvise};

const PIECE: usize = 1024 * 1024;

/// Writes files of so many MiB that do not compress, and gives their paths.
pub fn write(folder: &Path, prefix: &str, mebibytes: &[usize]) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    let mut piece = vec![0_u64; PIECE / 8];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for (number, &mebibytes) in mebibytes.iter().enumerate() {
        let path = folder.join(format!("{prefix}-{number}.mxf"));
        let mut file = File::create(&path).with_context(|| path.display().to_string())?;
        for _ in 0..mebibytes {
            for word in &mut piece {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                *word = state;
            }
            let bytes: Vec<u8> = piece.iter().flat_map(|word| word.to_le_bytes()).collect();
            file.write_all(&bytes)?;
        }
        file.sync_all()?;
        paths.push(path);
    }
    Ok(paths)
}

/// Takes the files out of the system's memory. What is below this system, a hypervisor's host, may still have them.
pub fn cool(paths: &[PathBuf]) -> Result<()> {
    for path in paths {
        fadvise(File::open(path)?, 0, None, Advice::DontNeed)?;
    }
    Ok(())
}

/// Brings the files into the system's memory.
pub fn warm(paths: &[PathBuf]) -> Result<()> {
    let mut piece = vec![0; PIECE];
    for path in paths {
        let mut file = File::open(path)?;
        while file.read(&mut piece)? > 0 {}
    }
    Ok(())
}

/// Writes an asset map and a packing list beside the files, with digests that are wrong: to be told so, all of each
/// file has to be read.
pub fn package(folder: &Path, paths: &[PathBuf]) -> Result<()> {
    let id = |number: usize| format!("urn:uuid:00000000-0000-4000-8000-{number:012x}");
    let mut map = BufWriter::new(File::create(folder.join("ASSETMAP.xml"))?);
    write!(
        map,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AssetMap xmlns=\"http://www.smpte-ra.org/schemas/429-9/2007/AM\">\n  \
         <Id>{}</Id>\n  <Creator>bench</Creator>\n  <VolumeCount>1</VolumeCount>\n  <IssueDate>2026-01-02T03:04:05Z</IssueDate>\n  \
         <Issuer>bench</Issuer>\n  <AssetList>\n    <Asset><Id>{}</Id><PackingList>true</PackingList><ChunkList><Chunk>\
         <Path>PKL.xml</Path></Chunk></ChunkList></Asset>\n",
        id(1),
        id(2)
    )?;
    let mut list = BufWriter::new(File::create(folder.join("PKL.xml"))?);
    write!(
        list,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PackingList xmlns=\"http://www.smpte-ra.org/schemas/429-8/2007/PKL\">\n  \
         <Id>{}</Id>\n  <IssueDate>2026-01-02T03:04:05Z</IssueDate>\n  <Issuer>bench</Issuer>\n  <Creator>bench</Creator>\n  \
         <AssetList>\n",
        id(2)
    )?;
    for (number, path) in paths.iter().enumerate() {
        let (id, name) = (id(100 + number), path.file_name().unwrap_or_default());
        writeln!(
            map,
            "    <Asset><Id>{id}</Id><ChunkList><Chunk><Path>{}</Path></Chunk></ChunkList></Asset>",
            name.to_string_lossy()
        )?;
        writeln!(
            list,
            "    <Asset><Id>{id}</Id><Hash>2jmj7l5rSw0yVb/vlWAYkK/YBwk=</Hash><Size>{}</Size><Type>application/mxf</Type></Asset>",
            fs::metadata(path)?.len()
        )?;
    }
    write!(map, "  </AssetList>\n</AssetMap>\n")?;
    write!(list, "  </AssetList>\n</PackingList>\n")?;
    map.flush()?;
    Ok(list.flush()?)
}
