//! Finished runs: all texts of a run in one deflated piece.
//!
//! The texts repeat each other: what was ordered and read stands in the papers and again in the
//! outcome that the run is played from. Together they take half of what they take apart, and in
//! parts of a tenth of a page they leave no page half empty. Nothing is written to a finished run
//! but that it is forgotten.

use super::packed::{pack, unpack_bytes};
use super::read::rows;
use super::row::{broken, text};
use super::thread::Refusal;
use docflow_core::Snapshot;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write as _;

/// Bytes of a part; longer where a text would have more parts than [`MOST_PARTS`].
const PART: usize = 400;
/// Parts of a run have neighbouring places.
const MOST_PARTS: usize = 256;

/// The texts of a finished run.
#[derive(Default)]
pub(super) struct Archive {
    run: String,
    dossier: Option<String>,
    papers: Option<String>,
    /// Bodies of outcomes by their number.
    pub(super) bodies: BTreeMap<i64, String>,
}

/// How long each text is, in bytes: the first line, which the texts follow as they are.
#[derive(Serialize, Deserialize)]
struct Lengths {
    run: usize,
    dossier: Option<usize>,
    papers: Option<usize>,
    bodies: BTreeMap<i64, usize>,
}

impl Archive {
    pub(super) fn snapshot(self) -> Snapshot {
        Snapshot {
            run: self.run,
            dossier: self.dossier,
            papers: self.papers,
        }
    }

    fn write(&self) -> Option<String> {
        let bodies = self.bodies.iter();
        let lengths = Lengths {
            run: self.run.len(),
            dossier: self.dossier.as_ref().map(String::len),
            papers: self.papers.as_ref().map(String::len),
            bodies: bodies.map(|(number, body)| (*number, body.len())).collect(),
        };
        let mut text = serde_json::to_string(&lengths).ok()?;
        text.push('\n');
        text.push_str(&self.run);
        let others = self.dossier.iter().chain(&self.papers);
        text.extend(others.chain(self.bodies.values()).map(String::as_str));
        Some(text)
    }

    fn read(text: &str) -> Option<Self> {
        let (lengths, mut rest) = text.split_once('\n')?;
        let lengths: Lengths = serde_json::from_str(lengths).ok()?;
        let mut next = |length: usize| {
            let (text, others) = rest.split_at_checked(length)?;
            rest = others;
            Some(text.to_owned())
        };
        let mut perhaps = |length: Option<usize>| match length {
            Some(length) => next(length).map(Some),
            None => Some(None),
        };
        let run = perhaps(Some(lengths.run))??;
        let (dossier, papers) = (perhaps(lengths.dossier)?, perhaps(lengths.papers)?);
        let bodies = lengths.bodies.into_iter();
        let bodies = bodies.map(|(number, length)| Some((number, next(length)?)));
        Some(Self {
            run,
            dossier,
            papers,
            bodies: bodies.collect::<Option<_>>()?,
        })
    }
}

/// Lays the texts of a run that has just finished into its archive.
pub(super) fn lay_down(db: &Connection, id: i64) -> Result<(), Refusal> {
    let archive = collect(db, id)?;
    let packed = archive.write().and_then(|text| {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        let written = encoder.write_all(text.as_bytes());
        written.and_then(|()| encoder.finish()).ok()
    });
    let packed = packed.ok_or_else(broken)?;
    let length = packed.len().div_ceil(MOST_PARTS).max(PART);
    for (place, part) in (first_place(id)..).zip(packed.chunks(length)) {
        db.prepare_cached("INSERT INTO archives (place, body) VALUES (?1, ?2)")?
            .execute(params![place, part])?;
    }
    for done in [
        "DELETE FROM snapshots WHERE run = ?1",
        "DELETE FROM papers WHERE run = ?1",
        "UPDATE outcomes SET body = NULL WHERE run = ?1 AND body IS NOT NULL",
    ] {
        db.prepare_cached(done)?.execute([id])?;
    }
    Ok(())
}

fn collect(db: &Connection, id: i64) -> Result<Archive, Refusal> {
    let texts = rows(
        db,
        "SELECT snapshots.body, dossier, papers.body AS papers
         FROM snapshots LEFT JOIN papers ON papers.run = snapshots.run WHERE snapshots.run = ?1",
        [id],
        |row| {
            Ok(Archive {
                run: text(row, "body")?.ok_or_else(broken)?,
                dossier: text(row, "dossier")?,
                papers: text(row, "papers")?,
                bodies: BTreeMap::new(),
            })
        },
    )?;
    let bodies = rows(
        db,
        "SELECT number, body FROM outcomes WHERE run = ?1 AND body IS NOT NULL",
        [id],
        |row| Ok((row.get("number")?, text(row, "body")?.ok_or_else(broken)?)),
    )?;
    let archive = texts.into_iter().next().ok_or_else(broken)?;
    Ok(Archive {
        bodies: bodies.into_iter().collect(),
        ..archive
    })
}

/// The archive of a run, if it has one.
pub(super) fn find(db: &Connection, id: i64) -> Result<Option<Archive>, Refusal> {
    let parts = rows(
        db,
        "SELECT body FROM archives WHERE place >= ?1 AND place < ?2 ORDER BY place",
        params![first_place(id), first_place(id.saturating_add(1))],
        |row| Ok(row.get::<_, Vec<u8>>("body")?),
    )?;
    if parts.is_empty() {
        return Ok(None);
    }
    let text = unpack_bytes(&parts.concat())?;
    Archive::read(&text).map(Some).ok_or_else(broken)
}

/// Keeps only what the run itself says, which names nobody.
pub(super) fn forget(db: &Connection, id: i64) -> Result<(), Refusal> {
    let Some(archive) = find(db, id)? else {
        return Ok(());
    };
    db.prepare_cached("INSERT INTO snapshots (run, body) VALUES (?1, ?2)")?
        .execute(params![id, pack(&archive.run)])?;
    db.prepare_cached("DELETE FROM archives WHERE place >= ?1 AND place < ?2")?
        .execute([first_place(id), first_place(id.saturating_add(1))])?;
    Ok(())
}

fn first_place(id: i64) -> i64 {
    id.saturating_mul(256)
}
