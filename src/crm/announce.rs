//! The end of a run in the portal: deal fields, a timeline entry, notifications; one batch.
//!
//! Each command is judged alone. After an interruption, or when a person had time to change the
//! deal, what stands there is read first: a field that somebody has changed meanwhile stays.

use super::{BitrixCrm, cards, failure, number, unbuilt};
use bitrix_client::{
    AddComment, Batch, BatchError, BatchResults, EntityType, Error, GetItem, Handle, Item,
    NotifySystem, Params, UpdateItem,
};
use docflow_core::{
    Announced, Announcement, DealState, FieldWrite, NaiveDate, Outcome, ResultField, UserId,
};
use std::collections::BTreeSet;

/// What stands in the portal before the final batch.
#[derive(Default)]
struct Standing {
    deal: Option<Item>,
    comment: Option<String>,
}

/// The commands of the final batch.
struct Sent {
    update: Option<Handle<UpdateItem>>,
    comment: Option<Handle<AddComment>>,
    told: Vec<(UserId, Handle<NotifySystem>)>,
}

impl BitrixCrm {
    pub(super) async fn announce_result(&self, news: &Announcement) -> Outcome<Announced> {
        let standing = match self.standing(news).await {
            Ok(standing) => standing,
            Err(error) => return failure::of_read(&error),
        };
        let mut announced = Announced {
            timeline: standing.comment.clone(),
            ..Announced::default()
        };
        let fields = due_fields(news, standing.deal.as_ref(), &mut announced);
        announced.changed = changed(news, standing.deal.as_ref());
        let mut batch = Batch::new();
        let sent = match self.fill(&mut batch, news, &fields, &standing, &announced.changed) {
            Ok(sent) => sent,
            Err(error) => return unbuilt(error),
        };
        match self.client.batch(&batch).await {
            Ok(results) => judge(&sent, &results, announced),
            Err(error) => failure::outcome(&error),
        }
    }

    async fn standing(&self, news: &Announcement) -> Result<Standing, Error> {
        let mut standing = Standing::default();
        if news.reread {
            let read = GetItem::new(EntityType::DEAL, number(news.deal.get()));
            standing.deal = Some(self.client.call(&read).await?);
        }
        if news.probe {
            standing.comment = self.marked_comment(news.deal, news.key.as_str()).await?;
        }
        Ok(standing)
    }

    fn fill(
        &self,
        batch: &mut Batch,
        news: &Announcement,
        fields: &Params,
        standing: &Standing,
        changed: &[String],
    ) -> Result<Sent, BatchError> {
        let link = self.deal_link(news.deal);
        let text = self.texts.announcement(news, changed, &link, self.lang);
        let update = UpdateItem::new(EntityType::DEAL, number(news.deal.get()), fields.clone());
        let update = (!fields.is_empty())
            .then(|| batch.add(update))
            .transpose()?;
        let entry = self.texts.timeline(news, self.lang);
        let entry = format!("{entry}\n[{}]", news.key);
        let comment = AddComment::new(EntityType::DEAL, number(news.deal.get()), entry);
        let comment = standing
            .comment
            .is_none()
            .then(|| batch.add(comment))
            .transpose()?;
        let told = news
            .recipients
            .iter()
            .map(|user| {
                let call = self.notification(*user, text.clone(), news.key.as_str());
                Ok((*user, batch.add(call)?))
            })
            .collect::<Result<_, BatchError>>()?;
        Ok(Sent {
            update,
            comment,
            told,
        })
    }
}

/// Fields to write: those that still hold what was seen, or that nobody has read since.
fn due_fields(news: &Announcement, deal: Option<&Item>, announced: &mut Announced) -> Params {
    let mut due = Params::new();
    for (result, FieldWrite { field, value }) in &news.fields {
        let stands = deal.map(|deal| cards::text(&deal.other, &field.field).unwrap_or_default());
        match stands {
            Some(stands) if same(&stands, value) => {}
            // What a run has written there itself is no edit of a person.
            Some(stands) if is_state(*result, &stands) => {
                due.set(field.field.as_str(), value.as_str());
            }
            Some(stands) if !same(&stands, &field.seen) => {
                announced.left_alone.push(field.field.clone());
            }
            Some(_) | None => due.set(field.field.as_str(), value.as_str()),
        }
    }
    due
}

fn is_state(result: ResultField, stands: &str) -> bool {
    result == ResultField::State && DealState::from_code(stands).is_some()
}

/// What the documents stand on and a person has changed since it was read.
fn changed(news: &Announcement, deal: Option<&Item>) -> Vec<String> {
    let Some(deal) = deal else { return Vec::new() };
    let now = cards::deal(news.deal, deal, &BTreeSet::new());
    let changes = news.deal_seen.changes(&now).into_iter();
    changes.map(str::to_owned).collect()
}

/// Whether a field holds a value; a date reads back as midnight with the portal's offset.
fn same(stands: &str, value: &str) -> bool {
    let day = |text: &str| {
        text.split_once('T')
            .map_or(text.to_owned(), |(day, _)| day.to_owned())
    };
    stands == value || (day(stands) == day(value) && day(value).parse::<NaiveDate>().is_ok())
}

/// Judges every command alone. When fields or the entry were refused whatever they say, or nobody
/// could be told, the whole is tried again, and then probed: what was done is done once.
fn judge(sent: &Sent, results: &BatchResults, mut announced: Announced) -> Outcome<Announced> {
    let (mut again, mut wrote) = (None, false);
    match sent.update.as_ref().map(|handle| results.take(handle)) {
        Some(Ok(_)) => wrote = true,
        Some(Err(error)) => {
            announced.failed.push(failed("fields", &error));
            again = Some(error).filter(failure::is_for_now);
        }
        None => {}
    }
    match sent.comment.as_ref().map(|handle| results.take(handle)) {
        Some(Ok(id)) => {
            announced.timeline = Some(id.to_string());
            wrote = true;
        }
        Some(Err(error)) => {
            announced.failed.push(failed("timeline", &error));
            again = again.or(Some(error).filter(failure::is_for_now));
        }
        None => {}
    }
    let mut refused = None;
    for (user, handle) in &sent.told {
        match results.take(handle) {
            Ok(_) => announced.told.push(*user),
            Err(error) => {
                announced.failed.push(failed("notification", &error));
                announced.not_told.push(*user);
                refused = Some(error);
            }
        }
    }
    let nobody = refused.filter(|error| announced.told.is_empty() && failure::may_pass(error));
    match again.or(nobody) {
        None => Outcome::Done(announced),
        Some(error) if wrote || !announced.told.is_empty() => {
            Outcome::Unknown(failure::cause(&error))
        }
        Some(error) => failure::outcome(&error),
    }
}

fn failed(command: &str, error: &Error) -> String {
    format!("{command}:{}", failure::cause(error).code)
}
