//! Asking the bases about themselves before the first run.

use super::LocalEngine;
use docflow_core::{LegalEntity, Outcome};

/// What is wrong with a base, or could not be found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseFinding {
    /// Code of the own firm.
    pub seller: String,
    /// Stable code: `base-unreachable`, `base-refuses`, `organization-missing`.
    pub code: &'static str,
    /// Name of the base as it calls itself, or the code of the failure.
    pub found: String,
}

impl LocalEngine {
    /// Asks the base of every own firm what it is, and says what does not fit the policy.
    ///
    /// A host calls this at its start: a firm whose organization the base does not keep is better
    /// found before the first deal. Runs are not held up by what is found.
    pub async fn check_bases(&self) -> Vec<BaseFinding> {
        let mut findings = Vec::new();
        for seller in &self.parts.policy.sellers {
            findings.extend(self.check_base(seller).await);
        }
        for finding in &findings {
            let BaseFinding {
                seller,
                code,
                found,
            } = finding;
            tracing::warn!(seller, code, found, "a base does not fit the policy");
        }
        findings
    }

    async fn check_base(&self, seller: &LegalEntity) -> Option<BaseFinding> {
        let finding = |code, found| {
            Some(BaseFinding {
                seller: seller.code.clone(),
                code,
                found,
            })
        };
        match self.parts.accounting.about(&seller.code).await {
            Outcome::Done(about) => {
                let inn = seller.inn.as_str();
                let kept = about.organizations.iter().any(|one| one == inn);
                (!kept)
                    .then(|| finding("organization-missing", about.name))
                    .flatten()
            }
            Outcome::Rejected(rejection) => finding("base-refuses", rejection.cause.code),
            Outcome::Transient { cause, .. } | Outcome::Unknown(cause) => {
                finding("base-unreachable", cause.code)
            }
            Outcome::Accepted { .. } => None,
        }
    }
}
