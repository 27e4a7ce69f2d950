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

use crate::texts::{Lang, Place, Texts};
use async_trait::async_trait;
use bitrix_client::{
    Batch, BatchError, BatchResults, Client, EntityType, Handle, NotifySystem, Params, UpdateItem,
    Value,
};
use docflow_core::{
    AnnouncePolicy, Announced, Announcement, ApprovalQuestion, AttachFallback, AttachJob, Attached,
    Cause, Clock, Crm, DealFacts, DealId, DealState, Delivery, FactsQuery, Message, OutageNews,
    Outcome, Owner, Pair, ResultField, Side, StepKey, Undelivered, UserId,
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
    /// The field of the deal that says where the run stands.
    state_field: Option<String>,
    run_page: Option<String>,
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
            state_field: policy.announce.fields.get(&ResultField::State).cloned(),
            run_page: None,
        }
    }

    /// The same with a page of the host on which a run can be tried again: `{run}` in the address
    /// is replaced by the key of the run. Without it, texts name no place to press anything.
    #[must_use]
    pub fn with_run_page(self, address: &str) -> Self {
        Self {
            run_page: Some(address.to_owned()),
            ..self
        }
    }

    /// Writes where the run stands, when the policy names a field for it.
    fn write_state(
        &self,
        batch: &mut Batch,
        deal: DealId,
        state: DealState,
    ) -> Result<(), BatchError> {
        if let Some(field) = &self.state_field {
            let fields = Params::new().with(field.as_str(), state.code());
            batch.add(UpdateItem::new(
                EntityType::DEAL,
                number(deal.get()),
                fields,
            ))?;
        }
        Ok(())
    }

    /// Where a run is shown, when the host has such a page.
    fn run_link(&self, step: &StepKey) -> Option<String> {
        let run: Vec<&str> = step.as_str().split('/').take(4).collect();
        let page = self.run_page.as_ref()?;
        Some(page.replace("{run}", &run.join("/")))
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

    /// Tells people in one batch, each their own text; each of them has an outcome.
    async fn notify(
        &self,
        letters: Vec<(UserId, String)>,
        tag: &str,
        state: Option<(DealId, DealState)>,
    ) -> Outcome<Delivery> {
        let mut batch = Batch::new();
        let mut sent = Vec::with_capacity(letters.len());
        for (user, text) in letters {
            match batch.add(self.notification(user, text, tag)) {
                Ok(handle) => sent.push((user, handle)),
                Err(error) => return unbuilt(error),
            }
        }
        if let Some((deal, state)) = state
            && let Err(error) = self.write_state(&mut batch, deal, state)
        {
            return unbuilt(error);
        }
        if batch.is_empty() {
            return Outcome::Done(Delivery::default());
        }
        match self.client.batch(&batch).await {
            Ok(results) => delivered(&sent, &results),
            Err(error) => failure::outcome(&error),
        }
    }
}

/// What became of each letter. When nobody was told and it was no letter's own fault, the whole
/// waits like any other call.
fn delivered(sent: &[(UserId, Handle<NotifySystem>)], results: &BatchResults) -> Outcome<Delivery> {
    let mut delivery = Delivery::default();
    let mut for_now = None;
    for (user, handle) in sent {
        match results.take(handle) {
            Ok(_) => delivery.told.push(*user),
            Err(error) => {
                delivery.failed.push(Undelivered {
                    user: *user,
                    code: failure::cause(&error).code,
                    passing: failure::may_pass(&error),
                });
                if failure::is_for_now(&error) {
                    for_now = Some(error);
                }
            }
        }
    }
    match for_now {
        Some(error) if delivery.told.is_empty() => failure::outcome(&error),
        _ => Outcome::Done(delivery),
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
        let letters = vec![(question.approver, text)];
        let state = Some((question.deal, question.state));
        let asked = self.notify(letters, question.key.as_str(), state).await;
        answered(asked)
    }

    async fn tell(&self, message: &Message) -> Outcome<Delivery> {
        let place = Place {
            deal: self.deal_link(message.deal),
            run: self.run_link(&message.key),
        };
        let text = self.texts.notice(&message.notice, &place, self.lang);
        let waits = self.texts.waits(message, &place, self.lang);
        let owners = message.recipients.iter().map(|user| (*user, text.clone()));
        let watchers = message.watchers.iter().map(|user| (*user, waits.clone()));
        let state = Some((message.deal, message.state));
        self.notify(
            owners.chain(watchers).collect(),
            message.key.as_str(),
            state,
        )
        .await
    }

    async fn tell_outage(&self, news: &OutageNews) -> Outcome<Delivery> {
        let text = self.texts.outage(news, self.lang);
        let letters = news.recipients.iter().map(|user| (*user, text.clone()));
        self.notify(letters.collect(), &news.tag, None).await
    }
}

/// A question with one addressee: it was asked, or it was not.
fn answered(delivery: Outcome<Delivery>) -> Outcome<()> {
    let Outcome::Done(delivery) = delivery else {
        return delivery.map(|_| ());
    };
    match delivery.failed.into_iter().next() {
        None => Outcome::Done(()),
        Some(one) => {
            let cause = Cause::new(Side::Crm, one.code);
            if one.passing {
                Outcome::Transient { after: None, cause }
            } else {
                failure::refused(cause, Owner::Administrator)
            }
        }
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
