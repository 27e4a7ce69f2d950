//! Dates, currency and payment.

use super::case::{Case, chosen};
use super::format;
use super::notes::{Notes, Read};
use super::rows::Rows;
use super::table::{
    CONTRACT_AHEAD, CONTRACT_BACKDATED, CONTRACT_CLOSED, CONTRACT_FAR, CONTRACT_OLD,
    CURRENCY_EMPTY, CURRENCY_OTHER, DUE_EARLY, INVOICE_EARLY, INVOICE_FAR, RATE_CHANGES,
    SCHEDULE_UNKNOWN, SCHEDULE_ZERO, SUM_OVERFLOW, VALID_EARLY,
};
use crate::dates::{DateError, DateWarning, check_invoice_date};
use crate::request::InvoiceTerms;
use crate::schedule::{DayCount, PartTerms, PaymentSchedule, ScheduleError, Trigger};
use crate::vat::{Supply, VatRate, check_rate};
use chrono::{Days, NaiveDate};

/// The only currency of documents.
const ROUBLES: &str = "RUB";

/// Judges the dates of contract and invoices, and the days that follow from them.
pub(super) fn dates(case: &Case<'_>, notes: &mut Notes) -> Read<()> {
    let contract = contract_date(case, notes);
    let invoice = invoice_date(case, notes);
    let date = case.contract_date();
    let mut result = contract.and(invoice);
    let until = case.choices.valid_until;
    if let Some(until) = until.filter(|until| *until < date) {
        let params = [("until", format::day(until)), ("date", format::day(date))];
        result = Err(notes.block(VALID_EARLY, "contract.valid_until", params));
    }
    let date = case.invoice_date();
    if let Some(due) = case.choices.due.filter(|due| *due < date) {
        let params = [("due", format::day(due)), ("date", format::day(date))];
        result = Err(notes.block(DUE_EARLY, "invoices[0].due", params));
    }
    result
}

/// The currency, which must be roubles.
pub(super) fn currency(case: &Case<'_>, notes: &mut Notes) -> Read<()> {
    match case.facts.deal.currency.trim() {
        ROUBLES => Ok(()),
        "" => Err(notes.block(CURRENCY_EMPTY, "deal.currency", [])),
        other => {
            let params = [("currency", other.to_owned())];
            Err(notes.block(CURRENCY_OTHER, "deal.currency", params))
        }
    }
}

/// The schedule chosen, else everything at once.
pub(super) fn schedule(case: &Case<'_>, notes: &mut Notes) -> Read<PaymentSchedule> {
    let Some(code) = chosen(case.choices.schedule.as_ref()) else {
        return Ok(PaymentSchedule::full());
    };
    let schedules = &case.policy.schedules;
    schedules.get(code).cloned().ok_or_else(|| {
        let known = format::list(schedules.keys());
        let params = [("schedule", code.to_owned()), ("schedules", known)];
        notes.block(SCHEDULE_UNKNOWN, "schedule", params)
    })
}

/// One invoice a part of the schedule.
pub(super) fn invoices(
    case: &Case<'_>,
    rows: &Rows,
    schedule: &PaymentSchedule,
    notes: &mut Notes,
) -> Read<Vec<InvoiceTerms>> {
    let parts = schedule
        .split(rows.totals.groups())
        .map_err(|error| match error {
            ScheduleError::ZeroPart { part } => {
                let terms = schedule.parts().get(part.saturating_sub(1));
                let percent = terms.map(|part| part.percent.to_string());
                let params = [
                    ("part", part.to_string()),
                    ("percent", percent.unwrap_or_default()),
                    ("total", format::sum(rows.totals.total())),
                ];
                notes.block(SCHEDULE_ZERO, "schedule", params)
            }
            // The other faults are those of a schedule or of sums that could not be made.
            ScheduleError::Money(_)
            | ScheduleError::Groups
            | ScheduleError::Percent
            | ScheduleError::NotWhole { .. }
            | ScheduleError::Balance { .. } => notes.block(SUM_OVERFLOW, "rows", []),
        })?;
    let of = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let numbered = (1_u32..).zip(parts).zip(schedule.parts());
    let invoice = |((index, part), terms): ((u32, _), &PartTerms)| InvoiceTerms {
        index,
        of,
        date: case.invoice_date(),
        due: case
            .choices
            .due
            .filter(|_| index == 1)
            .or_else(|| due(case, *terms)),
        part,
    };
    Ok(numbered.map(invoice).collect())
}

