//! How a total falls apart into parts, to the kopeck.

use super::{PartTerms, Percent, ScheduleError, SchedulePart};
use crate::money::{Money, MoneyError};
use crate::totals::VatGroup;
use crate::vat::VatMode;

/// Splits `groups` by `parts`; the answer has the order of `parts`.
pub(super) fn split(
    parts: &[PartTerms],
    groups: &[VatGroup],
) -> Result<Vec<SchedulePart>, ScheduleError> {
    if !groups.iter().all(holds_its_vat) {
        return Err(ScheduleError::Groups);
    }
    let mut left = groups.to_vec();
    let mut shares = Vec::with_capacity(parts.len());
    for part in parts.iter().filter(|part| !part.balance) {
        shares.push(take(part.percent, groups, &mut left)?);
    }
    let balance = parts
        .iter()
        .position(|part| part.balance)
        .unwrap_or(shares.len());
    shares.insert(balance.min(shares.len()), left);
    let numbered = parts.iter().zip(shares).zip(1_usize..);
    numbered
        .map(|((part, share), number)| payment(part.percent, share, number))
        .collect()
}

fn holds_its_vat(group: &VatGroup) -> bool {
    let vat = group.vat.unwrap_or_default();
    let taxed = group.rate.percent().is_some();
    !vat.is_negative() && vat <= group.total && group.vat.is_some() == taxed
}

/// Takes a part that is not the balance out of what is left of each group.
///
/// Where the parts before have left less than its amount, it takes that, and the balance is zero.
fn take(
    percent: Percent,
    groups: &[VatGroup],
    left: &mut [VatGroup],
) -> Result<Vec<VatGroup>, MoneyError> {
    let amount = percent.of(total(groups)?)?.min(total(left)?);
    let mut amounts = Vec::with_capacity(groups.len());
    for (group, left) in groups.iter().zip(left.iter()) {
        amounts.push(percent.of(group.total)?.min(left.total));
    }
    absorb(amount, left, &mut amounts)?;
    let pairs = left.iter_mut().zip(amounts);
    pairs
        .map(|(left, amount)| take_from(left, amount))
        .collect()
}

/// Makes the groups' amounts add up to `amount`, the last group first, each within what it has left.
fn absorb(amount: Money, left: &[VatGroup], amounts: &mut [Money]) -> Result<(), MoneyError> {
    let mut rest = amount.checked_sub(Money::sum(amounts.iter().copied())?)?;
    for (left, amount) in left.iter().zip(amounts).rev() {
        let adjusted = amount.checked_add(rest)?.max(Money::ZERO).min(left.total);
        rest = rest.checked_sub(adjusted.checked_sub(*amount)?)?;
        *amount = adjusted;
    }
    Ok(())
}

/// Moves `amount` out of a group, with the VAT in it; neither side may have more VAT than money.
fn take_from(left: &mut VatGroup, amount: Money) -> Result<VatGroup, MoneyError> {
    let rest = left.total.checked_sub(amount)?;
    let mut taken = VatGroup {
        total: amount,
        ..*left
    };
    if let Some(vat) = left.vat {
        let counted = left.rate.of(amount, VatMode::Included)?.unwrap_or_default();
        let least = vat.checked_sub(rest)?.max(Money::ZERO);
        let share = counted.max(least).min(vat.min(amount));
        taken.vat = Some(share);
        left.vat = Some(vat.checked_sub(share)?);
    }
    left.total = rest;
    Ok(taken)
}

fn payment(
    percent: Percent,
    groups: Vec<VatGroup>,
    part: usize,
) -> Result<SchedulePart, ScheduleError> {
    let amount = total(&groups)?;
    if amount <= Money::ZERO {
        return Err(ScheduleError::ZeroPart { part });
    }
    let taxed: Vec<Money> = groups.iter().filter_map(|group| group.vat).collect();
    let vat = if taxed.is_empty() {
        None
    } else {
        Some(Money::sum(taxed)?)
    };
    Ok(SchedulePart {
        percent,
        amount,
        vat,
        groups,
    })
}

fn total(groups: &[VatGroup]) -> Result<Money, MoneyError> {
    Money::sum(groups.iter().map(|group| group.total))
}
