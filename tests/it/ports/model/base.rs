//! Two bases in memory: a key is looked at where documents are made, and a number where it is held.

mod looked;

use super::super::{Base, Carrier, Entry, Ill, Ledger, Quirk, Words, scene};
use super::side::Remote;
use async_trait::async_trait;
use docflow_core::*;
use docflow_sandbox::World;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

const HOLD: Duration = Duration::from_hours(24 * 7);
const SLOW: Duration = Duration::from_mins(1);

/// What a base holds.
#[derive(Default)]
struct State {
    cards: BTreeMap<String, Card>,
    documents: BTreeMap<String, Entry>,
    sets: BTreeMap<String, Set>,
    voided: BTreeSet<String>,
    held: BTreeMap<String, Held>,
    closed_until: Option<NaiveDate>,
    organizations: Vec<String>,
    quirks: Vec<Quirk>,
    /// The total that the next answer tells in place of the right one.
    counts_otherwise: Option<Money>,
    damages: Option<Carrier>,
}

#[derive(Clone)]
struct Card {
    inn: String,
    ogrn: String,
}

struct Set {
    body: DocumentRequest,
    files: IssuedFiles,
    ready: Timestamp,
    words: Words,
}

struct Held {
    number: String,
    until: Timestamp,
    /// `held`, `released` or `used`.
    state: &'static str,
}

pub(crate) struct ModelBase {
    here: Arc<Remote<State>>,
    elsewhere: Arc<Remote<State>>,
}

impl Default for ModelBase {
    fn default() -> Self {
        let remote = || Arc::new(Remote::new(Side::Accounting));
        Self {
            here: remote(),
            elsewhere: remote(),
        }
    }
}

fn rejected<T>(code: &str, owner: Owner) -> Outcome<T> {
    Outcome::Rejected(Rejection {
        cause: Cause::new(Side::Accounting, code),
        owner,
        detail: None,
    })
}

impl State {
    fn of(world: &World) -> Self {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let list = |name: &str| world.onec[name].as_array().cloned().unwrap_or_default();
        let card = |one: &serde_json::Value| {
            let (inn, ogrn) = (text(&one["inn"]), text(&one["ogrn"]));
            (text(&one["ref"]), Card { inn, ogrn })
        };
        let typed = |(n, one): (usize, &serde_json::Value)| {
            let entry = Entry {
                kind: "contract",
                number: text(&one["number"]),
                total: "0.00".to_owned(),
                vat: "0.00".to_owned(),
                key: String::new(),
                contract: String::new(),
                touched: Vec::new(),
            };
            (format!("typed-{n}"), entry)
        };
        Self {
            cards: list("counterparties").iter().map(card).collect(),
            documents: list("contracts").iter().enumerate().map(typed).collect(),
            organizations: list("organizations")
                .iter()
                .map(|one| text(&one["inn"]))
                .collect(),
            closed_until: text(&world.onec["closed_until"]).parse().ok(),
            ..Self::default()
        }
    }

    fn is(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }

    fn reference(&self) -> String {
        format!("ref-{}", self.documents.len() + self.cards.len())
    }

    fn number(&self, now: Timestamp) -> String {
        let holds = |one: &Held| one.state == "held" && one.until > now;
        let taken = |number: &String| {
            self.documents.values().any(|one| one.number == *number)
                || self
                    .held
                    .values()
                    .any(|one| one.number == *number && holds(one))
        };
        let numbers = (215..).map(|n| format!("{n}-У/26"));
        numbers.into_iter().find(|number| !taken(number)).unwrap()
    }

    /// The set as it is told now: with a mark when it had been made before.
    fn told(&mut self, key: &str, carrier: Carrier, replayed: bool) -> IssuedFiles {
        let mut files = self.sets[key].files.clone();
        files.replayed = replayed;
        if let Some(total) = self.counts_otherwise.take() {
            files.set.documents[0].total = total;
        }
        if self.damages == Some(carrier) {
            files.blobs[0].bytes.push(b'!');
        }
        files
    }