/// Warns when a known day of payment or delivery has another rate than the invoice's date.
pub(super) fn rate_changes(
    case: &Case<'_>,
    rows: &Rows,
    schedule: &PaymentSchedule,
    notes: &mut Notes,
) {
    let parts = schedule.parts().iter().filter_map(|part| due(case, *part));
    let chosen = [case.choices.due, case.choices.valid_until];
    let last = parts.chain(chosen.into_iter().flatten()).max();
    let Some(last) = last.filter(|last| *last > case.invoice_date()) else {
        return;
    };
    let Some(regime) = case.regime(last) else {
        return;
    };
    for group in rows.totals.groups() {
        if check_rate(regime, group.rate, last).is_err() {
            let then = VatRate::due(regime, Supply::General, last);
            let params = [
                ("date", format::day(last)),
                ("rate", group.rate.to_string()),
                (
                    "then",
                    then.map_or_else(|_| String::new(), |rate| rate.to_string()),
                ),
            ];
            notes.warn(RATE_CHANGES, "schedule", params);
        }
    }
}

fn contract_date(case: &Case<'_>, notes: &mut Notes) -> Read<()> {
    const PATH: &str = "contract.date";
    let date = case.contract_date();
    let limits = case.policy.dates;
    let both = || {
        [
            ("date", format::day(date)),
            ("today", format::day(case.today)),
        ]
    };
    let within = |days: u32| both().into_iter().chain([("days", days.to_string())]);
    let mut result = match limits.check(date, case.today) {
        Ok(Some(DateWarning::Backdated)) => {
            notes.warn(CONTRACT_BACKDATED, PATH, both());
            Ok(())
        }
        Ok(Some(DateWarning::Future)) => {
            notes.warn(CONTRACT_AHEAD, PATH, both());
            Ok(())
        }
        Ok(Some(DateWarning::AttorneyOneYear) | None) => Ok(()),
        Err(DateError::ContractTooFar) => {
            Err(notes.block(CONTRACT_FAR, PATH, within(limits.future_days)))
        }
        Err(_) => Err(notes.block(CONTRACT_OLD, PATH, within(limits.past_days))),
    };
    let closed = case.seller.ok().and_then(|seller| seller.closed_until);
    if let Some(until) = closed.filter(|until| date <= *until) {
        let params = [("date", format::day(date)), ("until", format::day(until))];
        result = Err(notes.block(CONTRACT_CLOSED, PATH, params));
    }
    result
}

fn invoice_date(case: &Case<'_>, notes: &mut Notes) -> Read<()> {
    const PATH: &str = "invoices[0].date";
    let (contract, date) = (case.contract_date(), case.invoice_date());
    if check_invoice_date(contract, Some(date)).is_err() {
        let params = [
            ("date", format::day(date)),
            ("contract", format::day(contract)),
        ];
        return Err(notes.block(INVOICE_EARLY, PATH, params));
    }
    let limits = case.policy.dates;
    let far = limits.check(date, case.today) == Err(DateError::ContractTooFar);
    // A contract too far ahead has its own finding, and the invoice only follows it.
    if far && date != contract {
        let params = [
            ("date", format::day(date)),
            ("today", format::day(case.today)),
            ("days", limits.future_days.to_string()),
        ];
        return Err(notes.block(INVOICE_FAR, PATH, params));
    }
    Ok(())
}

/// The last day to pay that follows from the schedule alone; never before the invoice.
///
/// Zero days name no term, and banking days need a calendar that is not here.
fn due(case: &Case<'_>, part: PartTerms) -> Option<NaiveDate> {
    let from = match part.due.trigger {
        Trigger::Signing => case.contract_date(),
        Trigger::Invoice => case.invoice_date(),
        Trigger::BeforeShipment | Trigger::AfterShipment => return None,
    };
    let counts = part.due.days > 0 && part.due.count == DayCount::Calendar;
    let day = from.checked_add_days(Days::new(u64::from(part.due.days)))?;
    counts.then(|| day.max(case.invoice_date()))
}
