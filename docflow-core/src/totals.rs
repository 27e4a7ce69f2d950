//! Sums of rows and documents, counted as 1C counts them: row by row, half away from zero.
//!
//! Here: the amounts of a row and their totals. Not here: rates by date ([`crate::check_rate`]) and the
//! split into payments ([`crate::PaymentSchedule`]). Called by the check, and once more when 1C's
//! answer is compared to the kopeck.

use crate::money::{Money, MoneyError, Price, Quantity};
use crate::vat::{VatMode, VatRate};

/// The amounts of one row.
///
/// `sum` is round(quantity · price); `total` is what is paid: the sum when VAT is included, sum and
/// VAT when it is on top. `vat` is nothing exactly for «Без НДС».
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineAmounts {
    pub(crate) rate: VatRate,
    pub(crate) sum: Money,
    pub(crate) vat: Option<Money>,
    pub(crate) total: Money,
}

impl LineAmounts {
    /// The amounts of `quantity` at `price`.
    ///
    /// ```
    /// use docflow_core::{LineAmounts, Price, Quantity, VatMode, VatRate};
    /// let row = LineAmounts::new(
    ///     Quantity::parse("3")?, Price::parse("33.33")?, VatRate::Vat22, VatMode::Included,
    /// )?;
    /// assert_eq!(row.sum().to_string(), "99.99");
    /// assert_eq!(row.vat().map(|vat| vat.to_string()), Some("18.03".to_owned()));
    /// # Ok::<(), docflow_core::MoneyError>(())
    /// ```
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn new(
        quantity: Quantity,
        price: Price,
        rate: VatRate,
        mode: VatMode,
    ) -> Result<Self, MoneyError> {
        Self::of_sum(price.times(quantity)?, rate, mode)
    }

    /// The amounts of a sum that is known already.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn of_sum(sum: Money, rate: VatRate, mode: VatMode) -> Result<Self, MoneyError> {
        let vat = rate.of(sum, mode)?;
        let total = match mode {
            VatMode::Included => sum,
            VatMode::OnTop => sum.checked_add(vat.unwrap_or_default())?,
        };
        Ok(Self {
            rate,
            sum,
            vat,
            total,
        })
    }

    /// The rate of the row.
    pub const fn rate(&self) -> VatRate {
        self.rate
    }

    /// Quantity times price.
    pub const fn sum(&self) -> Money {
        self.sum
    }

    /// The VAT; nothing for «Без НДС».
    pub const fn vat(&self) -> Option<Money> {
        self.vat
    }

    /// What is paid for the row.
    pub const fn total(&self) -> Money {
        self.total
    }

    /// The total without its VAT.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn net(&self) -> Result<Money, MoneyError> {
        self.total.checked_sub(self.vat.unwrap_or_default())
    }
}

/// The sums of a document: each is the sum of its rows, never counted anew from the total.
///
/// The two ways differ by kopecks in most long documents; 1C and УПД add rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Totals {
    pub(crate) sum: Money,
    pub(crate) vat: Option<Money>,
    pub(crate) total: Money,
    pub(crate) groups: Vec<VatGroup>,
}

impl Totals {
    /// Adds rows up.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a LineAmounts>) -> Result<Self, MoneyError> {
        let mut totals = Self {
            sum: Money::ZERO,
            vat: None,
            total: Money::ZERO,
            groups: Vec::new(),
        };
        for row in rows {
            totals.sum = totals.sum.checked_add(row.sum)?;
            totals.total = totals.total.checked_add(row.total)?;
            totals.vat = add_vat(totals.vat, row.vat)?;
            totals.add_to_group(row)?;
        }
        Ok(totals)
    }

    fn add_to_group(&mut self, row: &LineAmounts) -> Result<(), MoneyError> {
        match self.groups.iter_mut().find(|group| group.rate == row.rate) {
            Some(group) => {
                group.total = group.total.checked_add(row.total)?;
                group.vat = add_vat(group.vat, row.vat)?;
            }
            None => self.groups.push(VatGroup {
                rate: row.rate,
                total: row.total,
                vat: row.vat,
            }),
        }
        Ok(())
    }

    /// Σ of the rows' sums: with VAT when it is included, without when it is on top.
    pub const fn sum(&self) -> Money {
        self.sum
    }

    /// Σ of the rows' VAT; nothing when every row is «Без НДС».
    pub const fn vat(&self) -> Option<Money> {
        self.vat
    }

    /// Σ of the rows' totals: what is paid for the document.
    pub const fn total(&self) -> Money {
        self.total
    }

    /// Total and VAT of each rate, in the order in which the rows name it first.
    pub fn groups(&self) -> &[VatGroup] {
        &self.groups
    }
}

fn add_vat(left: Option<Money>, right: Option<Money>) -> Result<Option<Money>, MoneyError> {
    match (left, right) {
        (Some(left), Some(right)) => left.checked_add(right).map(Some),
        (one, None) | (None, one) => Ok(one),
    }
}

/// What the rows of one rate make together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VatGroup {
    /// The rate.
    pub rate: VatRate,
    /// What is paid for these rows, VAT and all.
    pub total: Money,
    /// Their VAT; nothing for «Без НДС».
    pub vat: Option<Money>,
}

#[cfg(test)]
mod tests;