    /// What a set that is there answers; documents without files are printed by the way.
    fn found(
        &mut self,
        key: &str,
        carrier: Carrier,
        replayed: bool,
        now: Timestamp,
    ) -> Outcome<IssuedFiles> {
        if self.sets[key].ready > now {
            return Outcome::Accepted {
                poll_after: Duration::from_secs(5),
            };
        }
        let files = self.told(key, carrier, replayed);
        let whole = files
            .blobs
            .iter()
            .all(|blob| scene::file_hash(&blob.bytes) == blob.hash);
        if whole {
            return Outcome::Done(files);
        }
        self.damages = None;
        Outcome::Unknown(Cause::new(Side::Accounting, "file-damaged"))
    }
}

/// The adapter: which firm has its books where.
struct ModelAccounting {
    bases: BTreeMap<&'static str, (&'static str, Arc<Remote<State>>)>,
}

impl ModelAccounting {
    fn request<T>(
        &self,
        seller: &str,
        writes: bool,
        work: impl FnOnce(&mut State, Timestamp) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let Some((_, base)) = self.bases.get(seller) else {
            return rejected("no-base", Owner::Administrator);
        };
        base.request(writes, move |base, now| {
            if base.is(Quirk::NamesItsError) {
                return Outcome::Unknown(Cause::new(Side::Accounting, "internal"));
            }
            work(base, now)
        })
    }
}

#[async_trait]
impl Accounting for ModelAccounting {
    async fn issue(
        &self,
        key: &StepKey,
        request: &DocumentRequest,
        reserved: Option<&ReservedNumber>,
    ) -> Outcome<IssuedFiles> {
        let (key, body, held) = (key.to_string(), request.clone(), reserved.cloned());
        let seller = &request.parts().seller.code;
        self.request(seller, true, move |base, now| {
            if base.voided.contains(&key) {
                return rejected("key_voided", Owner::Administrator);
            }
            let before = base
                .sets
                .get(&key)
                .map(|set| set.body.makes_the_same(&body));
            match before {
                Some(false) => return rejected("key_reused", Owner::Administrator),
                Some(true) => return base.found(&key, Carrier::Issue, true, now),
                None => {}
            }
            if let Err(refused) = make(base, &key, &body, held.as_ref(), now) {
                return rejected(refused, Owner::Accountant);
            }
            let fails = base
                .quirks
                .iter()
                .position(|quirk| *quirk == Quirk::PrintFails);
            if let Some(at) = fails {
                base.quirks.remove(at);
                return Outcome::Unknown(Cause::new(Side::Accounting, "print-failed"));
            }
            base.found(&key, Carrier::Issue, false, now)
        })
    }

    async fn look_up(&self, seller: &str, key: &StepKey) -> Outcome<Option<IssuedFiles>> {
        let key = key.to_string();
        self.request(seller, false, move |base, now| {
            if !base.sets.contains_key(&key) {
                return Outcome::Done(None);
            }
            base.found(&key, Carrier::LookUp, true, now).map(Some)
        })
    }

    async fn file(&self, seller: &str, key: &StepKey, hash: FileHash) -> Outcome<Blob> {
        let key = key.to_string();
        self.request(seller, false, move |base, _| {
            let set = base.sets.get(&key);
            let blob = set.and_then(|set| set.files.blobs.iter().find(|blob| blob.hash == hash));
            let Some(blob) = blob.cloned() else {
                return rejected("unknown_file", Owner::Administrator);
            };
            if base.damages.take_if(|one| *one == Carrier::File).is_some() {
                return Outcome::Transient {
                    after: None,
                    cause: Cause::new(Side::Accounting, "file-damaged"),
                };
            }
            Outcome::Done(blob)
        })
    }

    async fn reserve(&self, key: &StepKey, request: &DocumentRequest) -> Outcome<ReservedNumber> {
        let key = key.to_string();
        self.request(&request.parts().seller.code, true, move |base, now| {
            let number = base.number(now);
            let held = base.held.entry(key.clone()).or_insert(Held {
                number,
                until: now + HOLD,
                state: "held",
            });
            if held.state != "held" || held.until <= now {
                return rejected("reservation_expired", Owner::Administrator);
            }
            Outcome::Done(ReservedNumber {
                key,
                number: held.number.clone(),
                until: Some(held.until),
            })
        })
    }

