//! Rules of dates: months that clamp, the life of a contract, powers of attorney, dates of documents.
//!
//! Every rule takes its dates as arguments: «today» is the seller's local date, fixed in the run.
//! Not here: holidays and banking days. Called by the check.

use chrono::{Days, Months, NaiveDate};

/// The date so many months later, or earlier; the day is cut to the last of the month.
///
/// Nothing when it leaves the calendar of `chrono`.
///
/// ```
/// use docflow_core::{NaiveDate, add_months};
/// let day = |text: &str| text.parse::<NaiveDate>().ok();
/// assert_eq!(day("2026-01-31").and_then(|date| add_months(date, 1)), day("2026-02-28"));
/// ```
pub fn add_months(date: NaiveDate, months: i32) -> Option<NaiveDate> {
    let step = Months::new(months.unsigned_abs());
    if months < 0 {
        date.checked_sub_months(step)
    } else {
        date.checked_add_months(step)
    }
}

/// From when to when a contract is valid, both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Validity {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, before any prolongation.
    pub to: NaiveDate,
    /// What happens after it.
    pub prolongation: Prolongation,
    /// The last day after a termination.
    pub terminated_on: Option<NaiveDate>,
}

/// Whether a contract goes on after its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prolongation {
    /// It ends.
    None,
    /// It goes on once, for so many months.
    Once(u32),
    /// It goes on again and again, for so many months each time.
    Auto(u32),
}

/// What a contract is on a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContractState {
    /// Its first day is still to come.
    NotStarted,
    /// Within its own term.
    Active,
    /// Within a prolongation.
    Prolonged {
        /// Which one, from 1.
        times: u32,
        /// Its last day.
        to: NaiveDate,
    },
    /// After its term and every prolongation.
    Expired,
    /// After its termination.
    Terminated,
}

impl Validity {
    /// What the contract is on a date.
    ///
    /// A prolonged term ends on (last day + 1) + k · period − 1, so that the end of a month stays
    /// one. A period of 0 months prolongs nothing.
    pub fn state_on(&self, date: NaiveDate) -> ContractState {
        if date < self.from {
            return ContractState::NotStarted;
        }
        if self.terminated_on.is_some_and(|last| date > last) {
            return ContractState::Terminated;
        }
        if date <= self.to {
            return ContractState::Active;
        }
        let (period, limit) = match self.prolongation {
            Prolongation::None => return ContractState::Expired,
            Prolongation::Once(months) => (months, 1),
            Prolongation::Auto(months) => (months, u32::MAX),
        };
        self.prolonged(date, period, limit)
            .unwrap_or(ContractState::Expired)
    }

    fn prolonged(&self, date: NaiveDate, period: u32, limit: u32) -> Option<ContractState> {
        let start = self.to.succ_opt().filter(|_| period > 0)?;
        // A calendar that ends before the date is reached ends the search too.
        (1..=limit)
            .map_while(|times| {
                let months = Months::new(period.checked_mul(times)?);
                let to = start
                    .checked_add_months(months)?
                    .checked_sub_days(Days::new(1))?;
                Some(ContractState::Prolonged { times, to })
            })
            .find(|state| matches!(state, ContractState::Prolonged { to, .. } if *to >= date))
    }
}

/// The term of a power of attorney; without a last day it lives one year (ГК РФ 186).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttorneyTerm {
    /// The day on which it was given.
    pub issued: NaiveDate,
    /// Its last day, when it names one.
    pub expires: Option<NaiveDate>,
}

impl AttorneyTerm {
    /// The last day, named or by law: the same day of the next year.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.expires.or_else(|| add_months(self.issued, 12))
    }

    /// Whether a contract of this date may be signed by it.
    ///
    /// # Errors
    /// [`DateError::AttorneyNotStarted`], [`DateError::AttorneyExpired`],
    /// [`DateError::AttorneyExpiredByLaw`].
    pub fn check(&self, contract_date: NaiveDate) -> Result<Option<DateWarning>, DateError> {
        if contract_date < self.issued {
            return Err(DateError::AttorneyNotStarted);
        }
        let expired = self.last_day().is_none_or(|last| contract_date > last);
        match (expired, self.expires) {
            (true, Some(_)) => Err(DateError::AttorneyExpired),
            (true, None) => Err(DateError::AttorneyExpiredByLaw),
            (false, Some(_)) => Ok(None),
            (false, None) => Ok(Some(DateWarning::AttorneyOneYear)),
        }
    }
}

/// How far the date of a contract may be from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateLimits {
    /// Days into the past.
    pub past_days: u32,
    /// Days into the future.
    pub future_days: u32,
}

impl DateLimits {
    /// Judges the date of a contract; any day but today is worth a warning.
    ///
    /// # Errors
    /// [`DateError::ContractTooOld`], [`DateError::ContractTooFar`].
    pub fn check(
        &self,
        date: NaiveDate,
        today: NaiveDate,
    ) -> Result<Option<DateWarning>, DateError> {
        let ahead = date.signed_duration_since(today).num_days();
        if ahead > i64::from(self.future_days) {
            return Err(DateError::ContractTooFar);
        }
        if ahead < i64::from(self.past_days).saturating_neg() {
            return Err(DateError::ContractTooOld);
        }
        Ok(match ahead {
            1.. => Some(DateWarning::Future),
            0 => None,
            _ => Some(DateWarning::Backdated),
        })
    }
}

