//! VAT: rates by date, who may use which, and the VAT of a sum.
//!
//! Here: the law as far as a document needs it. Not here: who pays VAT (the policy says it for each
//! legal entity and date) and sums of documents ([`crate::Totals`]). Called by the check and by totals.
//!
//! The rate follows the tax point (shipment or advance payment), never the date of the contract.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use crate::money::{Money, MoneyError};

/// The VAT of a row: a rate, or none at all.
///
/// «Без НДС» ([`Exempt`](Self::Exempt)) is not 0 % ([`Vat0`](Self::Vat0)): they are different facts
/// in the contract, in 1C and before the law. Text form: `none`, `0`, `5`, `7`, `10`, `18`, `20`, `22`.
///
/// Sources: НК РФ 164, 425-ФЗ of 28.11.2025 (22 % from 2026), 303-ФЗ of 03.08.2018 (20 % from 2019),
/// 176-ФЗ of 12.07.2024 (5 % and 7 % from 2025).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VatRate {
    /// Без НДС.
    Exempt,
    /// 0 %, export and the like.
    Vat0,
    /// 5 %, УСН on the special rate, from 2025 on.
    Vat5,
    /// 7 %, УСН on the special rate, from 2025 on.
    Vat7,
    /// 10 %, the listed goods.
    Vat10,
    /// 18 %, general to the end of 2018.
    Vat18,
    /// 20 %, general from 2019 to the end of 2025.
    Vat20,
    /// 22 %, general from 2026 on.
    Vat22,
}

impl VatRate {
    /// Every rate, from none to the highest.
    pub const ALL: [Self; 8] = [
        Self::Exempt,
        Self::Vat0,
        Self::Vat5,
        Self::Vat7,
        Self::Vat10,
        Self::Vat18,
        Self::Vat20,
        Self::Vat22,
    ];