    async fn void(&self, seller: &str, key: &StepKey) -> Outcome<Voided> {
        let key = key.to_string();
        self.request(seller, true, move |base, now| {
            if base.is(Quirk::Older) {
                return rejected(VOID_UNAVAILABLE, Owner::Administrator);
            }
            if base.sets.contains_key(&key) {
                return base
                    .found(&key, Carrier::Issue, true, now)
                    .map(Voided::Made);
            }
            base.voided.insert(key);
            Outcome::Done(Voided::Void)
        })
    }

    async fn about(&self, seller: &str) -> Outcome<BaseAbout> {
        self.request(seller, false, |base, _| {
            Outcome::Done(BaseAbout {
                name: "Бухгалтерия".to_owned(),
                organizations: base.organizations.clone(),
                closed_until: base.closed_until,
                voids: !base.is(Quirk::Older),
                invoice_alone: !base.is(Quirk::Older),
            })
        })
    }

    fn base_of(&self, seller: &str) -> String {
        let name = self.bases.get(seller).map(|(name, _)| *name);
        name.unwrap_or(seller).to_owned()
    }

    async fn release(&self, seller: &str, reservation: &StepKey) -> Outcome<()> {
        let key = reservation.to_string();
        self.request(seller, true, move |base, _| {
            if let Some(held) = base.held.get_mut(&key) {
                held.state = "released";
            }
            Outcome::Done(())
        })
    }
}

/// Everything or nothing: what is refused is refused before anything is written.
fn make(
    base: &mut State,
    key: &str,
    body: &DocumentRequest,
    held: Option<&ReservedNumber>,
    now: Timestamp,
) -> Result<(), &'static str> {
    let parts = body.parts();
    if base
        .closed_until
        .is_some_and(|day| parts.contract.date <= day)
    {
        return Err("closed_period");
    }
    let number = match held {
        None => base.number(now),
        Some(asked) => {
            let mine = base.held.get(&asked.key);
            let mine = mine.filter(|one| one.state == "held" && one.until > now);
            mine.ok_or("reservation_expired")?.number.clone()
        }
    };
    let basis = parts.basis.as_ref().map(|one| one.onec_ref.clone());
    if basis
        .as_ref()
        .is_some_and(|one| !base.documents.contains_key(one))
    {
        return Err("unknown_contract");
    }
    let (card, is_new) = card(base, &parts.client)?;
    if let Some(asked) = held {
        base.held.get_mut(&asked.key).unwrap().state = "used";
    }
    let replaced: Vec<String> = parts
        .supersedes
        .iter()
        .map(|one| one.onec_ref.clone())
        .collect();
    if base.is(Quirk::Marks) {
        for reference in &replaced {
            touch(base, reference, "marked");
        }
    }
    let words = Words {
        requested_by: format!("user:{}", parts.requested_by),
        note: parts.note.clone().unwrap_or_default(),
        supersedes: replaced,
    };
    let mut files = write(base, key, body, &number, basis);
    (files.set.counterparty_ref, files.set.counterparty_created) = (card, is_new);
    let ready = if base.is(Quirk::PrintsSlowly) {
        now + SLOW
    } else {
        now
    };
    let set = Set {
        body: body.clone(),
        files,
        ready,
        words,
    };
    base.sets.insert(key.to_owned(), set);
    Ok(())
}

fn touch(base: &mut State, reference: &str, how: &'static str) {
    if let Some(entry) = base.documents.get_mut(reference) {
        entry.touched.push(how);
    }
}

