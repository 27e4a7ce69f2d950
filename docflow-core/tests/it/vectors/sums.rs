//! Sums: VAT of a row, totals of a document, the split into payments.

use docflow_core::{
    LineAmounts, Money, PaymentSchedule, Percent, Price, Quantity, SchedulePart, Totals, VatGroup,
    VatMode, VatRate,
};

use super::case::{Case, same};

fn mode(case: &Case<'_>) -> Result<VatMode, String> {
    Ok(if case.flag("included")? {
        VatMode::Included
    } else {
        VatMode::OnTop
    })
}

fn text(why: impl std::fmt::Display) -> String {
    why.to_string()
}

pub(super) fn vat_row(case: &Case<'_>) -> Result<(), String> {
    let amounts = LineAmounts::of_sum(case.money("sum")?, case.rate("rate")?, mode(case)?);
    let amounts = amounts.map_err(text)?;
    same("vat", &case.optional_money("vat")?, &amounts.vat())?;
    same("total", &case.money("total")?, &amounts.total())?;
    same("net", &case.money("net")?, &amounts.net().map_err(text)?)
}

pub(super) fn doc_totals(case: &Case<'_>) -> Result<(), String> {
    let mode = mode(case)?;
    let rows: Vec<LineAmounts> = case
        .list("rows")?
        .iter()
        .map(|row| row_amounts(row, mode))
        .collect::<Result<_, _>>()?;
    let totals = Totals::of(&rows).map_err(text)?;
    same("total", &case.money("total")?, &totals.total())?;
    let vat = case.optional_money("vat_total")?.unwrap_or_default();
    same("vat_total", &vat, &totals.vat().unwrap_or_default())?;
    let from_total = case
        .optional_money("vat_if_computed_from_total")?
        .unwrap_or_default();
    same(
        "vat_if_computed_from_total",
        &from_total,
        &vat_of_sums(&rows, mode)?,
    )
}

fn row_amounts(row: &Case<'_>, mode: VatMode) -> Result<LineAmounts, String> {
    let quantity = Quantity::parse(row.text("qty")?).map_err(text)?;
    let price = Price::parse(row.text("price")?).map_err(text)?;
    let amounts = LineAmounts::new(quantity, price, row.rate("rate")?, mode).map_err(text)?;
    same("sum of a row", &row.money("sum")?, &amounts.sum())?;
    same("vat of a row", &row.optional_money("vat")?, &amounts.vat())?;
    same("total of a row", &row.money("total")?, &amounts.total())?;
    Ok(amounts)
}

/// The other way to count, which documents do not use: by rate from the sum of its rows.
fn vat_of_sums(rows: &[LineAmounts], mode: VatMode) -> Result<Money, String> {
    let of_rate = |rate: VatRate| {
        let sums = rows
            .iter()
            .filter(|row| row.rate() == rate)
            .map(LineAmounts::sum);
        let vat = Money::sum(sums).and_then(|sum| rate.of(sum, mode));
        vat.map(Option::unwrap_or_default)
    };
    let vats: Result<Vec<Money>, _> = VatRate::ALL.into_iter().map(of_rate).collect();
    vats.and_then(Money::sum).map_err(text)
}

pub(super) fn split(case: &Case<'_>) -> Result<(), String> {
    let parts = case.list("parts")?;
    let shares: Vec<Percent> = parts.iter().map(share).collect::<Result<_, _>>()?;
    let rate = case.rate("rate")?;
    let group = VatGroup {
        rate,
        total: case.money("total")?,
        vat: case.optional_money("vat_total")?,
    };
    let schedule = PaymentSchedule::of_percents(&shares).map_err(text)?;
    let code = case.optional("code");
    match schedule.split(&[group]) {
        Ok(found) => {
            same("ok", &case.flag("ok")?, &true)?;
            same("parts", &parts.len(), &found.len())?;
            parts
                .iter()
                .zip(&found)
                .try_for_each(|(part, found)| same_part(part, found, rate))
        }
        Err(error) => {
            same("ok", &case.flag("ok")?, &false)?;
            same("code", &code, &Some(error.code()))
        }
    }
}

fn share(part: &Case<'_>) -> Result<Percent, String> {
    let percent = part.get("pct").ok_or("no pct")?;
    percent.to_string().parse().map_err(text)
}

fn same_part(expected: &Case<'_>, found: &SchedulePart, rate: VatRate) -> Result<(), String> {
    same(
        "amount of a part",
        &expected.money("amount")?,
        &found.amount,
    )?;
    same(
        "vat of a part",
        &expected.optional_money("vat")?,
        &found.vat,
    )?;
    let counted = rate.of(found.amount, VatMode::Included).map_err(text)?;
    same(
        "vat_if_extracted",
        &expected.optional_money("vat_if_extracted")?,
        &counted,
    )
}
