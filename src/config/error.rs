//! What is wrong with a configuration file, line by line.

use std::fmt;

/// A configuration that can not be used, with everything that is wrong in it.
///
/// Each fault is one line: file, line, what was expected, what was found, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    file: String,
    faults: Vec<ConfigFault>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// The line, from 1; absent when the file as a whole is meant.
    pub line: Option<usize>,
    /// What was expected, what was found, and what to do.
    pub message: String,
}

impl ConfigError {
    pub(super) fn new(file: &str, mut faults: Vec<ConfigFault>) -> Self {
        faults.sort_by_key(|fault| fault.line);
        Self {
            file: file.to_owned(),
            faults,
        }
    }

    /// An error about the file as a whole.
    pub(super) fn of_file(file: &str, message: String) -> Self {
        let fault = ConfigFault {
            line: None,
            message,
        };
        Self::new(file, vec![fault])
    }

    /// Everything that is wrong, by line; at least one.
    pub fn faults(&self) -> &[ConfigFault] {
        &self.faults
    }

    /// One line a fault, for the one who mends the file.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.faults.iter().map(|fault| self.line(fault))
    }

    fn line(&self, fault: &ConfigFault) -> String {
        match fault.line {
            Some(line) => format!("{}:{line}: {}", self.file, fault.message),
            None => format!("{}: {}", self.file, fault.message),
        }
    }
}

impl fmt::Display for ConfigError {
    /// The first fault, and how many more there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.lines().next().unwrap_or_default();
        match self.faults.len() {
            0 | 1 => f.write_str(&first),
            more => write!(f, "{first} (and {} more)", more.saturating_sub(1)),
        }
    }
}

impl std::error::Error for ConfigError {}

/// The words of the parser of TOML and serde in the form of our own.
pub(super) fn reworded(message: &str) -> String {
    let message = message.trim().replace('\n', " ");
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("expected the key {key}, found none; add it");
    }
    if let Some((key, known)) = message
        .strip_prefix("unknown field ")
        .and_then(|rest| rest.split_once(", "))
    {
        return format!("{known}, found the key {key}; correct or remove it");
    }
    for kind in ["invalid type: ", "invalid value: ", "invalid length "] {
        if let Some((found, expected)) = message
            .strip_prefix(kind)
            .and_then(|rest| rest.split_once(", expected "))
        {
            return format!("expected {expected}, found {found}; correct it");
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_say_what_was_expected_and_found() {
        for (given, ours) in [
            (
                "missing field `inn`",
                "expected the key `inn`, found none; add it",
            ),
            (
                "unknown field `in`, expected `inn` or `kpp`",
                "expected `inn` or `kpp`, found the key `in`; correct or remove it",
            ),
            (
                "invalid type: integer `5`, expected a string",
                "expected a string, found integer `5`; correct it",
            ),
        ] {
            assert_eq!(reworded(given), ours);
        }
    }

    #[test]
    fn an_error_is_one_line_and_counts_the_rest() {
        let fault = |line, message: &str| ConfigFault {
            line: Some(line),
            message: message.to_owned(),
        };
        let error = ConfigError::new("a.toml", vec![fault(9, "second"), fault(2, "first")]);
        assert_eq!(error.to_string(), "a.toml:2: first (and 1 more)");
        assert_eq!(error.lines().last().as_deref(), Some("a.toml:9: second"));
    }
}
