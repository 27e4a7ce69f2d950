//! `POST /document-sets` and its look-up: key, transaction, printing, answer.
//!
//! The transaction is one hold of the lock and makes everything or nothing. Printing happens with
//! the lock free; whoever asks meanwhile hears «working».

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::base::{Base, Contract, Hold, Invoice, Order, Phase, Set};
use super::print::{PrintJob, Printed, Replaced, content_of};
use super::refusal::Refusal;
use super::request::Wanted;
use super::schedule::{Part, document_rows, invoice_rows};
use super::standing::{Standing, Who};
use super::terms::{NewContract, WantedContract, WantedNumber};
use super::{card, check, existing, schedule, standing, void};

/// What has to be done about a key.
pub(super) enum Step {
    /// The answer is known.
    Answer(Answer),
    /// Print this with the lock free, then call [`finish`].
    Print(Box<PrintJob>, Asking),
}

/// Who asks: it decides the status of a finished set and what «working» tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Asking {
    /// The request that makes the documents.
    Maker,
    /// The same request again.
    Again,
    /// A look-up, or somebody who wants the key voided.
    LookUp,
}

/// A status and its body.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// The first half: the stored answer of a known key, or the documents of a new one.
pub(super) fn begin(base: &mut Base, key: &str, body: Value, now: i64) -> Result<Step, Refusal> {
    void::unless_voided(base, key)?;
    if let Some(set) = base.sets.get(key) {
        if set.body != body {
            let message = "Этот ключ уже использован с другим запросом.";
            return Err(Refusal::conflict("key_reused", message));
        }
        return resume(base, key, Asking::Again, now);
    }
    let mut wanted = Wanted::read(&body, base.world.switches.older_extension)?;
    #[cfg(not(feature = "print"))]
    if !wanted.files.is_empty() {
        return Err(Refusal::cannot_print());
    }
    check::check(base, &wanted)?;
    let parts = schedule::check(&wanted, base.world.switches.invoice_vat_tolerance)?;
    let found = card::find(base, &wanted.buyer)?;
    let under = match &wanted.contract {
        WantedContract::New(contract) => Under::New(number(base, &wanted, contract, now)?),
        WantedContract::Existing(asked) => {
            let contract = existing::find(base, &wanted, asked, found.as_deref())?;
            Under::Existing(Box::new(contract))
        }
    };
    name_units(base, &mut wanted);
    // Nothing below can be refused.
    let job = make(base, key, body, wanted, &parts, found, under);
    Ok(Step::Print(Box::new(job), Asking::Maker))
}

/// What the documents are made under.
enum Under {
    /// A new contract with this number.
    New(String),
    /// A contract that stands.
    Existing(Box<Contract>),
}

/// A row without a unit takes that of its item.
fn name_units(base: &Base, wanted: &mut Wanted) {
    for row in wanted.rows.iter_mut().filter(|row| row.unit.is_empty()) {
        if let Some(item) = base.item(&row.nomenclature) {
            row.unit.clone_from(&item.unit);
        }
    }
}

/// What a known key answers; printing that failed is tried again.
fn resume(base: &mut Base, key: &str, asking: Asking, now: i64) -> Result<Step, Refusal> {
    let Some(set) = base.sets.get_mut(key) else {
        return Err(unknown_key());
    };
    if matches!(set.phase, Phase::PrintFailed) {
        set.phase = Phase::Printing;
        return Ok(Step::Print(Box::new(set.job.clone()), asking));
    }
    progress(base, key, asking, now).map(Step::Answer)
}

fn unknown_key() -> Refusal {
    Refusal::not_found("unknown_key", "Такой ключ не встречался.")
}

