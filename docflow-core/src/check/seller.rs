//! Seller and region: who sells where, and whether they may on these days.

use super::case::{Case, RegionGap, SellerGap, chosen};
use super::format;
use super::notes::{Blocked, Notes, Read};
use super::options::SellerMisfit;
use super::table::{
    REGION_MISSING, REGION_UNKNOWN, SELLER_ATTORNEY, SELLER_DIFFERS, SELLER_MISSING, SELLER_REGIME,
    SELLER_REGION, SELLER_UNKNOWN, SELLER_UNREAD,
};
use crate::dates::AttorneyTerm;
use crate::party::{Basis, LegalEntity};
use crate::policy::Region;
use crate::requisites::clean;
use chrono::NaiveDate;

/// The seller, when they may sell here and now.
pub(super) fn read<'a>(case: &Case<'a>, notes: &mut Notes) -> Read<&'a LegalEntity> {
    let seller = match case.seller {
        Ok(seller) => seller,
        Err(gap) => return Err(missing(case, gap, notes)),
    };
    differs_from_deal(case, seller, notes);
    let mut result = Ok(seller);
    for misfit in misfits(case, seller) {
        match misfit {
            SellerMisfit::Region => result = Err(outside_region(case, seller, notes)),
            SellerMisfit::Regime(date) => {
                let params = [("seller", seller.name.clone()), ("date", format::day(date))];
                result = Err(notes.block(SELLER_REGIME, "seller", params));
            }
            SellerMisfit::Signatory { number, date } => {
                let seller = seller.name.clone();
                let params = [
                    ("seller", seller),
                    ("number", number),
                    ("date", format::day(date)),
                ];
                result = Err(notes.block(SELLER_ATTORNEY, "seller", params));
            }
            // Each row of such a product has its own finding.
            SellerMisfit::Product(_) => {}
        }
    }
    result
}

/// The region, when it is known.
pub(super) fn region<'a>(case: &Case<'a>, notes: &mut Notes) -> Read<&'a Region> {
    let regions = || format::list(case.policy.regions.iter().map(|region| &region.title));
    case.region.map_err(|gap| match gap {
        RegionGap::Missing => notes.block(REGION_MISSING, "region", [("regions", regions())]),
        RegionGap::Unknown => {
            let code = chosen(case.choices.region.as_ref()).unwrap_or_default();
            let params = [("region", code.to_owned()), ("regions", regions())];
            notes.block(REGION_UNKNOWN, "region", params)
        }
    })
}

/// Every reason why the seller of the case can not be taken.
pub(super) fn misfits(case: &Case<'_>, seller: &LegalEntity) -> Vec<SellerMisfit> {
    let mut found = Vec::new();
    if case.region.is_ok_and(|region| !region.hosts(&seller.code)) {
        found.push(SellerMisfit::Region);
    }
    let invoice = case.invoice_date();
    if seller.regime_on(invoice).is_none() {
        found.push(SellerMisfit::Regime(invoice));
    }
    found.extend(attorney_gap(seller, case.contract_date()));
    for row in &case.facts.rows {
        let foreign = case
            .product(row)
            .filter(|product| !product.sold_by(&seller.code))
            .map(|product| SellerMisfit::Product(product.id));
        found.extend(foreign.filter(|misfit| !found.contains(misfit)));
    }
    found
}

fn attorney_gap(seller: &LegalEntity, date: NaiveDate) -> Option<SellerMisfit> {
    let Basis::PowerOfAttorney {
        number,
        issued,
        expires,
    } = &seller.signatory.basis
    else {
        return None;
    };
    let term = AttorneyTerm {
        issued: *issued,
        expires: *expires,
    };
    term.check(date).err().map(|_| SellerMisfit::Signatory {
        number: number.clone(),
        date,
    })
}

fn missing(case: &Case<'_>, gap: SellerGap<'_>, notes: &mut Notes) -> Blocked {
    let sellers = format::list(case.policy.sellers.iter().map(|seller| &seller.name));
    match gap {
        SellerGap::Missing => notes.block(SELLER_MISSING, "seller", [("sellers", sellers)]),
        SellerGap::Unknown => {
            let chosen = chosen(case.choices.seller.as_ref()).map(str::to_owned);
            let linked = || {
                case.facts
                    .seller
                    .known()
                    .map(|card| format::one_line(&card.inn))
            };
            let seller = chosen.or_else(linked).unwrap_or_default();
            let params = [("seller", seller), ("sellers", sellers)];
            notes.block(SELLER_UNKNOWN, "seller", params)
        }
        SellerGap::Unread(reason) => {
            notes.block(SELLER_UNREAD, "seller", [("reason", reason.to_owned())])
        }
    }
}

fn differs_from_deal(case: &Case<'_>, seller: &LegalEntity, notes: &mut Notes) {
    let linked = case.facts.seller.known().map(|card| clean(&card.inn));
    if let Some(inn) = linked.filter(|inn| inn != seller.inn.as_str()) {
        let params = [("seller", seller.name.clone()), ("inn", inn.into_owned())];
        notes.warn(SELLER_DIFFERS, "seller", params);
    }
}

fn outside_region(case: &Case<'_>, seller: &LegalEntity, notes: &mut Notes) -> Blocked {
    let region = case.region.ok();
    let here = |other: &&LegalEntity| region.is_some_and(|region| region.hosts(&other.code));
    let sellers = case.policy.sellers.iter().filter(here);
    let params = [
        ("seller", seller.name.clone()),
        (
            "region",
            region
                .map(|region| region.title.clone())
                .unwrap_or_default(),
        ),
        ("sellers", format::list(sellers.map(|seller| &seller.name))),
    ];
    notes.block(SELLER_REGION, "seller", params)
}