    /// The general rate on a tax point: 18 % before 2019, 20 % before 2026, then 22 %.
    ///
    /// ```
    /// use docflow_core::{NaiveDate, VatRate};
    /// let day = |text: &str| text.parse::<NaiveDate>();
    /// assert_eq!(VatRate::general_on(day("2025-12-31")?), VatRate::Vat20);
    /// assert_eq!(VatRate::general_on(day("2026-01-01")?), VatRate::Vat22);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn general_on(tax_point: NaiveDate) -> Self {
        [Self::Vat22, Self::Vat20]
            .into_iter()
            .find(|rate| rate.in_force(tax_point) != InForce::NotYet)
            .unwrap_or(Self::Vat18)
    }

    /// The rate of an operation on its tax point.
    ///
    /// # Errors
    /// [`VatError::NotYet`] for УСН rates before 2025.
    pub fn due(regime: VatRegime, supply: Supply, tax_point: NaiveDate) -> Result<Self, VatError> {
        let rate = match (regime, supply) {
            (VatRegime::UsnExempt, _) => Self::Exempt,
            (_, Supply::Export) => Self::Vat0,
            (VatRegime::Usn5, _) => Self::Vat5,
            (VatRegime::Usn7, _) => Self::Vat7,
            (VatRegime::Osno, Supply::Reduced) => Self::Vat10,
            (VatRegime::Osno, Supply::General) => Self::general_on(tax_point),
        };
        check_rate(regime, rate, tax_point).map(|_| rate)
    }

    /// The percentage; nothing for «Без НДС».
    pub const fn percent(self) -> Option<u8> {
        match self {
            Self::Exempt => None,
            Self::Vat0 => Some(0),
            Self::Vat5 => Some(5),
            Self::Vat7 => Some(7),
            Self::Vat10 => Some(10),
            Self::Vat18 => Some(18),
            Self::Vat20 => Some(20),
            Self::Vat22 => Some(22),
        }
    }

    /// The rate with this percentage.
    ///
    /// # Errors
    /// [`VatError::Unknown`] for a percentage that was never in force.
    pub fn from_percent(percent: u8) -> Result<Self, VatError> {
        let known = Self::ALL
            .into_iter()
            .find(|rate| rate.percent() == Some(percent));
        known.ok_or(VatError::Unknown)
    }

    /// The calculated rate as numerator and denominator, `(22, 122)`: the VAT inside an advance.
    ///
    /// Nothing for «Без НДС» and for 0 %.
    pub fn calculated(self) -> Option<(u8, u8)> {
        let percent = self.percent().filter(|percent| *percent != 0)?;
        Some((percent, percent.saturating_add(100)))
    }

    /// The text form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exempt => "none",
            Self::Vat0 => "0",
            Self::Vat5 => "5",
            Self::Vat7 => "7",
            Self::Vat10 => "10",
            Self::Vat18 => "18",
            Self::Vat20 => "20",
            Self::Vat22 => "22",
        }
    }

    /// The VAT of a sum, half away from zero; nothing for «Без НДС».
    ///
    /// Included: `sum · r / (100 + r)`. On top: `sum · r / 100`. A tie with VAT included exists for
    /// 20/120 alone: 0.03 holds 0.01.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn of(self, sum: Money, mode: VatMode) -> Result<Option<Money>, MoneyError> {
        let Some(percent) = self.percent().map(i64::from) else {
            return Ok(None);
        };
        let whole = match mode {
            VatMode::Included => percent.saturating_add(100),
            VatMode::OnTop => 100,
        };
        sum.checked_share(percent, whole).map(Some)
    }

    fn in_force(self, on: NaiveDate) -> InForce {
        let (first_year, last_year) = match self {
            Self::Exempt | Self::Vat0 | Self::Vat10 => return InForce::Yes,
            Self::Vat5 | Self::Vat7 => (2025, i32::MAX),
            Self::Vat18 => (2004, 2018),
            Self::Vat20 => (2019, 2025),
            Self::Vat22 => (2026, i32::MAX),
        };
        if on.year() < first_year {
            InForce::NotYet
        } else if on.year() > last_year {
            InForce::Expired
        } else {
            InForce::Yes
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InForce {
    NotYet,
    Yes,
    Expired,
}

impl fmt::Display for VatRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for VatRate {
    type Err = VatError;

    fn from_str(text: &str) -> Result<Self, VatError> {
        Self::ALL
            .into_iter()
            .find(|rate| rate.as_str() == text)
            .ok_or(VatError::Unknown)
    }
}

/// Whether the sums of a document contain their VAT; one mode for all of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VatMode {
    /// The sum of a row contains its VAT.
    Included,
    /// VAT is added to the sum of a row.
    OnTop,
}

/// How the seller pays VAT on a date; a fact of the legal entity, with dates in the policy.
///
/// Text form: `osno`, `usn_exempt`, `usn_5`, `usn_7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VatRegime {
    /// ОСНО, the general system.
    Osno,
    /// УСН below the threshold of income: no VAT.
    UsnExempt,
    /// УСН with the special rate of 5 %.
    Usn5,
    /// УСН with the special rate of 7 %.
    Usn7,
}

impl VatRegime {
    /// Every regime.
    pub const ALL: [Self; 4] = [Self::Osno, Self::UsnExempt, Self::Usn5, Self::Usn7];

    /// The text form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Osno => "osno",
            Self::UsnExempt => "usn_exempt",
            Self::Usn5 => "usn_5",
            Self::Usn7 => "usn_7",
        }
    }

    /// Whether rows of this seller may carry the rate at all, on whatever date.
    ///
    /// «Без НДС» is allowed to everyone: article 149 exempts operations, not sellers.
    pub const fn allows(self, rate: VatRate) -> bool {
        match self {
            Self::Osno => !matches!(rate, VatRate::Vat5 | VatRate::Vat7),
            Self::UsnExempt => matches!(rate, VatRate::Exempt),
            Self::Usn5 => matches!(rate, VatRate::Exempt | VatRate::Vat0 | VatRate::Vat5),
            Self::Usn7 => matches!(rate, VatRate::Exempt | VatRate::Vat0 | VatRate::Vat7),
        }
    }
}

impl fmt::Display for VatRegime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for VatRegime {
    type Err = VatError;