fn progress(base: &Base, key: &str, asking: Asking, now: i64) -> Result<Answer, Refusal> {
    let set = base.sets.get(key).ok_or_else(unknown_key)?;
    let left = match &set.phase {
        Phase::Done { ready_ms, answer } if *ready_ms <= now => {
            return Ok(Answer {
                status: if asking == Asking::Maker { 201 } else { 200 },
                body: answer.clone(),
            });
        }
        Phase::Done { ready_ms, .. } => ready_ms.saturating_sub(now).clamp(1, 5000),
        Phase::Printing | Phase::PrintFailed => 1000,
    };
    let pause = base.world.switches.poll_after_ms.unwrap_or(left);
    let mut body = json!({ "key": key, "state": "working", "poll_after_ms": pause });
    if asking != Asking::LookUp
        && let Some(map) = body.as_object_mut()
    {
        map.insert("made_before".to_owned(), (asking == Asking::Again).into());
    }
    Ok(Answer { status: 202, body })
}

/// What became of a key; printing that failed is tried again.
pub(super) fn look_up(base: &mut Base, key: &str, now: i64) -> Result<Step, Refusal> {
    void::unless_voided(base, key)?;
    resume(base, key, Asking::LookUp, now)
}

/// The second half: files and answer are stored, or the failure of printing is.
pub(super) fn finish(
    base: &mut Base,
    key: &str,
    printed: Result<Vec<Printed>, String>,
    asking: Asking,
    now: i64,
) -> Result<Answer, Refusal> {
    let failures = &mut base.world.switches.print_failures;
    let is_scripted = *failures > 0;
    *failures = failures.saturating_sub(1);
    let printed = match printed {
        Ok(printed) if !is_scripted => printed,
        Ok(_) => return Err(failed(base, key, "переключатель print_failures".to_owned())),
        Err(reason) => return Err(failed(base, key, reason)),
    };
    let switches = &base.world.switches;
    let is_slow = switches.printing_ms > switches.answer_within_ms;
    let ready_ms = if is_slow {
        now.saturating_add(switches.printing_ms)
    } else {
        now
    };
    for file in &printed {
        base.files
            .insert(file.sha256.clone(), file.bytes.clone().into());
    }
    let answer = base
        .sets
        .get(key)
        .map(|set| answer(base, key, set, &printed));
    let Some(set) = base.sets.get_mut(key) else {
        return Err(unknown_key());
    };
    set.phase = Phase::Done {
        ready_ms,
        answer: answer.unwrap_or_default(),
    };
    progress(base, key, asking, now)
}

fn failed(base: &mut Base, key: &str, reason: String) -> Refusal {
    if let Some(set) = base.sets.get_mut(key) {
        set.phase = Phase::PrintFailed;
    }
    let message = "Документы созданы, печать не удалась: повторите запрос.";
    Refusal::later("print_failed", message).messages(vec![reason])
}

/// The number of a new contract, free and allowed.
fn number(
    base: &Base,
    wanted: &Wanted,
    contract: &NewContract,
    now: i64,
) -> Result<String, Refusal> {
    let (organization, year) = (&wanted.organization, contract.date.year());
    let organization = base
        .organization(organization)
        .map_or(organization, |found| &found.reference);
    let (reservation, value) = match &contract.number {
        WantedNumber::Auto => {
            return base.next_contract_number(organization, &contract.form, year, now);
        }
        WantedNumber::Reserved { reservation, value } => (reservation, value),
    };
    let held = base.reservations.get(reservation).filter(|one| {
        one.hold == Hold::Held
            && one.until_ms > now
            && one.organization == *organization
            && one.form == contract.form
            && one.year == year
            && one.number == *value
    });
    if held.is_none() {
        let message = "Номер не удержан за этой заявкой или удержание истекло.";
        return Err(Refusal::finding("reservation_expired", message).field("contract.number"));
    }
    if base.is_used(value, organization, year)
        || base.is_held(value, organization, year, now, reservation)
    {
        let message = "Договор с таким номером уже есть.";
        return Err(Refusal::finding("number_taken", message).field("contract.number"));
    }
    Ok(value.clone())
}

