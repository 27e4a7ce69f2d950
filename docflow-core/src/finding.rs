//! What a check found: codes, severities and places, never texts.
//!
//! Texts for people are made at the edge from one catalogue; tests assert codes.

use std::collections::BTreeMap;
use std::fmt;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// For the record.
    Info,
    /// A named person may confirm it.
    Warning,
    /// Nothing reaches 1C.
    Error,
}

/// The wizard's step where a finding is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WizardStep {
    /// Client and seller.
    Parties,
    /// Contract form and its fields.
    Form,
    /// Dates and payment.
    Terms,
    /// Product rows.
    Rows,
    /// The whole.
    Review,
}

/// Where the value stands: `client.inn`, `rows[3].price`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(String);

impl FieldPath {
    /// Takes a path written by a rule.
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One finding of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable code of the rule, the key of its text: «client-inn-checksum».
    pub code: String,
    /// Weight.
    pub severity: Severity,
    /// Where it is mended.
    pub step: WizardStep,
    /// Where the value stands.
    pub path: FieldPath,
    /// What the text needs, by name; values are ready to print.
    pub params: BTreeMap<String, String>,
    /// Code of the action that mends it: «open-client-card».
    pub fix: Option<String>,
}

/// Every finding of one check, worst first in the order of the wizard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The findings.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether anything blocks.
    pub fn blocks(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// The codes, in order.
    pub fn codes(&self) -> Vec<&str> {
        self.findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect()
    }
}
