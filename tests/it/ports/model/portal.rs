//! A portal in memory: what hangs and stands there carries the key of the step that made it.

use super::super::{Edit, Hidden, Ill, Portal, Seen, scene};
use super::cards;
use super::side::Remote;
use async_trait::async_trait;
use docflow_core::*;
use docflow_sandbox::{Amount, World};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// What a portal holds.
#[derive(Default)]
struct State {
    world: World,
    hung: Vec<Hung>,
    /// Files of people by deal and field.
    scans: BTreeMap<(u64, String), Vec<String>>,
    /// Timeline entries: deal, key and text.
    entries: Vec<(u64, String, String)>,
    /// The message of each person and tag.
    messages: BTreeMap<(u64, String), String>,
    sent: usize,
    changes: usize,
    takes: Option<usize>,
    breaks_off: Option<usize>,
    denies_generator: bool,
    hides_files: bool,
}

/// A pair of files at a deal.
struct Hung {
    deal: u64,
    key: String,
    via: AttachedVia,
    id: String,
    hashes: [String; 2],
}

pub(crate) struct ModelPortal(Arc<Remote<State>>);

impl Default for ModelPortal {
    fn default() -> Self {
        Self(Arc::new(Remote::new(Side::Crm)))
    }
}

fn refused<T>(code: &str) -> Outcome<T> {
    Outcome::Rejected(Rejection {
        cause: Cause::new(Side::Crm, code),
        owner: Owner::Administrator,
        detail: None,
    })
}

impl State {
    fn deal(&mut self, id: u64) -> Option<&mut docflow_sandbox::Deal> {
        let deals = self.world.portal.deals.iter_mut();
        deals
            .into_iter()
            .find(|deal| deal.id == i64::try_from(id).unwrap())
    }

    fn field(&mut self, deal: u64, name: &str) -> String {
        let deal = self.deal(deal);
        let value = deal.and_then(|deal| deal.fields.get(name)?.as_str().map(str::to_owned));
        value.unwrap_or_default()
    }

    fn set(&mut self, deal: u64, name: &str, value: &str) {
        if let Some(deal) = self.deal(deal) {
            deal.fields.insert(name.to_owned(), json!(value));
        }
    }

    fn say(&mut self, policy: &Policy, deal: DealId, state: DealState) {
        if let Some(field) = policy.announce.fields.get(&ResultField::State) {
            self.set(deal.get(), field, state.code());
        }
    }

    /// Whether one more command of the conversation is done.
    fn runs(&mut self) -> bool {
        let left = self.breaks_off;
        self.breaks_off = left.map(|left| left.saturating_sub(1));
        left != Some(0)
    }

    /// The same tag takes the place of the earlier message.
    fn send(&mut self, user: UserId, tag: &str, text: String) -> Result<(), &'static str> {
        self.sent += 1;
        if !self.runs() {
            return Err("expired_token");
        }
        if self.takes == Some(0) {
            return Err("OPERATION_TIME_LIMIT");
        }
        self.takes = self.takes.map(|left| left - 1);
        self.messages.insert((user.get(), tag.to_owned()), text);
        Ok(())
    }

    fn deliver(&mut self, tag: &str, texts: &[(UserId, String)]) -> Delivery {
        let mut delivery = Delivery::default();
        for (user, text) in texts {
            match self.send(*user, tag, text.clone()) {
                Ok(()) => delivery.told.push(*user),
                Err(code) => delivery.failed.push(Undelivered {
                    user: *user,
                    code: code.to_owned(),
                    passing: true,
                }),
            }
        }
        delivery
    }
}

/// The adapter: a policy beside the portal.
struct ModelCrm {
    portal: Arc<Remote<State>>,
    policy: Arc<Policy>,
}

impl ModelCrm {
    fn request<T>(
        &self,
        writes: bool,
        work: impl FnOnce(&mut State, &Policy) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let policy = self.policy.clone();
        self.portal
            .request(writes, move |state, _| work(state, &policy))
    }
}

#[async_trait]
impl Crm for ModelCrm {
    async fn load_facts(&self, query: &FactsQuery) -> Outcome<DealFacts> {
        let query = query.clone();
        self.request(true, move |portal, policy| {
            let asks = query.order.requested_by;
            let Some(facts) = cards::facts(&portal.world.portal, query.deal, asks) else {
                return refused("not-found");
            };
            portal.say(policy, query.deal, query.state);
            Outcome::Done(facts)
        })
    }

    async fn attach(&self, job: &AttachJob, pair: Pair<'_>) -> Outcome<Attached> {
        let hashes = [scene::hash(pair.docx), scene::hash(pair.pdf)];
        let job = job.clone();
        self.request(true, move |portal, policy| {
            attach(portal, policy, &job, hashes)
        })
    }

    async fn announce(&self, announcement: &Announcement) -> Outcome<Announced> {
        let news = announcement.clone();
        self.request(true, move |portal, _| announce(portal, &news))
    }

