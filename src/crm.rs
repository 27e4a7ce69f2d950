//! The deal's side: port `Crm` on `bitrix-client`.
//!
//! This module only translates: what to read and how to trust it, which call attaches a file, how
//! the result is written. Which rules a deal breaks and who is told is decided in core.
//!
//! Rows that come through a reference are checked against their owner one by one: where a
//! reference is empty, old list methods ignore the filter and answer with other people's rows.

mod announce;
mod attach;
mod cards;
mod failure;
mod load;

use crate::{Lang, Texts};
use async_trait::async_trait;
use bitrix_client::{Batch, BatchError, Client, Error, NotifySystem, Value};
use docflow_core::{
    AnnouncePolicy, Announced, Announcement, ApprovalQuestion, AttachFallback, AttachJob, Attached,
    Clock, Crm, DealFacts, DealId, FactsQuery, Message, Outcome, Pair, UserId,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The name by which this application's notifications replace each other; a webhook needs one.
const CLIENT_ID: &str = "docflow";

/// One portal.
#[derive(Clone)]
pub struct BitrixCrm {
    client: Client,
    clock: Arc<dyn Clock>,
    texts: Arc<Texts>,
    lang: Lang,
    fallback: AttachFallback,
    deal_fields: BTreeSet<String>,
}

impl BitrixCrm {
    /// A portal reached by `client`, whose people read texts of the catalogue in Russian.
    ///
    /// Fields of the deal that the policy's forms and results name are read with the facts.
    pub fn new(
        client: Client,
        clock: Arc<dyn Clock>,
        texts: Arc<Texts>,
        policy: &docflow_core::Policy,
    ) -> Self {
        Self {
            client,
            clock,
            texts,
            lang: Lang::Ru,
            fallback: policy.announce.fallback.clone(),
            deal_fields: deal_fields(policy),
        }
    }

    /// The same with texts in another language.
    #[must_use]
    pub fn with_lang(self, lang: Lang) -> Self {
        Self { lang, ..self }
    }

    /// The page of a deal, for links in messages.
    fn deal_link(&self, deal: DealId) -> String {
        format!(
            "https://{}/crm/deal/details/{deal}/",
            self.client.access().host()
        )
    }

    /// A notification that replaces an earlier one with the same tag.
    fn notification(&self, user: UserId, text: String, tag: &str) -> NotifySystem {
        let call = NotifySystem::new(number(user.get()), text).tag(tag);
        if self.client.access().is_webhook() {
            call.client_id(CLIENT_ID)
        } else {
            call
        }
    }

    /// Tells several people in one batch; it is told when one of them was.
    async fn notify(&self, users: &[UserId], text: &str, tag: &str) -> Outcome<()> {
        let mut batch = Batch::new();
        for user in users {
            if batch
                .add(self.notification(*user, text.to_owned(), tag))
                .is_err()
            {
                return failure::unsendable();
            }
        }
        let results = match self.client.batch(&batch).await {
            Ok(results) => results,
            Err(error) => return failure::outcome(&error),
        };
        let failed: Vec<&Error> = results.failures().map(|(_, error)| error).collect();
        // One refusal that may pass is worth another try, whatever the others were.
        let worst = failed.iter().find(|error| error.is_retryable());
        match worst.or(failed.first()) {
            Some(error) if failed.len() == users.len() => failure::outcome(error),
            _ => Outcome::Done(()),
        }
    }
}

impl std::fmt::Debug for BitrixCrm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BitrixCrm")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Crm for BitrixCrm {
    async fn load_facts(&self, query: &FactsQuery) -> Outcome<DealFacts> {
        self.load(query).await
    }

    async fn attach(&self, job: &AttachJob, pair: Pair<'_>) -> Outcome<Attached> {
        self.attach_pair(job, pair).await
    }

    async fn announce(&self, announcement: &Announcement) -> Outcome<Announced> {
        self.announce_result(announcement).await
    }

    async fn ask_approval(&self, question: &ApprovalQuestion) -> Outcome<()> {
        let link = self.deal_link(question.deal);
        let text = self.texts.approval(question, &link, self.lang);
        self.notify(&[question.approver], &text, question.key.as_str())
            .await
    }

    async fn tell(&self, message: &Message) -> Outcome<()> {
        let link = self.deal_link(message.deal);
        let text = self.texts.notice(&message.notice, &link, self.lang);
        self.notify(&message.recipients, &text, message.key.as_str())
            .await
    }
}

/// Fields of the deal that the policy names, by their original names.
fn deal_fields(policy: &docflow_core::Policy) -> BTreeSet<String> {
    let AnnouncePolicy { fields, .. } = &policy.announce;
    let asked = policy.forms.iter().flat_map(|form| &form.fields);
    let sources = asked.filter_map(|field| match &field.source {
        docflow_core::FieldSource::Deal(name) => Some(name.clone()),
        docflow_core::FieldSource::Asked | docflow_core::FieldSource::Default(_) => None,
    });
    fields.values().cloned().chain(sources).collect()
}

/// An id as a parameter; ids of the portal are far below where this would saturate.
fn number(id: u64) -> Value {
    Value::Int(i64::try_from(id).unwrap_or(i64::MAX))
}

/// A batch that can not be built is a defect of this module.
fn unbuilt<T>(_: BatchError) -> Outcome<T> {
    failure::unsendable()
}