/// Judges the date of an invoice: there is one, and it is not before its contract.
///
/// # Errors
/// [`DateError::InvoiceMissing`], [`DateError::InvoiceBeforeContract`].
pub fn check_invoice_date(
    contract_date: NaiveDate,
    invoice_date: Option<NaiveDate>,
) -> Result<NaiveDate, DateError> {
    let date = invoice_date.ok_or(DateError::InvoiceMissing)?;
    if date < contract_date {
        Err(DateError::InvoiceBeforeContract)
    } else {
        Ok(date)
    }
}

/// A date that is allowed but should be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DateWarning {
    /// The contract is dated before today.
    Backdated,
    /// The contract is dated after today.
    Future,
    /// The power of attorney names no last day and lives one year by law.
    AttorneyOneYear,
}

impl DateWarning {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Backdated => "warn_backdated",
            Self::Future => "warn_future",
            Self::AttorneyOneYear => "warn_poa_default_1y",
        }
    }
}

/// A date that can not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// Further ahead than allowed.
    #[error("the contract is dated further ahead than allowed; take a nearer date")]
    ContractTooFar,
    /// Further back than allowed.
    #[error("the contract is dated further back than allowed; take a later date")]
    ContractTooOld,
    /// The invoice has no date.
    #[error("expected a date of the invoice, found none; fill it in")]
    InvoiceMissing,
    /// The invoice is older than its contract.
    #[error("the invoice is dated before its contract; take the contract's date or a later one")]
    InvoiceBeforeContract,
    /// The contract is older than the power of attorney.
    #[error(
        "the power of attorney was given after the contract's date; take another basis or date"
    )]
    AttorneyNotStarted,
    /// The power of attorney had ended.
    #[error("the power of attorney ended before the contract's date; take a valid one")]
    AttorneyExpired,
    /// The power of attorney names no last day, and its year was over.
    #[error("the power of attorney names no term and its year was over; take a valid one")]
    AttorneyExpiredByLaw,
}

impl DateError {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ContractTooFar => "contract_too_far",
            Self::ContractTooOld => "contract_too_old",
            Self::InvoiceMissing => "invoice_date_missing",
            Self::InvoiceBeforeContract => "invoice_before_contract",
            Self::AttorneyNotStarted => "poa_not_started",
            Self::AttorneyExpired => "poa_expired",
            Self::AttorneyExpiredByLaw => "poa_expired_default_1y",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_calendar_that_ends_answers_nothing() {
        assert_eq!(add_months(NaiveDate::MAX, 1), None);
        assert_eq!(add_months(NaiveDate::MIN, -1), None);
        assert_eq!(add_months(day("2026-01-31"), i32::MIN), None);
        let forever = Validity {
            from: day("2026-01-01"),
            to: NaiveDate::MAX,
            prolongation: Prolongation::Auto(12),
            terminated_on: None,
        };
        assert_eq!(forever.state_on(NaiveDate::MAX), ContractState::Active);
    }

    #[test]
    fn a_period_of_no_months_prolongs_nothing() {
        let validity = Validity {
            from: day("2026-01-01"),
            to: day("2026-12-31"),
            prolongation: Prolongation::Auto(0),
            terminated_on: None,
        };
        assert_eq!(validity.state_on(day("2027-01-01")), ContractState::Expired);
    }

    proptest! {
        #[test]
        fn months_keep_the_day_or_cut_it_to_the_end_of_the_month(
            days in 0..40_000_i64, months in -600..600_i32,
        ) {
            use chrono::Datelike as _;
            let date = day("1990-01-01") + chrono::TimeDelta::days(days);
            let moved = add_months(date, months).unwrap();
            let ends_month = moved.succ_opt().is_some_and(|next| next.day() == 1);
            prop_assert!(moved.day() == date.day() || (moved.day() < date.day() && ends_month));
        }

        #[test]
        fn a_prolonged_term_covers_its_date_and_begins_after_the_one_before(
            length in 0..800_i64, period in 1..30_u32, later in 1..4_000_i64,
        ) {
            let from = day("2020-01-31");
            let to = from + chrono::TimeDelta::days(length);
            let validity =
                Validity { from, to, prolongation: Prolongation::Auto(period), terminated_on: None };
            let date = to + chrono::TimeDelta::days(later);
            let ContractState::Prolonged { times, to: last } = validity.state_on(date) else {
                return Err(TestCaseError::fail("an automatic prolongation ended"));
            };
            prop_assert!(last >= date);
            let first_day = match times {
                1 => to + chrono::TimeDelta::days(1),
                _ => add_months(to + chrono::TimeDelta::days(1), i32::try_from(period * (times - 1)).unwrap()).unwrap(),
            };
            prop_assert!(first_day <= date);
        }
    }
}