/// Makes everything of the set.
fn make(
    base: &mut Base,
    key: &str,
    body: Value,
    wanted: Wanted,
    parts: &[Part],
    found: Option<String>,
    under: Under,
) -> PrintJob {
    let card_created = found.is_none();
    let card = found.unwrap_or_else(|| card::create(base, &wanted.buyer));
    card::add_account(base, &card, &wanted.buyer);
    let organization = base
        .organization(&wanted.organization)
        .cloned()
        .unwrap_or_default();
    use_reservation(base, &wanted);
    let maker = Maker {
        key,
        card: &card,
        organization: &organization.reference,
        wanted: &wanted,
    };
    let (contract, is_new) = match (under, wanted.contract.as_new()) {
        (Under::Existing(contract), _) => (*contract, false),
        (Under::New(number), terms) => (maker.contract(base, number, terms), true),
    };
    let order = wanted.order.then(|| maker.order(base, &contract));
    let invoices = maker.invoices(base, &contract, order.as_ref(), parts);
    let form = wanted.contract.as_new().map_or("", |terms| &terms.form);
    let kind = base
        .form(form)
        .map(|form| form.kind.clone())
        .unwrap_or_default();
    let replaced = replaced(base, &organization.reference, &wanted);
    let job = PrintJob {
        kind,
        replaced,
        organization,
        contract: contract.clone(),
        invoices: invoices.clone(),
        wanted,
    };
    base.sets.insert(
        key.to_owned(),
        Set {
            body,
            card,
            card_created,
            contract: contract.reference.clone(),
            order: order.as_ref().map(|one| one.reference.clone()),
            invoices: invoices.iter().map(|one| one.reference.clone()).collect(),
            job: job.clone(),
            phase: Phase::Printing,
        },
    );
    base.contracts.extend(is_new.then_some(contract));
    base.orders.extend(order);
    base.invoices.extend(invoices);
    err_where_told(base, &job);
    job
}

/// What the files say of the documents that the set replaces.
fn replaced(base: &Base, organization: &str, wanted: &Wanted) -> Vec<Replaced> {
    let all = wanted.supersedes.iter().filter(|one| one.kind != "order");
    all.filter_map(|asked| {
        let found = existing::superseded(base, organization, asked)?;
        let is_contract = asked.kind == "contract";
        let number = if is_contract {
            found.number
        } else {
            super::numbers::print_number(&found.number)
        };
        Some(Replaced {
            is_contract,
            number,
            date: found.date,
        })
    })
    .collect()
}

fn use_reservation(base: &mut Base, wanted: &Wanted) {
    if let Some(contract) = wanted.contract.as_new()
        && let WantedNumber::Reserved { reservation, .. } = &contract.number
        && let Some(held) = base.reservations.get_mut(reservation)
    {
        held.hold = Hold::Used;
    }
}

/// What the service must never do, where a switch makes it: so that a test of that can fail.
fn err_where_told(base: &mut Base, job: &PrintJob) {
    if base.world.switches.marks_by_mistake {
        for asked in &job.wanted.supersedes {
            let found = existing::superseded(base, &job.organization.reference, asked);
            if let Some(found) = found {
                // A posted document withstands even that.
                let _ = standing::mark(base, &found.reference, Who::Extension);
            }
        }
    }
}

/// What the documents of one set have in common.
struct Maker<'a> {
    key: &'a str,
    card: &'a str,
    organization: &'a str,
    wanted: &'a Wanted,
}

