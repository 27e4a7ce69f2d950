//! Product rows: each held against the product that 1C knows, then their sums.

use super::case::Case;
use super::format;
use super::notes::{Notes, Param, Read};
use super::table::{
    DEAL_SUM_DIFFERS, DEAL_SUM_TYPED, PRICE_LARGE, PRICE_NEGATIVE, PRICE_NET, PRICE_PLACES,
    PRICE_ZERO, QUANTITY_LARGE, QUANTITY_PLACES, QUANTITY_SMALL, ROWS_MANY, ROWS_MISSING,
    ROWS_UNREAD, SUM_OVERFLOW, TOTAL_ZERO, VAT_MIXED,
};
use crate::facts::ProductRow;
use crate::money::{MoneyError, Price, Quantity};
use crate::request::RequestRow;
use crate::totals::{LineAmounts, Totals};
use crate::vat::{VatMode, VatRate};
use rust_decimal::{Decimal, RoundingStrategy};

mod product;
mod rate;

/// How many rows are read of one deal: four pages.
const LIMIT: u64 = 200;

/// Rows with their sums.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) lines: Vec<RequestRow>,
    pub(super) mode: VatMode,
    pub(super) totals: Totals,
}

/// A row with its place, for paths and parameters.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    at: usize,
    row: &'a ProductRow,
}

impl Line<'_> {
    fn path(&self, field: &str) -> String {
        format!("rows[{}].{field}", self.at)
    }

    /// Number of the row, from 1, and its name.
    fn named(&self) -> Vec<Param> {
        let number = self.at.saturating_add(1).to_string();
        vec![("row", number), ("name", format::one_line(&self.row.name))]
    }

    fn with(&self, params: impl IntoIterator<Item = Param>) -> Vec<Param> {
        self.named().into_iter().chain(params).collect()
    }
}

/// Reads every row and adds them up.
pub(super) fn read(case: &Case<'_>, notes: &mut Notes) -> Read<Rows> {
    let complete = complete(case, notes);
    let lines = || {
        let rows = case.facts.rows.iter().enumerate();
        rows.map(|(at, row)| Line { at, row })
    };
    let mode = mode(lines(), notes);
    let mut rows = Ok(Vec::new());
    for line in lines() {
        let read = row(case, line, mode.unwrap_or(VatMode::Included), notes);
        rows = rows.and_then(|mut rows: Vec<RequestRow>| {
            rows.push(read?);
            Ok(rows)
        });
    }
    complete?;
    let (rows, mode) = (rows?, mode?);
    let totals = totals(case, &rows, notes)?;
    Ok(Rows {
        lines: rows,
        mode,
        totals,
    })
}

fn complete(case: &Case<'_>, notes: &mut Notes) -> Read<()> {
    let total = case.facts.rows_total;
    let read = case.facts.rows.len();
    if total > LIMIT {
        let params = [("count", total.to_string()), ("limit", LIMIT.to_string())];
        Err(notes.block(ROWS_MANY, "rows", params))
    } else if u64::try_from(read) != Ok(total) {
        let params = [("read", read.to_string()), ("count", total.to_string())];
        Err(notes.block(ROWS_UNREAD, "rows", params))
    } else if read == 0 {
        Err(notes.block(ROWS_MISSING, "rows", []))
    } else {
        Ok(())
    }
}

/// The one mode of all rows; a row without VAT goes with either.
fn mode<'a>(lines: impl Iterator<Item = Line<'a>>, notes: &mut Notes) -> Read<VatMode> {
    let taxed = lines.filter(|line| line.row.tax_rate.is_some_and(|rate| !rate.is_zero()));
    let (included, on_top): (Vec<_>, Vec<_>) = taxed.partition(|line| line.row.tax_included);
    match (included.is_empty(), on_top.is_empty()) {
        (_, true) => Ok(VatMode::Included),
        (true, false) => Ok(VatMode::OnTop),
        (false, false) => {
            let numbers = |lines: Vec<Line<'_>>| {
                format::list(
                    lines
                        .iter()
                        .map(|line| line.at.saturating_add(1).to_string()),
                )
            };
            let params = [("included", numbers(included)), ("on_top", numbers(on_top))];
            Err(notes.block(VAT_MIXED, "rows", params))
        }
    }
}

