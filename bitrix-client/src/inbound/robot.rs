//! The call of a robot or of an action of a business process.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{InboundAuth, InboundError, map_of};
use crate::params::{Params, Value};
use crate::secret::Secret;

/// A robot that came to its turn on the portal.
///
/// When it [`waits`](Self::waits), the process stands until `bizproc.event.send` is called with the
/// event token. The form is not on the documentation's pages; it is read as the official PHP SDK
/// shows it.
#[derive(Clone)]
#[non_exhaustive]
pub struct RobotCall {
    /// The robot's code, as it was added.
    pub code: String,
    /// The running process.
    pub workflow_id: String,
    /// What it runs on.
    pub document: DocumentRef,
    /// What answers it; whoever has it can answer, so keep it out of logs.
    pub event_token: Secret,
    /// The values of its settings.
    pub properties: Params,
    /// Whether the process waits for an answer.
    pub waits: bool,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// Who says that they send it.
    pub auth: InboundAuth,
}

/// A document of business processes, e.g. `["crm", "CCrmDocumentDeal", "DEAL_777"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRef {
    /// The module.
    pub module: String,
    /// The class.
    pub class: String,
    /// The id with its kind: `DEAL_777`, `DYNAMIC_147_1`.
    pub id: String,
}

impl RobotCall {
    /// Reads the body of a POST.
    ///
    /// # Errors
    /// [`InboundError::Malformed`] when it is no call of a robot.
    pub fn from_form(body: &str) -> Result<Self, InboundError> {
        Self::from_params(&super::form(body)?)
    }

    /// Reads a call that is already a tree.
    ///
    /// # Errors
    /// [`InboundError::Malformed`] when it is no call of a robot.
    pub fn from_params(form: &Params) -> Result<Self, InboundError> {
        let text = |name: &'static str| {
            let text = form.text(name).filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or(InboundError::Malformed(name))
        };
        let document = form.get("document_id").and_then(document);
        Ok(Self {
            code: text("code")?,
            workflow_id: text("workflow_id")?,
            document: document.ok_or(InboundError::Malformed("document_id"))?,
            event_token: Secret::new(text("event_token")?),
            properties: map_of(form, "properties").cloned().unwrap_or_default(),
            waits: form.text("use_subscription") == Some("Y"),
            sent_at: super::moment_of(form, "ts"),
            auth: InboundAuth::of(form),
        })
    }
}

fn document(value: &Value) -> Option<DocumentRef> {
    let Value::List(parts) = value else {
        return None;
    };
    let [Value::Text(module), Value::Text(class), Value::Text(id)] = parts.as_slice() else {
        return None;
    };
    Some(DocumentRef {
        module: module.clone(),
        class: class.clone(),
        id: id.clone(),
    })
}

impl fmt::Debug for RobotCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RobotCall")
            .field("code", &self.code)
            .field("document", &self.document)
            .field("properties", &self.properties)
            .field("waits", &self.waits)
            .field("auth", &self.auth)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_of_a_robot_is_read_and_shows_no_token() {
        let body = "workflow_id=664fa13b.99176768&code=approve&document_id[0]=crm&\
            document_id[1]=CCrmDocumentContact&document_id[2]=CONTACT_109286&\
            event_token=664f%7CA40364%7CMS1e.s3cret&properties[amount]=333&use_subscription=Y&\
            timeout_duration=660&ts=1716494651&auth[application_token]=s3cret&\
            auth[access_token]=s3cret&auth[member_id]=a223&auth[user_id]=16";
        let call = RobotCall::from_form(body).unwrap();
        assert_eq!(call.document.id, "CONTACT_109286");
        assert_eq!(call.properties.get("amount"), Some(&Value::from("333")));
        assert!(call.waits && call.event_token.expose().ends_with("s3cret"));
        assert!(!format!("{call:?}").contains("s3cret"));
        assert!(RobotCall::from_form("event=ONCRMDEALADD").is_err());
    }
}
