//! Samples of a portal's answers, each read as the client reads it.
//!
//! `BITRIX24_SAMPLES=FILE` names a file of JSON lines: `method`, `kind` (success, error, event,
//! placement, fragment; `-repaired` behind a sample that was mended), `api` (v2 or v3),
//! `well_formed`, `raw` (the body as text). A relative path begins at the root of the workspace.
//! Without the variable the crate's own few samples are used.
//!
//! A success is read with its method's type and written back; every value must come out again, in
//! any of the shapes that PHP gives it, numbers digit by digit. Methods without a type are read as
//! open values. Errors become [`Error`](bitrix_client::Error)s of a known kind, events and posts of
//! frames are read from the form that a portal posts.

mod inbound;
pub(crate) mod json;
pub(crate) mod old_api;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bitrix_client::{Api, ErrorKind, MethodInfo, OpenValue, RawJson, covered_methods, read_answer};
use json::Json;

/// The share of successes that must have a type.
const WANTED_TYPED_PERCENT: usize = 85;

/// One line of the file.
struct Sample {
    file: String,
    method: String,
    kind: String,
    api: Api,
    well_formed: bool,
    raw: String,
}

/// What became of a sample.
enum Outcome {
    Typed,
    Open,
    Failed(String),
}

#[derive(Default)]
struct Report {
    total: usize,
    decoded: usize,
    successes: usize,
    typed_successes: usize,
    typed: usize,
    open: BTreeSet<String>,
    failed: Vec<String>,
}

fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap().to_path_buf()
}

fn samples(path: &Path) -> Vec<Sample> {
    let text = std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("expected samples in {}: {error}", path.display()));
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(sample).collect()
}

fn sample(line: &str) -> Sample {
    let line = Json::read(line).expect("every line is a JSON object");
    let text = |name| line.text(name).unwrap_or_default().to_owned();
    Sample {
        file: text("file"),
        method: text("method"),
        kind: text("kind"),
        api: if text("api") == "v3" {
            Api::V3
        } else {
            Api::V2
        },
        well_formed: line.text("well_formed").is_none_or(|it| it == "ok"),
        raw: text("raw"),
    }
}

impl Sample {
    fn method(&self) -> Option<&'static MethodInfo> {
        covered_methods().find(|known| {
            known.api() == self.api && known.name().eq_ignore_ascii_case(&self.method)
        })
    }

    fn judge(&self) -> Outcome {
        match self.kind.trim_end_matches("-repaired") {
            "success" => self.success(),
            "error" => self.error(),
            "event" | "placement" => inbound::judge(&self.raw),
            _ => match RawJson::new(&self.raw).parse::<OpenValue>() {
                Ok(_) => Outcome::Open,
                Err(error) => Outcome::Failed(error.to_string()),
            },
        }
    }

    fn success(&self) -> Outcome {
        // The authorization server answers without an envelope.
        if self.method == "oauth.token" {
            return match RawJson::new(&self.raw).parse::<OpenValue>() {
                Ok(_) => Outcome::Open,
                Err(error) => Outcome::Failed(error.to_string()),
            };
        }
        let read = read_answer::<OpenValue>(&self.method, 200, self.raw.as_bytes());
        let result = match read {
            Ok(reply) => reply.answer,
            Err(error) => return Outcome::Failed(error.to_string()),
        };
        let Some(method) = self.method() else {
            return Outcome::Open;
        };
        match method.reread(result.raw()) {
            Err(error) => Outcome::Failed(error.to_string()),
            Ok(again) => {
                let (sent, again) = (Json::read(result.raw().as_str()), Json::read(&again));
                let sent = sent.expect("what was read is JSON").without_times();
                let lost = sent.lost_in(&again.expect("what is written is JSON"));
                lost.map_or(Outcome::Typed, Outcome::Failed)
            }
        }
    }

    fn error(&self) -> Outcome {
        let read = read_answer::<OpenValue>(&self.method, 400, self.raw.as_bytes());
        match read.map(|_| ()).map_err(|error| error.kind()) {
            Err(ErrorKind::NotJson { .. } | ErrorKind::Decode) | Ok(()) => {
                Outcome::Failed("expected a refusal".to_owned())
            }
            Err(_) => Outcome::Typed,
        }
    }
}

impl Report {
    fn of(samples: &[Sample]) -> Self {
        let mut report = Self::default();
        for sample in samples {
            report.add(sample);
        }
        report
    }

    fn add(&mut self, sample: &Sample) {
        let success = sample.kind.starts_with("success");
        self.total += 1;
        self.successes += usize::from(success);
        let outcome = sample.judge();
        if let Outcome::Failed(why) = outcome {
            if sample.well_formed {
                self.failed
                    .push(format!("{} {}: {why}", sample.file, sample.method));
            }
            return;
        }
        self.decoded += 1;
        if matches!(outcome, Outcome::Typed) {
            self.typed += 1;
            self.typed_successes += usize::from(success);
        } else if success {
            self.open.insert(sample.method.clone());
        }
    }

    fn print(&self) {
        let percent = (self.typed_successes * 100)
            .checked_div(self.successes)
            .unwrap_or(0);
        println!("decoded/total: {}/{}", self.decoded, self.total);
        println!(
            "typed/total: {}/{} successes ({percent} %), {}/{} samples",
            self.typed_successes, self.successes, self.typed, self.total
        );
        println!(
            "open methods: {}",
            self.open.iter().cloned().collect::<Vec<_>>().join(", ")
        );
        for failure in &self.failed {
            println!("FAILED {failure}");
        }
    }
}

#[test]
fn every_sample_is_read_and_nothing_typed_is_lost() {
    let path = match std::env::var_os("BITRIX24_SAMPLES") {
        Some(path) => root().join(path),
        None => root().join("bitrix-client/tests/it/answers/samples.jsonl"),
    };
    let samples = samples(&path);
    assert!(!samples.is_empty(), "{} holds no sample", path.display());
    let report = Report::of(&samples);
    report.print();
    assert!(
        report.failed.is_empty(),
        "{} samples failed",
        report.failed.len()
    );
    assert!(report.successes > 0, "no sample is an answer");
    assert!(
        report.typed_successes * 100 >= report.successes * WANTED_TYPED_PERCENT,
        "expected at least {WANTED_TYPED_PERCENT} % of the successes to have a type"
    );
}