fn row(case: &Case<'_>, line: Line<'_>, mode: VatMode, notes: &mut Notes) -> Read<RequestRow> {
    let product = product::read(case, line, notes);
    let quantity = quantity(line, notes);
    let vat = rate::read(case, line, notes);
    // The sum needs the rate only to take VAT out of the price; a wrong one is reported already.
    let price = price(line, vat.unwrap_or(VatRate::Exempt), mode, notes);
    let (product, quantity, vat, price) = (product?, quantity?, vat?, price?);
    let amounts = LineAmounts::new(quantity, price, vat, mode)
        .map_err(|_| notes.block(SUM_OVERFLOW, line.path("price"), []))?;
    Ok(RequestRow {
        onec_ref: product.onec_ref.clone(),
        name: product.name.clone(),
        unit: product.unit.clone(),
        quantity,
        price,
        vat,
        amounts,
    })
}

fn quantity(line: Line<'_>, notes: &mut Notes) -> Read<Quantity> {
    let value = line.row.quantity;
    Quantity::new(value).map_err(|error| {
        let rule = match error {
            MoneyError::TooSmall | MoneyError::Text => QUANTITY_SMALL,
            MoneyError::Places { .. } => QUANTITY_PLACES,
            MoneyError::TooLarge | MoneyError::Overflow => QUANTITY_LARGE,
        };
        let params = line.with([("value", value.normalize().to_string())]);
        notes.block(rule, line.path("quantity"), params)
    })
}

/// The price as the document shows it: the portal's own, or without VAT when that comes on top.
fn price(line: Line<'_>, vat: VatRate, mode: VatMode, notes: &mut Notes) -> Read<Price> {
    let value = line.row.price;
    let path = line.path("price");
    let params = || line.with([("value", value.normalize().to_string())]);
    let shown = match (mode, vat.percent()) {
        (VatMode::OnTop, Some(percent)) if percent > 0 && value > Decimal::ZERO => {
            net(value, percent).ok_or_else(|| notes.block(PRICE_NET, path.clone(), params()))?
        }
        (VatMode::OnTop | VatMode::Included, _) => value,
    };
    let price = Price::new(shown).map_err(|error| {
        let rule = match error {
            MoneyError::TooSmall | MoneyError::Text => PRICE_NEGATIVE,
            MoneyError::Places { .. } => PRICE_PLACES,
            MoneyError::TooLarge | MoneyError::Overflow => PRICE_LARGE,
        };
        notes.block(rule, path.clone(), params())
    })?;
    if price.is_zero() {
        notes.warn(PRICE_ZERO, path, line.named());
    }
    Ok(price)
}

/// The price of whole kopecks that gives this one once VAT is added, if there is one.
///
/// The portal always sends the price with its tax, rounded to at least two places. A net price of
/// whole kopecks is found again exactly, since rounding moved it by less than half a kopeck.
fn net(price: Decimal, percent: u8) -> Option<Decimal> {
    const HALF_AWAY: RoundingStrategy = RoundingStrategy::MidpointAwayFromZero;
    let hundred = Decimal::ONE_HUNDRED;
    let gross = hundred.checked_add(Decimal::from(percent))?;
    let net = price
        .checked_mul(hundred)?
        .checked_div(gross)?
        .round_dp_with_strategy(2, HALF_AWAY);
    let places = price.normalize().scale().max(2);
    let back = net
        .checked_mul(gross)?
        .checked_div(hundred)?
        .round_dp_with_strategy(places, HALF_AWAY);
    (back == price).then_some(net)
}

fn totals(case: &Case<'_>, rows: &[RequestRow], notes: &mut Notes) -> Read<Totals> {
    let overflow = |_| ();
    let totals = Totals::of(rows.iter().map(|row| &row.amounts)).map_err(overflow);
    let totals = totals.map_err(|()| notes.block(SUM_OVERFLOW, "rows", []))?;
    if totals.total().is_zero() {
        return Err(notes.block(TOTAL_ZERO, "rows", []));
    }
    let deal = &case.facts.deal;
    let differs = deal.opportunity.filter(|sum| *sum != totals.total());
    if let Some(sum) = differs {
        let params = [
            ("deal", format::sum(sum)),
            ("rows", format::sum(totals.total())),
        ];
        if !deal.manual_opportunity {
            return Err(notes.block(DEAL_SUM_DIFFERS, "deal.opportunity", params));
        }
        notes.warn(DEAL_SUM_TYPED, "deal.opportunity", params);
    }
    Ok(totals)
}