    async fn ask_approval(&self, question: &ApprovalQuestion) -> Outcome<()> {
        let question = question.clone();
        self.request(true, move |portal, policy| {
            let ApprovalQuestion { deal, number, .. } = &question;
            let text = format!("Сделка {deal}: согласуйте номер {number}");
            portal.say(policy, *deal, question.state);
            match portal.send(question.approver, question.key.as_str(), text) {
                Ok(()) => Outcome::Done(()),
                Err(code) => refused(code),
            }
        })
    }

    async fn tell(&self, message: &Message) -> Outcome<Delivery> {
        let message = message.clone();
        self.request(true, move |portal, policy| {
            let deal = message.deal;
            let act = message.recipients.iter();
            let act = act.map(|one| (*one, format!("Сделка {deal}: нужно исправить")));
            let names = message.waits_for.as_ref().map(|one| one.name.clone());
            let names = names.unwrap_or_default();
            let wait = message.watchers.iter();
            let wait = wait.map(|one| (*one, format!("Сделка {deal}: ждём, {names}")));
            let texts: Vec<_> = act.chain(wait).collect();
            portal.say(policy, deal, message.state);
            Outcome::Done(portal.deliver(message.key.as_str(), &texts))
        })
    }

    async fn tell_outage(&self, news: &OutageNews) -> Outcome<Delivery> {
        let news = news.clone();
        self.request(true, move |portal, _| {
            let text = if news.over {
                "Связь есть"
            } else {
                "Связи нет"
            };
            let texts: Vec<_> = news
                .recipients
                .iter()
                .map(|one| (*one, text.to_owned()))
                .collect();
            Outcome::Done(portal.deliver(&news.tag, &texts))
        })
    }
}

impl Hung {
    fn attached(&self) -> Attached {
        Attached {
            id: self.id.clone(),
            via: self.via,
        }
    }
}

fn attach(
    portal: &mut State,
    policy: &Policy,
    job: &AttachJob,
    hashes: [String; 2],
) -> Outcome<Attached> {
    let deal = job.deal.get();
    if portal.deal(deal).is_none() {
        return refused("not-found");
    }
    let via = match &policy.announce.fallback {
        _ if !portal.denies_generator => AttachedVia::DocumentGenerator,
        AttachFallback::TimelineComment => AttachedVia::TimelineComment,
        AttachFallback::Refuse => return refused("generator-denied"),
        AttachFallback::FileField(name) => {
            let mut fields = portal.world.portal.user_fields.iter();
            if !fields.any(|field| field.name == *name && field.multiple) {
                return refused("file-field-single");
            }
            if portal.hides_files {
                return refused("file-field-unreadable");
            }
            AttachedVia::FileField
        }
    };
    let mut ours = portal.hung.iter().filter(|one| one.key == job.key.as_str());
    if let Some(found) = ours.next().filter(|_| job.probe) {
        return Outcome::Done(found.attached());
    }
    let hung = Hung {
        deal,
        key: job.key.to_string(),
        via,
        id: format!("{}", portal.hung.len() + 1),
        hashes,
    };
    let attached = hung.attached();
    portal.changes += usize::from(via == AttachedVia::FileField);
    portal.hung.push(hung);
    Outcome::Done(attached)
}

/// Fields are set and messages replaced whatever was done before; the entry alone is looked for.
fn announce(portal: &mut State, news: &Announcement) -> Outcome<Announced> {
    let deal = news.deal.get();
    let mut told = Announced::default();
    if news.reread {
        told.changed = changed(portal, news);
    }
    let mut wrote = portal.runs();
    if wrote {
        told.left_alone = write(portal, news);
    } else {
        told.failed.push("fields:expired_token".to_owned());
    }
    let key = news.key.as_str();
    let stands = |portal: &State| portal.entries.iter().position(|one| one.1 == key);
    if portal.runs() {
        if !news.probe || stands(portal).is_none() {
            let numbers = news.issued.documents.iter().map(|one| one.number.as_str());
            let text = format!("Готово: {}", numbers.collect::<Vec<_>>().join(", "));
            portal.entries.push((deal, key.to_owned(), text));
        }
        told.timeline = stands(portal).map(|at| at.to_string());
        wrote = true;
    } else {
        told.failed.push("entry:expired_token".to_owned());
    }
    let text = format!(
        "Сделка {deal}: документы {}",
        news.issued.documents[0].number
    );
    let texts: Vec<_> = news
        .recipients
        .iter()
        .map(|one| (*one, text.clone()))
        .collect();
    let delivery = portal.deliver(key, &texts);
    told.not_told = delivery.failed.iter().map(|one| one.user).collect();
    told.told = delivery.told;
    if wrote || !told.told.is_empty() {
        return Outcome::Done(told);
    }
    Outcome::Transient {
        after: None,
        cause: Cause::away(Side::Crm, "expired_token"),
    }
}