/// The card with these requisites, made only when there is none.
fn card(base: &mut State, client: &Counterparty) -> Result<(String, bool), &'static str> {
    let (inn, ogrn) = match client {
        Counterparty::LegalEntity(one) => (one.inn.to_string(), one.ogrn.to_string()),
        _ => (format!("{client:?}"), String::new()),
    };
    if let Some((reference, card)) = base.cards.iter().find(|(_, card)| card.inn == inn) {
        let agrees = card.ogrn == ogrn;
        return agrees
            .then(|| (reference.clone(), false))
            .ok_or("counterparty_differs");
    }
    let reference = base.reference();
    base.cards.insert(reference.clone(), Card { inn, ogrn });
    Ok((reference, true))
}

/// Writes contract, order and invoices, and prints each.
fn write(
    base: &mut State,
    key: &str,
    body: &DocumentRequest,
    number: &str,
    basis: Option<String>,
) -> IssuedFiles {
    let parts = body.parts();
    let mut files = IssuedFiles {
        set: IssuedSet {
            counterparty_ref: String::new(),
            counterparty_created: false,
            order: None,
            documents: Vec::new(),
        },
        blobs: Vec::new(),
        replayed: false,
    };
    let totals = (parts.totals.total(), parts.totals.vat());
    let contract = basis.unwrap_or_else(|| {
        let terms = (DocumentSlot::Contract, number, parts.contract.date);
        document(
            base,
            key,
            &mut files,
            terms,
            totals,
            &parts.contract_files,
            "",
        )
    });
    if parts.order {
        let number = format!("З-{}", base.documents.len());
        let reference = enter(base, "order", key, &number, totals, &contract);
        files.set.order = Some((reference, number));
    }
    for invoice in &parts.invoices {
        let number = format!("{}", 1_000 + base.documents.len());
        let terms = (
            DocumentSlot::Invoice(invoice.index),
            number.as_str(),
            invoice.date,
        );
        let sums = (invoice.part.amount, invoice.part.vat);
        document(
            base,
            key,
            &mut files,
            terms,
            sums,
            &parts.invoice_files,
            &contract,
        );
    }
    files
}

fn enter(
    base: &mut State,
    kind: &'static str,
    key: &str,
    number: &str,
    (total, vat): (Money, Option<Money>),
    contract: &str,
) -> String {
    let posts = base.is(Quirk::Posts) && kind != "contract";
    let entry = Entry {
        kind,
        number: number.to_owned(),
        total: total.to_string(),
        vat: vat.unwrap_or(Money::from_kopecks(0)).to_string(),
        key: key.to_owned(),
        contract: contract.to_owned(),
        touched: posts.then_some("posted").into_iter().collect(),
    };
    let reference = base.reference();
    base.documents.insert(reference.clone(), entry);
    reference
}

fn document(
    base: &mut State,
    key: &str,
    files: &mut IssuedFiles,
    (slot, number, date): (DocumentSlot, &str, NaiveDate),
    (total, vat): (Money, Option<Money>),
    pairs: &[FilePair],
    contract: &str,
) -> String {
    let kind = match slot {
        DocumentSlot::Contract => "contract",
        DocumentSlot::Invoice(_) => "invoice",
    };
    let reference = enter(base, kind, key, number, (total, vat), contract);
    let wanted = pairs.iter().flat_map(|pair| {
        [
            (FileFormat::Docx, pair.docx_stamped),
            (FileFormat::Pdf, pair.pdf_stamped),
        ]
    });
    let wanted: BTreeSet<(FileFormat, bool)> = wanted.collect();
    let mut refs = Vec::new();
    for (format, stamped) in wanted {
        let bytes = format!("{slot} {number} {stamped} {}", format.extension()).into_bytes();
        let hash = scene::file_hash(&bytes);
        refs.push(FileRef {
            format,
            stamped,
            name: format!("{slot}.{}", format.extension()),
            size: u64::try_from(bytes.len()).unwrap(),
            hash,
            derived_from: None,
        });
        files.blobs.push(Blob { hash, bytes });
    }
    files.set.documents.push(IssuedDocument {
        slot,
        onec_ref: reference.clone(),
        number: number.to_owned(),
        date,
        total,
        vat,
        files: refs,
    });
    reference
}
