//! The notebook of one check: every finding is written here, and none is lost.

use super::rules::{Advice, Blocking, Rule};
use crate::finding::{FieldPath, Finding, Report};
use std::cmp::Reverse;

/// Proof that a blocking finding was written: a value may be missing only with one of these.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blocked(());

/// A value, or the proof that its absence was reported.
pub(super) type Read<T> = Result<T, Blocked>;

/// A parameter of a finding: its name and its value as people read it.
pub(super) type Param = (&'static str, String);

/// Findings in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Notes {
    findings: Vec<Finding>,
}

impl Notes {
    /// Writes a finding that blocks.
    pub(super) fn block(
        &mut self,
        rule: Blocking,
        path: impl Into<String>,
        params: impl IntoIterator<Item = Param>,
    ) -> Blocked {
        self.write(rule.0, path.into(), params);
        Blocked(())
    }

    /// Writes a finding that warns.
    pub(super) fn warn(
        &mut self,
        rule: Advice,
        path: impl Into<String>,
        params: impl IntoIterator<Item = Param>,
    ) {
        self.write(rule.0, path.into(), params);
    }

    /// Every finding once: errors first, then in the order of the wizard, then as met.
    pub(super) fn report(self) -> Report {
        let mut findings: Vec<Finding> = Vec::with_capacity(self.findings.len());
        for finding in self.findings {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        findings.sort_by_key(|finding| (Reverse(finding.severity), finding.step));
        Report { findings }
    }

    fn write(&mut self, rule: &Rule, path: String, params: impl IntoIterator<Item = Param>) {
        let params = params
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        self.findings.push(Finding {
            code: rule.code.to_owned(),
            severity: rule.severity,
            step: rule.step,
            path: FieldPath::new(path),
            params: params.collect(),
            fix: Some(rule.fix.to_owned()),
        });
    }
}
