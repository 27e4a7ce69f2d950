//! The payment schedule: parts of a document's total, each a payment with its VAT.
//!
//! Here: what a schedule is and how a total falls apart. Not here: which schedules a policy offers,
//! and how a part is invoiced. Called by the check; the parts go to 1C as invoices.

use std::fmt;
use std::str::FromStr;

use crate::money::{Money, MoneyError};
use crate::totals::VatGroup;

mod split;

/// A share of a total in hundredths of a percent, above 0 and at most 100 %.
///
/// Text form: `70`, `33.33`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u16);

impl Percent {
    /// All of it.
    pub const FULL: Self = Self(10_000);

    /// Whole percents, 1 to 100.
    ///
    /// # Errors
    /// [`ScheduleError::Percent`].
    pub fn new(percent: u8) -> Result<Self, ScheduleError> {
        Self::from_hundredths(u16::from(percent).saturating_mul(100))
    }

    /// Hundredths of a percent, 1 to 10 000.
    ///
    /// # Errors
    /// [`ScheduleError::Percent`].
    pub fn from_hundredths(hundredths: u16) -> Result<Self, ScheduleError> {
        if (1..=Self::FULL.0).contains(&hundredths) {
            Ok(Self(hundredths))
        } else {
            Err(ScheduleError::Percent)
        }
    }

    /// Hundredths of a percent.
    pub const fn hundredths(self) -> u16 {
        self.0
    }

    /// The share of a sum, half away from zero.
    fn of(self, sum: Money) -> Result<Money, MoneyError> {
        sum.checked_share(i64::from(self.0), i64::from(Self::FULL.0))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match (rest, rest % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

impl FromStr for Percent {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        // A percentage is read as money is: two places, a dot, no signs.
        let hundredths = Money::parse(text)
            .map_err(|_| ScheduleError::Percent)?
            .kopecks();
        u16::try_from(hundredths)
            .map_err(|_| ScheduleError::Percent)
            .and_then(Self::from_hundredths)
    }
}

/// When a part is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Due {
    /// What the days are counted from.
    pub trigger: Trigger,
    /// How many days after it, or before it for [`Trigger::BeforeShipment`].
    pub days: u16,
    /// Which days count.
    pub count: DayCount,
}

/// What the days of a part are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Trigger {
    /// The contract is signed.
    Signing,
    /// Before the goods leave or the work begins.
    BeforeShipment,
    /// After the goods have left or the work is done.
    AfterShipment,
    /// The date of the invoice.
    Invoice,
}

/// Which days count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayCount {
    /// Every day.
    Calendar,
    /// Banking days.
    Working,
}

/// One part of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartTerms {
    /// Its share.
    pub percent: Percent,
    /// When it is due.
    pub due: Due,
    /// Whether it takes what the rounding of the others leaves.
    pub balance: bool,
}

/// Parts that make 100 %, exactly one of them the balance that takes the remainder.
///
/// ```
/// use docflow_core::{Money, PaymentSchedule, VatGroup, VatRate};
/// let group = VatGroup {
///     rate: VatRate::Vat22,
///     total: Money::parse("10.01")?,
///     vat: Some(Money::parse("1.81")?),
/// };
/// let parts = PaymentSchedule::split_70_30().split(&[group])?;
/// let amounts: Vec<String> = parts.iter().map(|part| part.amount.to_string()).collect();
/// assert_eq!(amounts, ["7.01", "3.00"]);
/// assert_eq!(parts.last().and_then(|part| part.vat), Some(Money::parse("0.55")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PaymentSchedule {
    parts: Vec<PartTerms>,
}

impl PaymentSchedule {
    /// Takes parts in the order of payment.
    ///
    /// # Errors
    /// [`ScheduleError::NotWhole`] unless the shares make 100 %, [`ScheduleError::Balance`] unless
    /// exactly one part is the balance.
    pub fn new(parts: Vec<PartTerms>) -> Result<Self, ScheduleError> {
        let whole: u64 = parts.iter().map(|part| u64::from(part.percent.0)).sum();
        if whole != u64::from(Percent::FULL.0) {
            return Err(ScheduleError::NotWhole { hundredths: whole });
        }
        let balances = parts.iter().filter(|part| part.balance).count();
        if balances != 1 {
            return Err(ScheduleError::Balance { found: balances });
        }
        Ok(Self { parts })
    }

