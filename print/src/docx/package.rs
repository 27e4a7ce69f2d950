//! A docx as an ordered list of parts; reading refuses bombs, writing is byte-stable.

use std::io::{Cursor, Read, Write};

use thiserror::Error;
use zip::{
    CompressionMethod, DateTime, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions,
};

/// What a docx from outside may weigh; the defaults fit a contract with scanned pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the zip itself.
    pub packed: u64,
    /// Files in the zip.
    pub entries: usize,
    /// Bytes of all files together after unpacking.
    pub unpacked: u64,
    /// Unpacked bytes for one packed byte, looked at from 1 MiB unpacked on.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            packed: 20 << 20,
            entries: 1000,
            unpacked: 64 << 20,
            ratio: 200,
        }
    }
}

/// Why bytes were not taken as a docx.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackageError {
    /// Not a zip, or a broken one.
    #[error(
        "expected a .docx (a zip archive), found something else: {reason}; save the file in Word again as .docx"
    )]
    NotZip {
        /// What the zip reader says.
        reason: String,
    },
    /// One of [`Limits`] is passed.
    #[error("the file has more {what} than the limit of {limit}; make the template smaller")]
    TooLarge {
        /// Which limit: bytes, files, unpacked bytes, times its packed size.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// Two files of one name, or a name that leaves the archive.
    #[error(
        "the archive has a file name that a .docx never has: {name:?}; save the file in Word again"
    )]
    BadName {
        /// The name found.
        name: String,
    },
    /// A part that every docx has is not there.
    #[error(
        "expected the part {part} in the .docx, found none; save the file in Word again as .docx"
    )]
    NoPart {
        /// The part, by its name or role.
        part: &'static str,
    },
}

#[derive(Debug, Clone)]
struct Part {
    name: String,
    bytes: Vec<u8>,
}

/// The parts of a docx in the order of the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Package {
    parts: Vec<Part>,
}

impl Package {
    /// Reads a zip within `limits`; sizes are counted while unpacking, never believed.
    pub(crate) fn read(bytes: &[u8], limits: Limits) -> Result<Self, PackageError> {
        let too_large = |what, limit| PackageError::TooLarge { what, limit };
        let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if packed > limits.packed {
            return Err(too_large("bytes", limits.packed));
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(not_zip)?;
        if archive.len() > limits.entries {
            return Err(too_large(
                "files",
                u64::try_from(limits.entries).unwrap_or(u64::MAX),
            ));
        }
        let mut package = Self::default();
        let mut left = limits.unpacked;
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).map_err(not_zip)?;
            if file.is_dir() {
                continue;
            }
            let name = file.name().to_owned();
            if !is_part_name(&name) || package.get(&name).is_some() {
                return Err(PackageError::BadName { name });
            }
            let packed = file.compressed_size().max(1);
            let mut bytes = Vec::new();
            file.by_ref()
                .take(left + 1)
                .read_to_end(&mut bytes)
                .map_err(not_zip)?;
            let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            left = left
                .checked_sub(size)
                .ok_or(too_large("unpacked bytes", limits.unpacked))?;
            if size > 1 << 20 && size / packed > limits.ratio {
                return Err(too_large("times its packed size", limits.ratio));
            }
            package.parts.push(Part { name, bytes });
        }
        Ok(package)
    }

    /// The zip: parts in order, deflated, dated 1980-01-01, so that equal parts give equal bytes.
    pub(crate) fn write(&self) -> Result<Vec<u8>, PackageError> {
        self.write_as(CompressionMethod::Deflated)
    }

    /// The zip without compression, for a reader in the same process.
    #[cfg(feature = "pdf")]
    pub(crate) fn write_stored(&self) -> Result<Vec<u8>, PackageError> {
        self.write_as(CompressionMethod::Stored)
    }

    fn write_as(&self, method: CompressionMethod) -> Result<Vec<u8>, PackageError> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for part in &self.parts {
            writer
                .start_file(part.name.as_str(), options)
                .map_err(not_zip)?;
            writer.write_all(&part.bytes).map_err(not_zip)?;
        }
        Ok(writer.finish().map_err(not_zip)?.into_inner())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&[u8]> {
        self.parts
            .iter()
            .find(|part| part.name == name)
            .map(|part| part.bytes.as_slice())
    }

    /// Replaces a part, or appends it.
    pub(crate) fn put(&mut self, name: &str, bytes: Vec<u8>) {
        match self.parts.iter_mut().find(|part| part.name == name) {
            Some(part) => part.bytes = bytes,
            None => self.parts.push(Part {
                name: name.to_owned(),
                bytes,
            }),
        }
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.parts.retain(|part| part.name != name);
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.name.as_str())
    }
}

fn is_part_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('/')
        && !name.contains(['\\', '\0', ':'])
        && name
            .split('/')
            .all(|piece| !matches!(piece, "" | "." | ".."))
}

fn not_zip(error: impl Into<ZipError>) -> PackageError {
    let reason = error.into().to_string();
    PackageError::NotZip { reason }
}

#[cfg(test)]
mod tests {
    use super::{Limits, Package, PackageError};

    fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut package = Package::default();
        for (name, bytes) in parts {
            package.put(name, bytes.clone());
        }
        package.write().unwrap()
    }

    #[test]
    fn a_package_survives_writing_and_reading() {
        let bytes = zipped(&[("b/x.xml", b"<x/>".to_vec()), ("a.xml", b"<a/>".to_vec())]);
        let read = Package::read(&bytes, Limits::default()).unwrap();
        assert_eq!(read.names().collect::<Vec<_>>(), ["b/x.xml", "a.xml"]);
        assert_eq!(read.write().unwrap(), bytes);
    }

    #[test]
    fn a_bomb_is_refused_by_its_ratio_and_by_its_size() {
        let bytes = zipped(&[("word/document.xml", vec![b' '; 8 << 20])]);
        let by_ratio = Package::read(&bytes, Limits::default()).unwrap_err();
        assert_eq!(
            by_ratio,
            PackageError::TooLarge {
                what: "times its packed size",
                limit: 200
            }
        );
        let small = Limits {
            unpacked: 1 << 20,
            ratio: u64::MAX,
            ..Limits::default()
        };
        let by_size = Package::read(&bytes, small).unwrap_err();
        assert_eq!(
            by_size,
            PackageError::TooLarge {
                what: "unpacked bytes",
                limit: 1 << 20
            }
        );
    }

    #[test]
    fn too_many_files_and_names_that_leave_the_archive_are_refused() {
        let names: Vec<_> = (0..5).map(|n| format!("{n}.xml")).collect();
        let parts: Vec<_> = names.iter().map(|n| (n.as_str(), Vec::new())).collect();
        let few = Limits {
            entries: 4,
            ..Limits::default()
        };
        assert!(matches!(
            Package::read(&zipped(&parts), few),
            Err(PackageError::TooLarge { what: "files", .. })
        ));
        for name in ["../x", "/x", "a//b", "C:x", "a\\b"] {
            assert!(!super::is_part_name(name), "{name}");
        }
    }

    #[test]
    fn text_is_not_a_zip() {
        assert!(matches!(
            Package::read(b"<html>", Limits::default()),
            Err(PackageError::NotZip { .. })
        ));
    }
}