/// Writes the fields that no person has changed; names the others.
fn write(portal: &mut State, news: &Announcement) -> Vec<String> {
    let mut left = Vec::new();
    for (field, write) in &news.fields {
        let name = &write.field.field;
        let holds = portal.field(news.deal.get(), name);
        let ours = holds == write.field.seen || holds == write.value;
        let state = *field == ResultField::State && DealState::from_code(&holds).is_some();
        if news.reread && !ours && !state {
            left.push(name.clone());
        } else {
            portal.set(news.deal.get(), name, &write.value);
        }
    }
    left
}

fn changed(portal: &mut State, news: &Announcement) -> Vec<String> {
    let seen = &news.deal_seen;
    let Some(deal) = portal.deal(news.deal.get()).cloned() else {
        return Vec::new();
    };
    let company = u64::try_from(deal.company_id).ok().and_then(CompanyId::new);
    let sum = cards::sum(&portal.world.portal, &deal);
    let found = [
        ("client", company != seen.company),
        ("sum", Some(sum) != seen.opportunity),
        ("closed", deal.stage_id == "WON"),
    ];
    let found = found.into_iter().filter(|(_, is_so)| *is_so);
    found.map(|(code, _)| code.to_owned()).collect()
}

impl Portal for ModelPortal {
    fn begin(&self, world: World) {
        self.0.begin(State {
            world,
            ..State::default()
        });
    }

    fn crm(&self, policy: &Policy) -> Arc<dyn Crm> {
        Arc::new(ModelCrm {
            portal: self.0.clone(),
            policy: Arc::new(policy.clone()),
        })
    }

    fn falls_ill(&self, ill: Ill, nth: u32, count: u32) {
        self.0.falls_ill(ill, nth, count);
    }

    fn was_ill(&self) -> bool {
        self.0.was_ill()
    }

    fn recovers(&self) {
        self.0.recovers();
        self.0
            .by_hand(|portal, _| (portal.breaks_off, portal.takes) = (None, None));
    }

    fn pass(&self, time: Duration) {
        self.0.pass(time);
    }

    fn seen(&self, deal: u64) -> Seen {
        self.0.by_hand(|portal, _| {
            let hung = portal.hung.iter().filter(|one| one.deal == deal);
            let pairs = hung.flat_map(|one| one.hashes.iter().map(|hash| (one.via, hash.clone())));
            let scans = portal.scans.iter().filter(|((of, _), _)| *of == deal);
            let scans = scans.flat_map(|(_, hashes)| hashes.clone());
            let scans = scans.map(|hash| (AttachedVia::FileField, hash));
            let mut files: Vec<_> = pairs.chain(scans).collect();
            files.sort();
            let entries = portal.entries.iter().filter(|one| one.0 == deal);
            let entries = entries.map(|one| one.2.clone()).collect();
            let messages = portal.messages.iter();
            let messages = messages
                .map(|((user, _), text)| (*user, text.clone()))
                .collect();
            let fields = portal
                .deal(deal)
                .map(|deal| deal.fields.clone())
                .unwrap_or_default();
            let fields = fields.into_iter().filter_map(|(name, value)| {
                Some((
                    name,
                    value.as_str().filter(|text| !text.is_empty())?.to_owned(),
                ))
            });
            Seen {
                files,
                entries,
                messages,
                fields: fields.collect(),
            }
        })
    }

    fn requests(&self) -> usize {
        self.0.requests()
    }

    fn sent(&self) -> usize {
        self.0.by_hand(|portal, _| portal.sent)
    }

    fn edit(&self, deal: u64, edit: Edit) {
        self.0.by_hand(|portal, _| match edit {
            Edit::Field(name, value) => portal.set(deal, name, &value),
            Edit::Client(id) => {
                portal.deal(deal).unwrap().company_id = i64::try_from(id).unwrap();
            }
            Edit::Sum(kopecks) => {
                let sum = Decimal::new(kopecks, 2);
                portal.deal(deal).unwrap().opportunity = Some(Amount(sum));
            }
            Edit::Won => "WON".clone_into(&mut portal.deal(deal).unwrap().stage_id),
            Edit::Files(name, files) => {
                let hashes = files.iter().map(|(_, bytes)| scene::hash(bytes)).collect();
                portal.scans.insert((deal, name.to_owned()), hashes);
            }
        });
    }

    fn takes_messages(&self, most: usize) {
        self.0.by_hand(|portal, _| portal.takes = Some(most));
    }

    fn breaks_off_after(&self, commands: usize) {
        self.0
            .by_hand(|portal, _| portal.breaks_off = Some(commands));
    }

    fn asks_to_wait(&self, seconds: u64) {
        self.0.asks_to_wait(seconds);
    }

    fn denies_generator(&self) {
        self.0.by_hand(|portal, _| portal.denies_generator = true);
    }

    fn hides_files(&self, _: u64, _: Hidden) {
        self.0.by_hand(|portal, _| portal.hides_files = true);
    }

    fn changes(&self) -> usize {
        self.0.by_hand(|portal, _| portal.changes)
    }
}