    /// Shares in the order of payment, due on their invoices; the last is the balance.
    ///
    /// # Errors
    /// [`ScheduleError::NotWhole`] unless the shares make 100 %.
    pub fn of_percents(shares: &[Percent]) -> Result<Self, ScheduleError> {
        let last = shares.len().saturating_sub(1);
        let due = Due {
            trigger: Trigger::Invoice,
            days: 0,
            count: DayCount::Calendar,
        };
        let parts = shares.iter().enumerate();
        let part = |(at, percent): (usize, &Percent)| PartTerms {
            percent: *percent,
            due,
            balance: at == last,
        };
        Self::new(parts.map(part).collect())
    }

    /// Everything at once.
    pub fn full() -> Self {
        let due = Due {
            trigger: Trigger::Signing,
            days: 0,
            count: DayCount::Calendar,
        };
        Self {
            parts: vec![PartTerms {
                percent: Percent::FULL,
                due,
                balance: true,
            }],
        }
    }

    /// 70 % in advance and 30 % afterwards.
    pub fn split_70_30() -> Self {
        let part = |percent, trigger, balance| PartTerms {
            percent: Percent(percent),
            due: Due {
                trigger,
                days: 0,
                count: DayCount::Calendar,
            },
            balance,
        };
        let advance = part(7_000, Trigger::Signing, false);
        Self {
            parts: vec![advance, part(3_000, Trigger::AfterShipment, true)],
        }
    }

    /// The parts in the order of payment.
    pub fn parts(&self) -> &[PartTerms] {
        &self.parts
    }

    /// Splits the total of a document, given as its VAT groups, into payments.
    ///
    /// A part's amount is round(total · percent); the balance takes what is left. Inside a part each
    /// group has its own share, and the last group takes what their rounding leaves (an earlier one
    /// only where the last can not hold it). The VAT of a group in a part is counted from its amount;
    /// the balance gets what is left of the group's VAT, which may differ by a kopeck or two from
    /// the VAT counted from its own amount. Amounts and VAT are never below zero, and the VAT of a
    /// part never exceeds its amount.
    ///
    /// # Errors
    /// [`ScheduleError::ZeroPart`] when a part would be nothing or less,
    /// [`ScheduleError::Groups`] when a group's sums can not be, [`ScheduleError::Money`].
    pub fn split(&self, groups: &[VatGroup]) -> Result<Vec<SchedulePart>, ScheduleError> {
        split::split(&self.parts, groups)
    }
}

/// One payment: what is invoiced, and the VAT in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SchedulePart {
    /// The share of the schedule.
    pub percent: Percent,
    /// What is paid, VAT and all.
    pub amount: Money,
    /// The VAT in it; nothing when every group is «Без НДС».
    pub vat: Option<Money>,
    /// The same by rate, in the order of the groups given; a group may be zero here.
    pub groups: Vec<VatGroup>,
}

/// A schedule or a split that can not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ScheduleError {
    /// A share out of range or with a third place.
    #[error("expected a share above 0 and at most 100 % with at most two places; correct it")]
    Percent,
    /// The shares do not make 100 %.
    #[error("expected shares of 100 % together, found {hundredths} hundredths of a percent")]
    NotWhole {
        /// What they make, in hundredths of a percent.
        hundredths: u64,
    },
    /// Not exactly one balance part.
    #[error("expected exactly one part that takes the remainder, found {found}")]
    Balance {
        /// How many there are.
        found: usize,
    },
    /// A part would be nothing or less: the total is too small for the schedule.
    #[error("part {part} would be zero; take one payment or a greater total")]
    ZeroPart {
        /// Which part, from 1.
        part: usize,
    },
    /// A group whose total is negative or whose VAT is not within it.
    #[error(
        "expected groups of zero and more with their VAT inside, found others; count the rows anew"
    )]
    Groups,
    /// A sum out of range.
    #[error("the parts can not be counted")]
    Money(#[from] MoneyError),
}

impl ScheduleError {
    /// The stable code: `split_zero_part`, `split_percent`, `split_percent_sum`, `split_balance`,
    /// `split_groups` or `sum_overflow`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Percent => "split_percent",
            Self::NotWhole { .. } => "split_percent_sum",
            Self::Balance { .. } => "split_balance",
            Self::ZeroPart { .. } => "split_zero_part",
            Self::Groups => "split_groups",
            Self::Money(_) => "sum_overflow",
        }
    }
}

#[cfg(test)]
mod tests;
