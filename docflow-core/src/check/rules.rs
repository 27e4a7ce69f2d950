//! What a rule is, and the two kinds of them: those that block and those that warn.
//!
//! The table itself is in [`super::table`]. A finding can only be made from an entry of the table,
//! and only a blocking entry gives the token that excuses a missing value.

use crate::finding::{Severity, WizardStep};

/// One rule of the check, as docs and texts need it.
///
/// ```
/// use docflow_core::{RULES, Severity};
/// let rule = RULES.iter().find(|rule| rule.code == "client-inn-checksum").ok_or("no rule")?;
/// assert_eq!(rule.severity, Severity::Error);
/// assert_eq!(rule.params, ["value"]);
/// assert_eq!(rule.hints, ["suggestion"]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable code in kebab case, the key of its text: «client-inn-checksum».
    pub code: &'static str,
    /// Weight of its findings.
    pub severity: Severity,
    /// Where it is mended.
    pub step: WizardStep,
    /// One line of English for docs.
    pub title: &'static str,
    /// Why there is such a rule: a law, an order, or what goes wrong without it.
    pub source: &'static str,
    /// Code of the action that mends it: «open-client-card».
    pub fix: &'static str,
    /// Names of the parameters that every finding of the rule carries.
    pub params: &'static [&'static str],
    /// Names of the parameters that a finding carries only when there is something to say.
    pub hints: &'static [&'static str],
}

/// A rule whose finding keeps everything from 1C.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blocking(pub(super) &'static Rule);

impl Blocking {
    pub(super) const SEVERITY: Severity = Severity::Error;
}

/// A rule whose finding travels beside success.
#[derive(Clone, Copy, Debug)]
pub(super) struct Advice(pub(super) &'static Rule);

impl Advice {
    pub(super) const SEVERITY: Severity = Severity::Warning;
}
