//! The command line.

use std::path::PathBuf;

/// What was asked for.
pub(crate) enum Command {
    /// The whole demo.
    Play(Options),
    /// The part of scenario (e) that runs in a process of its own.
    Drive(Drive),
}

/// How the demo is played.
pub(crate) struct Options {
    /// Where files go.
    pub(crate) out: PathBuf,
    /// One JSON object instead of the timeline.
    pub(crate) json: bool,
    /// The step after which the process of scenario (e) is killed.
    pub(crate) kill_after: String,
}

/// What the process of scenario (e) needs.
pub(crate) struct Drive {
    pub(crate) portal: String,
    pub(crate) onec: String,
    pub(crate) home: PathBuf,
    pub(crate) now: String,
    pub(crate) kill_after: Option<String>,
}

const USAGE: &str = "expected [--out DIR] [--json] [--kill-after STEP], STEP one of facts, issue, \
                     attach/contract, attach/invoice-1, announce";

impl Options {
    pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Command, String> {
        let mut words = words.peekable();
        if words.next_if(|word| word == "drive").is_some() {
            return Drive::parse(words).map(Command::Drive);
        }
        let mut options = Self {
            out: PathBuf::from("target/demo"),
            json: false,
            kill_after: "issue".to_owned(),
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word}: {USAGE}"));
            match word.as_str() {
                "--out" => options.out = PathBuf::from(value()?),
                "--json" => options.json = true,
                "--kill-after" => options.kill_after = step(value()?)?,
                _ => return Err(format!("found {word}, {USAGE}")),
            }
        }
        Ok(Command::Play(options))
    }
}

fn step(name: String) -> Result<String, String> {
    const STEPS: [&str; 5] = [
        "facts",
        "issue",
        "attach/contract",
        "attach/invoice-1",
        "announce",
    ];
    if STEPS.contains(&name.as_str()) {
        Ok(name)
    } else {
        Err(format!("found {name}, {USAGE}"))
    }
}

impl Drive {
    fn parse(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let words: Vec<String> = words.collect();
        let [portal, onec, home, now, kill_after @ ..] = words.as_slice() else {
            return Err("drive is started by the demo itself".to_owned());
        };
        Ok(Self {
            portal: portal.clone(),
            onec: onec.clone(),
            home: PathBuf::from(home),
            now: now.clone(),
            kill_after: kill_after.first().cloned(),
        })
    }
}
