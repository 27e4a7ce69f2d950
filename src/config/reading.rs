//! Judging values with their places: every fault is written down, and reading goes on.

use super::error::{ConfigError, ConfigFault};
use super::raw::{Date, Number, Text};
use chrono::NaiveDate;
use docflow_core::{RequisiteError, UserId};
use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest code of a firm, region, form or field.
const CODE_LIMIT: usize = 50;

/// Proof that what is wrong was written down: a value may be missing only with one of these.
#[derive(Clone, Copy, Debug)]
pub(super) struct Faulty(());

/// A value, or the proof that its fault was written down.
pub(super) type Read<T> = Result<T, Faulty>;

/// A file that is being judged.
pub(super) struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    folder: &'a Path,
    faults: Vec<ConfigFault>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(file: &'a str, text: &'a str, folder: &'a Path) -> Self {
        Self {
            file,
            text,
            folder,
            faults: Vec::new(),
        }
    }

    /// The value, unless anything was wrong.
    pub(super) fn finish<T>(self, value: Read<T>) -> Result<T, ConfigError> {
        match value {
            Ok(value) if self.faults.is_empty() => Ok(value),
            _ => Err(ConfigError::new(self.file, self.faults)),
        }
    }

    /// Writes down what is wrong; nothing comes of the value.
    pub(super) fn fault<T>(&mut self, at: Range<usize>, message: impl Into<String>) -> Read<T> {
        self.faults.push(ConfigFault {
            line: Some(line(self.text, at.start)),
            message: message.into(),
        });
        Err(Faulty(()))
    }

    /// The same for a text that was found where another was expected.
    pub(super) fn wrong<T>(
        &mut self,
        found: &Text,
        expected: impl Display,
        advice: &str,
    ) -> Read<T> {
        let text = found.get_ref();
        let message = format!("expected {expected}, found «{text}»; {advice}");
        self.fault(found.span(), message)
    }

    /// A text that is not empty.
    pub(super) fn filled(&mut self, text: &Text) -> Read<String> {
        let trimmed = text.get_ref().trim();
        if trimmed.is_empty() {
            return self.fault(
                text.span(),
                "expected a text, found an empty one; fill it in",
            );
        }
        Ok(trimmed.to_owned())
    }

    /// The same for a key that may be absent.
    pub(super) fn filled_if_given(&mut self, text: Option<&Text>) -> Read<Option<String>> {
        match text {
            None => Ok(None),
            Some(text) => self.filled(text).map(Some),
        }
    }

    /// A code that keys and templates name: letters, digits, «-», «_».
    pub(super) fn code(&mut self, text: &Text) -> Read<String> {
        let code = text.get_ref();
        let legal = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b);
        if !code.is_empty() && code.len() <= CODE_LIMIT && code.bytes().all(legal) {
            return Ok(code.clone());
        }
        let expected = format!("a code of a-z, 0-9, «-» and «_», at most {CODE_LIMIT} long");
        self.wrong(text, expected, "choose a plain one")
    }

    /// A word out of a list.
    pub(super) fn word<T>(
        &mut self,
        text: &Text,
        words: &[&str],
        read: impl Fn(&str) -> Option<T>,
    ) -> Read<T> {
        match read(text.get_ref()) {
            Some(value) => Ok(value),
            None => self.wrong(
                text,
                format!("one of {}", words.join(", ")),
                "take one of these",
            ),
        }
    }

    /// A requisite of ours.
    pub(super) fn requisite<T>(
        &mut self,
        text: &Text,
        parse: impl Fn(&str) -> Result<T, RequisiteError>,
    ) -> Read<T> {
        match parse(text.get_ref()) {
            Ok(value) => Ok(value),
            Err(error) => {
                let (requisite, fault, found) = (error.requisite(), error.fault(), text.get_ref());
                let message = format!("expected a valid {requisite}, found «{found}»: {fault}");
                self.fault(text.span(), message)
            }
        }
    }

    /// A reference of 1C: `4a9d5e3c-7a0b-11ef-9c1e-00155d000001`.
    pub(super) fn onec_ref(&mut self, text: &Text) -> Read<String> {
        let reference = text.get_ref().to_ascii_lowercase();
        let groups: Vec<&str> = reference.split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        let hex = |group: &&str| group.bytes().all(|b| b.is_ascii_hexdigit());
        if lengths == [8, 4, 4, 4, 12] && groups.iter().all(hex) {
            return Ok(reference);
        }
        self.wrong(
            text,
            "a reference of 1C of 8-4-4-4-12 hexadecimal digits",
            "copy it from the card in 1C",
        )
    }

    /// A day without time: `2026-11-24`, not in quotes.
    pub(super) fn day(&mut self, date: &Date) -> Read<NaiveDate> {
        let value = date.get_ref();
        let day = value
            .date
            .filter(|_| value.time.is_none() && value.offset.is_none())
            .and_then(|d| {
                NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day))
            });
        match day {
            Some(day) => Ok(day),
            None => self.fault(
                date.span(),
                format!("expected a day such as 2026-11-24, found {value}; leave the time out"),
            ),
        }
    }

    /// The same for a key that may be absent.
    pub(super) fn day_if_given(&mut self, date: Option<&Date>) -> Read<Option<NaiveDate>> {
        match date {
            None => Ok(None),
            Some(date) => self.day(date).map(Some),
        }
    }

    /// An employee of the portal, for a key that may be absent.
    pub(super) fn user_if_given(&mut self, id: Option<&Number>) -> Read<Option<UserId>> {
        id.map(|id| self.user(id)).transpose()
    }

    /// An employee of the portal.
    pub(super) fn user(&mut self, id: &Number) -> Read<UserId> {
        match UserId::new(*id.get_ref()) {
            Some(user) => Ok(user),
            None => self.fault(
                id.span(),
                "expected the number of an employee, found 0; take it from the profile's address",
            ),
        }
    }

    /// A number within limits, both included.
    pub(super) fn within<N>(
        &mut self,
        number: Option<&Number>,
        limits: RangeInclusive<N>,
        otherwise: N,
    ) -> Read<N>
    where
        N: TryFrom<u64> + PartialOrd + Display,
    {
        let Some(number) = number else {
            return Ok(otherwise);
        };
        let found = *number.get_ref();
        match N::try_from(found) {
            Ok(value) if limits.contains(&value) => Ok(value),
            _ => {
                let (first, last) = limits.into_inner();
                let message =
                    format!("expected a number from {first} to {last}, found {found}; correct it");
                self.fault(number.span(), message)
            }
        }
    }

    /// A duration in seconds, up to a day.
    pub(super) fn seconds(
        &mut self,
        number: Option<&Number>,
        otherwise: Duration,
    ) -> Read<Duration> {
        self.within(number, 1..=86_400, otherwise.as_secs())
            .map(Duration::from_secs)
    }

    /// A duration in minutes, up to thirty days.
    pub(super) fn minutes(
        &mut self,
        number: Option<&Number>,
        otherwise: Duration,
    ) -> Read<Duration> {
        match number {
            None => Ok(otherwise),
            Some(_) => self.within(number, 1..=43_200, 0).map(Duration::from_mins),
        }
    }

    /// A path, taken from the folder of the file when it is relative.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Codes that name entries of another list.
    pub(super) fn known(
        &mut self,
        named: &[Text],
        list: &str,
        codes: &BTreeSet<String>,
    ) -> Read<BTreeSet<String>> {
        let mut whole = true;
        for text in named.iter().filter(|text| !codes.contains(text.get_ref())) {
            let known: Vec<&str> = codes.iter().map(String::as_str).collect();
            let expected = format!("one of the {list} {}", known.join(", "));
            let _: Read<()> = self.wrong(text, expected, "add it there or correct the name");
            whole = false;
        }
        let codes = || named.iter().map(|text| text.get_ref().clone()).collect();
        if whole { Ok(codes()) } else { Err(Faulty(())) }
    }

    /// Says which codes are used twice.
    pub(super) fn unique<'t>(&mut self, list: &str, codes: impl Iterator<Item = &'t Text>) {
        let mut seen = BTreeSet::new();
        for text in codes {
            if !seen.insert(text.get_ref()) {
                let expected = format!("every one of the {list} to have a code of its own");
                let _: Read<()> = self.wrong(text, expected, "rename one of them");
            }
        }
    }
}

/// Reads every entry, also after one that is wrong.
pub(super) fn each<R, T>(
    reading: &mut Reading<'_>,
    entries: &[R],
    read: impl Fn(&mut Reading<'_>, &R) -> Read<T>,
) -> Read<Vec<T>> {
    let read: Vec<Read<T>> = entries.iter().map(|entry| read(reading, entry)).collect();
    read.into_iter().collect()
}

/// The line of a place, from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    before
        .filter(|byte| **byte == b'\n')
        .count()
        .saturating_add(1)
}