    fn from_str(text: &str) -> Result<Self, VatError> {
        Self::ALL
            .into_iter()
            .find(|regime| regime.as_str() == text)
            .ok_or(VatError::Unknown)
    }
}

/// What is sold, as far as its rate depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Supply {
    /// Anything without a rate of its own.
    General,
    /// Goods of the 10 % lists.
    Reduced,
    /// Export and the like, 0 %.
    Export,
}

/// Judges the rate of a row by the seller's regime and the tax point.
///
/// A refused rate is an error; an allowed but unusual one is a warning beside success.
///
/// # Errors
/// [`VatError::ZeroInsteadOfNone`], [`VatError::Regime`], [`VatError::Expired`],
/// [`VatError::NotYet`], in this order.
///
/// ```
/// use docflow_core::{NaiveDate, VatRate, VatRegime, check_rate};
/// let may = NaiveDate::from_ymd_opt(2026, 5, 1).ok_or("date")?;
/// assert_eq!(check_rate(VatRegime::Osno, VatRate::Vat22, may)?, None);
/// let old = check_rate(VatRegime::Osno, VatRate::Vat20, may).unwrap_err();
/// assert_eq!(old.code(), "vat_rate_expired");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_rate(
    regime: VatRegime,
    rate: VatRate,
    tax_point: NaiveDate,
) -> Result<Option<VatWarning>, VatError> {
    if regime == VatRegime::UsnExempt && rate == VatRate::Vat0 {
        return Err(VatError::ZeroInsteadOfNone);
    }
    if !regime.allows(rate) {
        return Err(VatError::Regime { regime, rate });
    }
    match rate.in_force(tax_point) {
        InForce::Expired => return Err(VatError::Expired { rate, tax_point }),
        InForce::NotYet => return Err(VatError::NotYet { rate, tax_point }),
        InForce::Yes => {}
    }
    let unusual = regime == VatRegime::Osno && rate == VatRate::Exempt;
    Ok(unusual.then_some(VatWarning::NoneOnOsno))
}

/// A rate that is allowed but should be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VatWarning {
    /// «Без НДС» of a payer of VAT: right only for operations that article 149 exempts.
    NoneOnOsno,
}

impl VatWarning {
    /// The stable code: `vat_none_on_osno`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoneOnOsno => "vat_none_on_osno",
        }
    }
}

/// A rate that the row can not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum VatError {
    /// The rate ended before the tax point.
    #[error("VAT of {rate} % ended before the tax point {tax_point}; take the rate of that date")]
    Expired {
        /// The rate of the row.
        rate: VatRate,
        /// The date of shipment or advance payment.
        tax_point: NaiveDate,
    },
    /// The rate begins after the tax point.
    #[error("VAT of {rate} % begins after the tax point {tax_point}; take the rate of that date")]
    NotYet {
        /// The rate of the row.
        rate: VatRate,
        /// The date of shipment or advance payment.
        tax_point: NaiveDate,
    },
    /// The seller's regime does not know the rate.
    #[error("VAT rate {rate} is not one of the regime {regime}; correct the row or the regime")]
    Regime {
        /// The seller's regime.
        regime: VatRegime,
        /// The rate of the row.
        rate: VatRate,
    },
    /// 0 % of a seller who pays no VAT: «Без НДС» was meant.
    #[error("expected no VAT («Без НДС») of an exempt seller, found 0 %; clear the rate")]
    ZeroInsteadOfNone,
    /// Not a rate or regime of this crate.
    #[error(
        "expected one of the known VAT rates or regimes, found another; correct it at its source"
    )]
    Unknown,
}

impl VatError {
    /// The stable code: `vat_rate_expired`, `vat_rate_not_yet`, `vat_rate_regime`,
    /// `vat_zero_vs_none` or `vat_rate_unknown`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Expired { .. } => "vat_rate_expired",
            Self::NotYet { .. } => "vat_rate_not_yet",
            Self::Regime { .. } => "vat_rate_regime",
            Self::ZeroInsteadOfNone => "vat_zero_vs_none",
            Self::Unknown => "vat_rate_unknown",
        }
    }
}

#[cfg(test)]
mod tests;