impl Maker<'_> {
    fn contract(&self, base: &mut Base, number: String, terms: Option<&NewContract>) -> Contract {
        let own = check::document_sums(&self.wanted.rows, self.wanted.contract.vat_included());
        Contract {
            reference: base.new_reference(),
            number,
            date: self.date(),
            organization: self.organization.to_owned(),
            counterparty: self.card.to_owned(),
            form: terms.map(|terms| terms.form.clone()).unwrap_or_default(),
            total: own.total,
            vat: own.vat,
            valid_until: terms.and_then(|terms| terms.valid_until),
            deal: self.wanted.deal.clone(),
            key: self.key.to_owned(),
            standing: Standing::default(),
        }
    }

    /// Of contract and order. Every request that is not refused has one.
    fn date(&self) -> NaiveDate {
        self.wanted.date().unwrap_or_default()
    }

    /// How a new document stands.
    fn standing(base: &Base) -> Standing {
        Standing {
            posted_by: base
                .world
                .switches
                .posts_by_mistake
                .then_some(Who::Extension),
            marked_by: None,
        }
    }

    fn order(&self, base: &mut Base, contract: &Contract) -> Order {
        let vat_included = self.wanted.contract.vat_included();
        let own = check::document_sums(&self.wanted.rows, vat_included);
        Order {
            reference: base.new_reference(),
            number: base.next_document_number("order", self.organization, self.date().year()),
            date: self.date(),
            organization: self.organization.to_owned(),
            counterparty: self.card.to_owned(),
            contract: contract.reference.clone(),
            total: own.total,
            vat: own.vat,
            rows: document_rows(&self.wanted.rows, vat_included),
            key: self.key.to_owned(),
            standing: Self::standing(base),
        }
    }

    fn invoices(
        &self,
        base: &mut Base,
        contract: &Contract,
        order: Option<&Order>,
        parts: &[Part],
    ) -> Vec<Invoice> {
        let mut made = Vec::new();
        for (wanted, part) in self.wanted.invoices.iter().zip(parts) {
            made.push(Invoice {
                reference: base.new_reference(),
                number: base.next_document_number("invoice", self.organization, wanted.date.year()),
                date: wanted.date,
                organization: self.organization.to_owned(),
                counterparty: self.card.to_owned(),
                contract: contract.reference.clone(),
                order: order.map(|one| one.reference.clone()).unwrap_or_default(),
                index: wanted.index,
                of: wanted.of,
                percent: wanted.percent,
                amount: part.amount(),
                vat: part.vat(),
                due: wanted.due,
                rows: invoice_rows(self.wanted, wanted, part, contract),
                key: self.key.to_owned(),
                standing: Self::standing(base),
            });
        }
        made
    }
}

/// The body of a finished set, from what the base holds.
fn answer(base: &Base, key: &str, set: &Set, printed: &[Printed]) -> Value {
    let contract = base
        .contracts
        .iter()
        .find(|one| one.reference == set.contract);
    let contract = contract.map(|one| {
        json!({
            "ref": one.reference,
            "number": one.number,
            "date": one.date.to_string(),
            "total": one.total.to_string(),
            "vat": one.vat.to_string(),
            // One that stood has none: it is not printed.
            "files": files(printed, None),
        })
    });
    let of_set = |one: &&Invoice| set.invoices.contains(&one.reference);
    let invoices = base.invoices.iter().filter(of_set).map(|one| {
        json!({
            "index": one.index,
            "ref": one.reference,
            "number": one.number,
            "print_number": super::numbers::print_number(&one.number),
            "date": one.date.to_string(),
            "amount": one.amount.to_string(),
            "vat": one.vat.to_string(),
            "files": files(printed, Some(one.index)),
        })
    });
    let mut body = json!({
        "key": key,
        "state": "done",
        "counterparty": { "ref": set.card, "created": set.card_created },
        "contract": contract,
        "invoices": invoices.collect::<Vec<_>>(),
    });
    let order = base
        .orders
        .iter()
        .find(|one| set.order.as_ref() == Some(&one.reference));
    if let (Some(order), Some(map)) = (order, body.as_object_mut()) {
        let order = json!({
            "ref": order.reference, "number": order.number, "date": order.date.to_string(),
        });
        map.insert("order".to_owned(), order);
    }
    body
}

/// The files of the contract (`None`) or of an invoice.
fn files(printed: &[Printed], invoice: Option<u64>) -> Vec<Value> {
    printed
        .iter()
        .filter(|file| file.invoice == invoice)
        .map(content_of)
        .collect()
}
