//! The wizard's lists: every option with the reasons why it can not be taken; none means it can.
//!
//! They are decided by the same functions as the check, so an option shown is never refused by a
//! rule of its own, and one not shown always is.

use super::Standing;
use super::case::Case;
use super::seller;
use crate::choices::Choices;
use crate::facts::DealFacts;
use crate::form::{ContractForm, Misfit};
use crate::ids::ProductId;
use crate::party::LegalEntity;
use crate::policy::{Policy, Region};
use chrono::NaiveDate;

/// Why a seller can not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SellerMisfit {
    /// They do not work in the region.
    Region,
    /// Their VAT regime on this day is not known.
    Regime(NaiveDate),
    /// Their signatory's power of attorney does not cover the contract's date.
    Signatory {
        /// Number of the power of attorney.
        number: String,
        /// Date of the contract.
        date: NaiveDate,
    },
    /// They do not sell this product of the deal.
    Product(ProductId),
}

/// Why a region can not be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionMisfit {
    /// The seller does not work there.
    Seller,
    /// No own firm works there.
    Empty,
}

/// Every own firm with the reasons why it can not sell by this deal, in the policy's order.
///
/// ```
/// # use docflow_core::{Choices, DealFacts, Policy, Standing};
/// # fn list(facts: &DealFacts, choices: &Choices, policy: &Policy, standing: &Standing) {
/// use docflow_core::available_sellers;
/// let sellers = available_sellers(facts, choices, policy, standing);
/// let offered = sellers.iter().filter(|(_, misfits)| misfits.is_empty());
/// # let _ = offered.count();
/// # }
/// ```
pub fn available_sellers<'a>(
    facts: &DealFacts,
    choices: &Choices,
    policy: &'a Policy,
    standing: &Standing,
) -> Vec<(&'a LegalEntity, Vec<SellerMisfit>)> {
    let judged = |seller: &'a LegalEntity| {
        let choices = Choices {
            seller: Some(seller.code.clone()),
            ..choices.clone()
        };
        let case = Case::new(facts, &choices, policy, standing.now);
        (seller, seller::misfits(&case, seller))
    };
    policy.sellers.iter().map(judged).collect()
}

/// Every region with the reasons why it can not be taken, in the policy's order.
pub fn available_regions<'a>(
    facts: &DealFacts,
    choices: &Choices,
    policy: &'a Policy,
    standing: &Standing,
) -> Vec<(&'a Region, Vec<RegionMisfit>)> {
    let judged = |region: &'a Region| {
        let choices = Choices {
            region: Some(region.code.clone()),
            ..choices.clone()
        };
        let case = Case::new(facts, &choices, policy, standing.now);
        let mut misfits = Vec::new();
        if !policy
            .sellers
            .iter()
            .any(|seller| region.hosts(&seller.code))
        {
            misfits.push(RegionMisfit::Empty);
        }
        if case.seller.is_ok_and(|seller| !region.hosts(&seller.code)) {
            misfits.push(RegionMisfit::Seller);
        }
        (region, misfits)
    };
    policy.regions.iter().map(judged).collect()
}

/// Every contract form with the reasons why it can not be taken, in the policy's order.
///
/// Held against the seller, region, kind of client, kinds of products and date of the contract, as
/// far as they are known: what is not known yet excludes no form.
pub fn available_forms<'a>(
    facts: &DealFacts,
    choices: &Choices,
    policy: &'a Policy,
    standing: &Standing,
) -> Vec<(&'a ContractForm, Vec<Misfit>)> {
    let case = Case::new(facts, choices, policy, standing.now);
    let context = case.form_context();
    let forms = policy.forms.iter();
    forms.map(|form| (form, form.misfits(&context))).collect()
}
