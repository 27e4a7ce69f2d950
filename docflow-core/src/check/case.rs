//! One case: facts, choices and policy, with what is decided from them before any rule is held.
//!
//! The check and the wizard's lists both start here, so they can not disagree about who sells,
//! where, and on which day.

use crate::choices::Choices;
use crate::facts::{DealFacts, Fact, Preset, ProductRow, RequisiteCard, Timestamp};
use crate::form::{ContractForm, FormContext, ProductKind};
use crate::party::{ClientKind, LegalEntity};
use crate::policy::{Policy, Product, Region};
use crate::requisites::clean;
use crate::vat::VatRegime;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Facts, choices and policy of one check.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) facts: &'a DealFacts,
    pub(super) choices: &'a Choices,
    pub(super) policy: &'a Policy,
    pub(super) seller: Result<&'a LegalEntity, SellerGap<'a>>,
    pub(super) region: Result<&'a Region, RegionGap>,
    /// The local date in the region, or in the policy's first one while the region is not known.
    pub(super) today: NaiveDate,
    products: BTreeSet<ProductKind>,
}

/// Why there is no seller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SellerGap<'a> {
    Missing,
    Unknown,
    Unread(&'a str),
}

/// Why there is no region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RegionGap {
    Missing,
    Unknown,
}

impl<'a> Case<'a> {
    pub(super) fn new(
        facts: &'a DealFacts,
        choices: &'a Choices,
        policy: &'a Policy,
        now: Timestamp,
    ) -> Self {
        let seller = seller(facts, choices, policy);
        let region = region(choices, policy, seller.ok());
        let zone = region.ok().or(policy.regions.first());
        let today = zone.map_or_else(
            || now.date_naive(),
            |region| now.with_timezone(&region.offset).date_naive(),
        );
        let rows = facts.rows.iter();
        let products = rows
            .filter_map(|row| product(policy, row))
            .map(|product| product.kind)
            .collect();
        Self {
            facts,
            choices,
            policy,
            seller,
            region,
            today,
            products,
        }
    }

    /// Date of the contract: as chosen, else today.
    pub(super) fn contract_date(&self) -> NaiveDate {
        self.choices.contract_date.unwrap_or(self.today)
    }

    /// Date of the invoices, which is also the tax point of the check: as chosen, else the contract's.
    pub(super) fn invoice_date(&self) -> NaiveDate {
        self.choices.invoice_date.unwrap_or(self.contract_date())
    }

    /// The seller's VAT regime on a day, when both are known.
    pub(super) fn regime(&self, day: NaiveDate) -> Option<VatRegime> {
        self.seller.ok()?.regime_on(day)
    }

    /// What 1C calls the product of a row.
    pub(super) fn product(&self, row: &ProductRow) -> Option<&'a Product> {
        product(self.policy, row)
    }

    /// The client's requisites, when they were read.
    pub(super) fn requisite(&self) -> Option<&'a RequisiteCard> {
        self.facts.client.known()?.requisite.known()
    }

    /// The kind of the client, once its preset says so.
    pub(super) fn client_kind(&self) -> Option<ClientKind> {
        match self.requisite()?.preset {
            Preset::Organization => Some(ClientKind::LegalEntity),
            Preset::SoleTrader => Some(ClientKind::SoleTrader),
            Preset::Person => Some(ClientKind::Person),
            Preset::Other(_) => None,
        }
    }

    /// What forms are held against; what is not known yet excludes none of them.
    pub(super) fn form_context(&self) -> FormContext<'_> {
        FormContext {
            seller: self.seller.ok().map(|seller| seller.code.as_str()),
            region: self.region.ok().map(|region| region.code.as_str()),
            client: self.client_kind(),
            products: &self.products,
            date: self.contract_date(),
        }
    }

    /// The only form that fits, when none was chosen.
    pub(super) fn only_form(&self) -> Option<&'a ContractForm> {
        let context = self.form_context();
        let forms = self.policy.forms.iter();
        only(forms.filter(|form| form.misfits(&context).is_empty()))
    }
}

/// A choice, unless it is blank.
pub(super) fn chosen(choice: Option<&String>) -> Option<&str> {
    choice
        .map(|code| code.trim())
        .filter(|code| !code.is_empty())
}

fn product<'a>(policy: &'a Policy, row: &ProductRow) -> Option<&'a Product> {
    policy.product(row.product?)
}

fn seller<'a>(
    facts: &'a DealFacts,
    choices: &Choices,
    policy: &'a Policy,
) -> Result<&'a LegalEntity, SellerGap<'a>> {
    if let Some(code) = chosen(choices.seller.as_ref()) {
        return policy.seller(code).ok_or(SellerGap::Unknown);
    }
    match &facts.seller {
        Fact::Known { value, .. } => {
            let inn = clean(&value.inn);
            let mut sellers = policy.sellers.iter();
            sellers
                .find(|seller| seller.inn.as_str() == inn)
                .ok_or(SellerGap::Unknown)
        }
        Fact::NotChecked(reason) => Err(SellerGap::Unread(reason)),
        Fact::Absent => only_seller(choices, policy).ok_or(SellerGap::Missing),
    }
}

fn only_seller<'a>(choices: &Choices, policy: &'a Policy) -> Option<&'a LegalEntity> {
    let region = match chosen(choices.region.as_ref()) {
        Some(code) => policy.region(code),
        None => only(policy.regions.iter()),
    };
    let works_here = |seller: &&LegalEntity| region.is_none_or(|r| r.hosts(&seller.code));
    only(policy.sellers.iter().filter(works_here))
}

fn region<'a>(
    choices: &Choices,
    policy: &'a Policy,
    seller: Option<&LegalEntity>,
) -> Result<&'a Region, RegionGap> {
    if let Some(code) = chosen(choices.region.as_ref()) {
        return policy.region(code).ok_or(RegionGap::Unknown);
    }
    let hosts = |region: &&Region| seller.is_none_or(|seller| region.hosts(&seller.code));
    only(policy.regions.iter().filter(hosts)).ok_or(RegionGap::Missing)
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}
